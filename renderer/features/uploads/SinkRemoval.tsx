import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SinksSetUp } from '../../../core/contract/sinkVerbs.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';
import classes from './UploadsSection.module.css';

type Props = { readonly name: string; readonly close: () => void; readonly removed: (all: SinksSetUp) => void };

/** Asks once more before a place is taken out. */
export function SinkRemoval({ name, close, removed }: Props) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<Problem | null>(null);
  const remove = async () => {
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('sinks.remove', { session: session.token, sink: name });
    setProblem(told.outcome === 'done' ? null : told);
    if (told.outcome === 'done') removed(told.value);
  };
  return (
    <Dialog title={t('uploads.setUp.removeTitle', { name })} close={close}>
      <p>{t('uploads.setUp.removeWords')}</p>
      <ProblemBoxes problem={problem} />
      <div className={classes.acts}>
        <Button onClick={() => void remove()}>{t('uploads.setUp.removeNow')}</Button>
        <Button variant="default" onClick={close}>
          {t('uploads.setUp.cancel')}
        </Button>
      </div>
    </Dialog>
  );
}
