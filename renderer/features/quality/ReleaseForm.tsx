import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { seenStart } from '../../i18n/seenText.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { PinField } from '../people/PinField.tsx';
import { sessionOrSignIn } from '../people/session.ts';
import classes from './QualityScreen.module.css';
import { readQueue } from './queueState.ts';

/** One person's agreement to free a held lot; the agent counts them and looks who they are. */
export function ReleaseForm({ lotName }: { lotName: string }) {
  const { t } = useTranslation('quality');
  const [why, setWhy] = useState('');
  const [pin, setPin] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [counted, setCounted] = useState(false);
  const lot = seenStart(lotName);
  const release = async (event: FormEvent) => {
    event.preventDefault();
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('quality.releaseLot', { session: session.token, pin, lotName, why });
    setPin('');
    setProblem(told.outcome === 'done' ? null : told);
    setCounted(told.outcome === 'done' && !told.value.released);
    if (told.outcome === 'done') setWhy('');
    await readQueue();
  };
  return (
    <form className={classes.release} onSubmit={(event) => void release(event)}>
      <TextInput
        label={t('reason')}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
        maxLength={500}
        required
      />
      <PinField label={t('pin')} value={pin} change={setPin} />
      <Button type="submit" variant="default" disabled={why.trim() === '' || pin.length < 6}>
        {t('release', { lot })}
      </Button>
      <div className={classes.wide}>
        <ProblemBoxes problem={problem} />
        <p role="status">{counted && t('releaseCounted', { lot })}</p>
      </div>
    </form>
  );
}
