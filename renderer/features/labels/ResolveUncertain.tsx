import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, type Problem } from '../../link/ask.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';

/** The printer took the bytes but its end was not seen: only a person can say whether the label is there. */
export function ResolveUncertain({ labelId }: { labelId: string }) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<Problem | null>(null);
  const say = async (found: boolean) => {
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('labels.resolve', { session: session.token, labelId, found });
    setProblem(told.outcome === 'done' ? null : told);
  };
  return (
    <PanelSection title={t('labels.lookTitle')}>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 10 }}>
        <Button onClick={() => void say(true)}>{t('labels.found')}</Button>
        <Button variant="default" onClick={() => void say(false)}>
          {t('labels.notFound')}
        </Button>
      </div>
      <ProblemBoxes problem={problem} />
    </PanelSection>
  );
}
