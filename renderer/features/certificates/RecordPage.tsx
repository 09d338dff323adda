import { useTranslation } from 'react-i18next';
import { ask } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import { BackLink } from './BackLink.tsx';
import { RecordFacts } from './RecordFacts.tsx';
import classes from './RecordPage.module.css';

/** The sealed machine facts of one sanitization, in sections. */
export function RecordPage({ recordId }: { recordId: string }) {
  const { t } = useTranslation();
  const told = useAsked(recordId, () => ask('records.open', { recordId }));
  if (told === null) return null;
  return (
    <div className={classes.page}>
      <BackLink />
      {told.outcome === 'done' ? (
        <>
          <h1 className={classes.title}>{t('records.title', { seq: told.value.seq })}</h1>
          <RecordFacts {...told.value} />
        </>
      ) : (
        <ProblemBoxes problem={told} />
      )}
    </div>
  );
}
