import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PrintOutcome } from '../../../core/contract/printerVerbs.ts';
import { sayReason } from '../../i18n/sentences.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';

/** Prints a label that says nothing of any drive, and says what became of it. */
export function TestPrint() {
  const { t } = useTranslation();
  const [told, setTold] = useState<PrintOutcome | 'printing' | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const print = async () => {
    const session = await sessionOrSignIn();
    if (session === null) return;
    setTold('printing');
    const answer = await ask('printer.test', { session: session.token }, 180_000);
    setTold(answer.outcome === 'done' ? answer.value : null);
    setProblem(answer.outcome === 'done' ? null : answer);
  };
  return (
    <>
      <Button variant="default" disabled={told === 'printing'} onClick={() => void print()}>
        {t('settings.testPrint')}
      </Button>
      {told !== null && (
        <p role="status">
          {told === 'printing'
            ? t('settings.testing')
            : t(`settings.tested.${told.kind}`, { why: 'why' in told ? sayReason(told.why) : '' })}
        </p>
      )}
      <ProblemBoxes problem={problem} />
    </>
  );
}
