import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustodySubjectView } from '../../../../core/contract/custodyVerbs.ts';
import type { ThingView } from '../../../../core/contract/receivingViews.ts';
import { ask, type Problem } from '../../../link/ask.ts';
import { ProblemBoxes } from '../../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../../people/session.ts';
import { nameOf } from '../names.ts';
import { useReceiving } from '../receivingState.ts';
import classes from './custody.module.css';
import { actOf, custodyActs, EMPTY_DRAFT, fieldsOf } from './custodyDraft.ts';

type Props = {
  readonly lotId: string;
  /** The thing that was scanned last, if one was. */
  readonly thing: ThingView | null;
  readonly subject: CustodySubjectView;
  readonly choose: (subject: CustodySubjectView) => void;
  readonly written: () => void;
};

/** One custody event: to what, what happened, when. What does not fit the chain is written all the same and becomes an exception. */
export function CustodyForm({ lotId, thing, subject, choose, written }: Props) {
  const { t } = useTranslation('receiving');
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const [at, setAt] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const act = actOf(draft);
  const when = at === '' ? new Date() : new Date(at);
  const pallet = subject.kind === 'pallet' ? subject.pallet : null;
  const ready = act !== null && pallet?.trim() !== '' && !Number.isNaN(when.getTime());
  const put = (kind: string) => {
    if (kind === 'pallet') choose({ kind, pallet: '' });
    else if (kind === 'thing' && thing !== null) choose({ kind, thingId: thing.thingId });
    else choose({ kind: 'lot' });
  };
  const write = async (event: FormEvent) => {
    event.preventDefault();
    const session = await sessionOrSignIn();
    if (session === null || act === null) return;
    const told = await ask('custody.add', { session: session.token, lotId, subject, at: when.toISOString(), act });
    if (told.outcome !== 'done') return setProblem(told);
    setProblem(null);
    setDraft({ ...EMPTY_DRAFT, act: 'moved' });
    setAt('');
    useReceiving.setState({ view: told.value.lot });
    written();
  };
  return (
    <form className={classes.form} onSubmit={(event) => void write(event)}>
      <h2>{t('custody.title')}</h2>
      <NativeSelect
        label={t('custody.subject')}
        description={t('custody.subjectHint')}
        value={subject.kind}
        onChange={(event) => put(event.currentTarget.value)}
        data={[
          { value: 'lot', label: t('custody.wholeLot') },
          { value: 'pallet', label: t('custody.pallet') },
          ...(thing === null ? [] : [{ value: 'thing', label: nameOf(thing) ?? t('screen.noSerial') }]),
        ]}
      />
      {pallet !== null && (
        <TextInput
          label={t('custody.palletName')}
          value={pallet}
          onChange={(event) => choose({ kind: 'pallet', pallet: event.currentTarget.value })}
          maxLength={64}
          required
        />
      )}
      <NativeSelect
        label={t('custody.act')}
        value={draft.act}
        onChange={(event) => {
          const chosen = custodyActs.find((one) => one === event.currentTarget.value);
          if (chosen !== undefined) setDraft({ ...draft, act: chosen });
        }}
        data={custodyActs.map((value) => ({ value, label: t(`custody.${value}`) }))}
      />
      {fieldsOf(draft.act).map((field) =>
        field === 'secured' ? (
          <label key={field} className={classes.check}>
            <input
              type="checkbox"
              checked={draft.secured}
              onChange={(event) => setDraft({ ...draft, secured: event.currentTarget.checked })}
            />
            {t('custody.secured')}
          </label>
        ) : (
          <TextInput
            key={field}
            label={t(`custody.${labelOf(field, draft.act)}`)}
            value={draft[field]}
            onChange={(event) => setDraft({ ...draft, [field]: event.currentTarget.value })}
            maxLength={200}
          />
        ),
      )}
      <TextInput
        type="datetime-local"
        label={t('custody.at')}
        description={t('custody.atHint')}
        value={at}
        onChange={(event) => setAt(event.currentTarget.value)}
      />
      <ProblemBoxes problem={problem} />
      <Button type="submit" disabled={!ready}>
        {t('custody.write')}
      </Button>
    </form>
  );
}

type Field = 'carrier' | 'sealFound' | 'sealOnPapers' | 'from' | 'to';
type Label = Field | 'fromPerson' | 'toPerson' | 'toOwner';

/** A place, a person or the owner stands in the same field. */
function labelOf(field: Field, act: string): Label {
  if (act === 'handed-over') return field === 'from' ? 'fromPerson' : 'toPerson';
  return act === 'returned' && field === 'to' ? 'toOwner' : field;
}
