import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ThingView } from '../../../../core/contract/receivingViews.ts';
import { ask, type Problem } from '../../../link/ask.ts';
import { ProblemBoxes } from '../../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../../people/session.ts';
import { useReceiving } from '../receivingState.ts';
import classes from './after.module.css';

type Props = {
  readonly lotId: string;
  readonly things: readonly ThingView[];
  readonly changed: () => void;
  /** Hears the numbers of the certificates of destruction that were sealed. */
  readonly issued: (numbers: readonly string[]) => void;
};

/** A size that was typed in millimetres, with point or comma; `null` where it is none. */
function micrometresOf(text: string): number | null {
  const typed = /^\d{1,3}(?:[.,]\d{1,3})?$/.test(text.trim()) ? Number(text.trim().replace(',', '.')) : 0;
  return typed > 0 ? Math.round(typed * 1000) : null;
}

/** Has it sealed and written down that what is chosen was destroyed, how, where, and who saw it. One certificate for each thing: its own chain ends with it. */
export function DestructionForm({ lotId, things, changed, issued }: Props) {
  const { t } = useTranslation('receiving');
  const [how, setHow] = useState('');
  const [size, setSize] = useState('');
  const [place, setPlace] = useState('');
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
    const numbers: string[] = [];
    const micrometres = micrometresOf(size);
    for (const { thingId } of left) {
      const told = await ask('custody.add', {
        session: session.token,
        lotId,
        subject: { kind: 'thing', thingId },
        at,
        act: {
          act: 'destroyed',
          how: how.trim(),
          witness: witness.trim(),
          ...(place.trim() === '' ? {} : { place: place.trim() }),
          ...(micrometres === null ? {} : { particleSizeMicrometres: micrometres }),
        },
      });
      if (told.outcome !== 'done') return setProblem(told);
      useReceiving.setState({ view: told.value.lot });
      if (told.value.destructionId !== null) numbers.push(told.value.destructionId);
      issued([...numbers]);
    }
    changed();
  };
  const wrongSize = size.trim() !== '' && micrometresOf(size) === null;
  const ready = !wrongSize && left.length > 0 && how.trim() !== '' && witness.trim() !== '' && typed.trim() === count;
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
      <div className={classes.pair}>
        <TextInput
          label={t('after.particleSize')}
          description={t('after.particleSizeHint')}
          inputMode="decimal"
          value={size}
          onChange={(event) => setSize(event.currentTarget.value)}
          error={wrongSize ? t('after.wrongSize') : null}
          maxLength={7}
        />
        <TextInput
          label={t('after.place')}
          description={t('after.placeHint')}
          value={place}
          onChange={(event) => setPlace(event.currentTarget.value)}
          maxLength={200}
        />
      </div>
      <p>{t('after.attested')}</p>
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
