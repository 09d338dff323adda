import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExceptionView } from '../../../core/contract/receivingViews.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import { sessionOrSignIn } from '../people/session.ts';
import { nameOf } from './names.ts';
import classes from './ReceivingScreen.module.css';
import { useReceiving } from './receivingState.ts';
import { useCodeWords } from './ScanResult.tsx';

const SHOWN = 100;

/** What does not agree. Each is closed by a person with a reason that fits it. */
export function ExceptionList({ lotId, open }: { lotId: string; open: number }) {
  const { t } = useTranslation('receiving');
  // Asked again when their number changes, and when one of the same number took another's place.
  const view = useReceiving((state) => state.view);
  const key = `${lotId} ${open} ${JSON.stringify(view?.things ?? null)}`;
  const told = useAsked(key, () => ask('exceptions.list', { lotId, openOnly: true, limit: SHOWN, after: '' }));
  return (
    <section aria-labelledby="exceptions">
      <h2 id="exceptions">{t('screen.exceptions')}</h2>
      {told !== null && told.outcome !== 'done' && <ProblemBoxes problem={told} />}
      {open === 0 && <p>{t('screen.noExceptions')}</p>}
      {told?.outcome === 'done' && (
        <ul className={classes.exceptions}>
          {told.value.exceptions.map((exception) => (
            <OneException key={exception.exceptionId} exception={exception} />
          ))}
        </ul>
      )}
      {open > SHOWN && <p>{t('screen.more')}</p>}
    </section>
  );
}

function OneException({ exception }: { exception: ExceptionView }) {
  const { t } = useTranslation('receiving');
  const words = useCodeWords();
  const [reason, setReason] = useState<ExceptionView['reasons'][number] | null>(null);
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const close = async (event: FormEvent) => {
    event.preventDefault();
    const session = await sessionOrSignIn();
    if (session === null || reason === null) return;
    const told = await ask('exceptions.close', {
      session: session.token,
      exceptionId: exception.exceptionId,
      reason,
      note: note.trim() === '' ? null : note.trim(),
    });
    if (told.outcome === 'done') useReceiving.setState({ view: told.value.lot });
    else setProblem(told);
  };
  const thing = exception.thing ?? exception.row;
  return (
    <li>
      <form className={classes.exception} onSubmit={(event) => void close(event)}>
        <div className={classes.what}>
          {thing !== null && <p className={classes.name}>{nameOf(thing) ?? t('screen.noSerial')}</p>}
          <p>{words('exceptions', exception.code, exception.details)}</p>
        </div>
        <NativeSelect
          label={t('screen.reason')}
          value={reason ?? ''}
          onChange={(event) => setReason(exception.reasons.find((one) => one === event.currentTarget.value) ?? null)}
          data={[
            { value: '', label: t('screen.chooseReason') },
            ...exception.reasons.map((one) => ({ value: one, label: words('closures', one) })),
          ]}
        />
        <TextInput
          label={t('screen.note')}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={500}
        />
        <Button type="submit" disabled={reason === null}>
          {t('screen.close')}
        </Button>
      </form>
      <ProblemBoxes problem={problem} />
    </li>
  );
}
