import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { BackLink } from './BackLink.tsx';
import classes from './NoPage.module.css';

/** In place of a page that is still being drawn. The sentence comes late: most pages are there before it. */
export function PageToCome({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.place}>
      <BackLink />
      <h1 className={classes.title}>{id}</h1>
      <p role="status" className={classes.late}>
        {t('certificates.pageToCome')}
      </p>
    </div>
  );
}

/** In place of a page that cannot be shown: why, and another try. */
export function NoPage({ id, problem, onAgain }: { id: string; problem: Problem; onAgain: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.place}>
      <BackLink />
      <h1 className={classes.title}>{id}</h1>
      <ProblemBoxes problem={problem} />
      <Button variant="default" size="md" onClick={onAgain}>
        {t('certificates.again')}
      </Button>
    </div>
  );
}
