import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ThingView } from '../../../../core/contract/receivingViews.ts';
import { ask, type Problem } from '../../../link/ask.ts';
import { ProblemBoxes } from '../../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../../people/session.ts';
import { useReceiving } from '../receivingState.ts';
import classes from './after.module.css';

type Props = { readonly lotId: string; readonly things: readonly ThingView[]; readonly changed: () => void };

/** Writes down that what is chosen was destroyed, how, and who saw it. One event for each thing: its own chain ends with it. */
export function DestructionForm({ lotId, things, changed }: Props) {
  const { t } = useTranslation('receiving');
  const [how, setHow] = useState('');
  const [witness, setWitness] = useState('');
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  // What was written down before something went wrong is not written down again.
  const left = things.filter(({ data }) => data !== 'destroyed');
  const count = String(left.length);
  const record = async (event: FormEvent) => {
    event.preventDefault();
    const session = await sessionOrSignIn();
    if (session === null) return;
    const at = new Date().toISOString();
    for (const { thingId } of left) {
      const told = await ask('custody.add', {
        session: session.token,
        lotId,
        subject: { kind: 'thing', thingId },
        at,
        act: { act: 'destroyed', how: how.trim(), witness: witness.trim() },
      });
      if (told.outcome !== 'done') return setProblem(told);
      useReceiving.setState({ view: told.value.lot });
    }
    changed();
  };
  const ready = left.length > 0 && how.trim() !== '' && witness.trim() !== '' && typed.trim() === count;
  return (
    <form className={classes.form} onSubmit={(event) => void record(event)}>
      <h2>{t('after.destruction')}</h2>
      <div className={classes.pair}>
        <TextInput
          label={t('after.how')}
          description={t('after.howHint')}
          value={how}
          onChange={(event) => setHow(event.currentTarget.value)}
          maxLength={200}
        />
        <TextInput
          label={t('after.witness')}
          description={t('after.witnessHint')}
          value={witness}
          onChange={(event) => setWitness(event.currentTarget.value)}
          maxLength={200}
        />
      </div>
      <TextInput
        label={t('after.count')}
        description={t('after.countHint', { count: left.length })}
        inputMode="numeric"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ProblemBoxes problem={problem} />
      <Button type="submit" color="red.9" disabled={!ready}>
        {t('after.recordDestruction')}
      </Button>
    </form>
  );
}
