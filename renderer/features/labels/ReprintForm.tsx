import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, type Problem } from '../../link/ask.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';
import classes from './LabelsScreen.module.css';

/** Prints a label again; each copy is counted and has its reason. `queued` hears of the next one. */
export function ReprintForm({ labelId, queued }: { labelId: string; queued: (labelId: string) => void }) {
  const { t } = useTranslation();
  const [why, setWhy] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const reprint = async (event: FormEvent) => {
    event.preventDefault();
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('labels.reprint', { session: session.token, labelId, why });
    if (told.outcome !== 'done') return setProblem(told);
    setWhy('');
    setProblem(null);
    queued(told.value.labelId);
  };
  return (
    <PanelSection title={t('labels.reprint')}>
      <form className={classes.form} onSubmit={(event) => void reprint(event)}>
        <TextInput
          label={t('labels.reprintWhy')}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
          maxLength={500}
          required
        />
        <ProblemBoxes problem={problem} />
        <Button type="submit" disabled={why.trim() === ''}>
          {t('labels.reprint')}
        </Button>
      </form>
    </PanelSection>
  );
}
