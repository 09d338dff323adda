import { Button, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem, Told } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import classes from './PeopleScreen.module.css';
import { PinField } from './PinField.tsx';
import { sessionOrSignIn } from './session.ts';

/** What goes with every change of a person: the shift lead's session, PIN and reason. */
export type Change = { readonly session: string; readonly pin: string; readonly why: string };

type Props = {
  /** What is changed, as the summary of the closed form says it. */
  title: string;
  meaning: string;
  word: string;
  ready: boolean;
  send: (change: Change) => Promise<Told<unknown>>;
  /** Runs when it was done: what was typed is taken out. */
  done?: () => void;
  children?: ReactNode;
};

/** One change of a person, folded until it is wanted. A reason and the lead's own PIN are part of each. */
export function ChangeForm({ title, meaning, word, ready, send, done, children }: Props) {
  const { t } = useTranslation('people');
  const [why, setWhy] = useState('');
  const [pin, setPin] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saved, setSaved] = useState(false);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const session = await sessionOrSignIn();
    if (session === null) return;
    setBusy(true);
    const told = await send({ session: session.token, pin, why });
    setBusy(false);
    setPin('');
    setProblem(told.outcome === 'done' ? null : told);
    setSaved(told.outcome === 'done');
    if (told.outcome !== 'done') return;
    setWhy('');
    done?.();
  };
  return (
    <details className={classes.change}>
      <summary>{title}</summary>
      <form className={classes.form} onSubmit={(event) => void submit(event)}>
        <p className={classes.note}>{meaning}</p>
        {children}
        <TextInput
          label={t('why')}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
          maxLength={500}
          required
        />
        <PinField label={t('ownPin')} description={t('ownPinHint')} value={pin} change={setPin} />
        <ProblemBoxes problem={problem} />
        <Button type="submit" loading={busy} disabled={!ready || why.trim() === '' || pin.length < 6}>
          {word}
        </Button>
        <p role="status">{saved && t('saved')}</p>
      </form>
    </details>
  );
}
