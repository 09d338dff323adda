import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ThingView } from '../../../../core/contract/receivingViews.ts';
import {
  type Disposition,
  type GradeReason,
  grade,
  gradeReason,
  type Money,
  route,
} from '../../../../core/reconciliation/disposition.ts';
import { amountText, readAmount } from '../../../../core/reconciliation/money.ts';
import { ask, type Problem } from '../../../link/ask.ts';
import { ProblemBoxes } from '../../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../../people/session.ts';
import { nameOf } from '../names.ts';
import { useReceiving } from '../receivingState.ts';
import classes from './after.module.css';
import { RepairRows } from './RepairRows.tsx';

type Props = { readonly lotId: string; readonly things: readonly ThingView[]; readonly changed: () => void };

const EMPTY: Disposition = {
  grade: null,
  gradeReasons: [],
  repairs: [],
  notes: '',
  estimated: null,
  realized: null,
  route: null,
};
/** Offered first; a shop sells in one currency all day. */
let lastCurrency = 'EUR';

/** Grade, repairs, values and route of what is chosen, all of it the same. The station refuses what cannot be. */
export function DispositionForm({ lotId, things, changed }: Props) {
  const { t } = useTranslation('receiving');
  const [only] = things;
  const before = things.length === 1 && only?.disposition != null ? only.disposition : EMPTY;
  const [wish, setWish] = useState(before);
  const [currency, setCurrency] = useState((before.realized ?? before.estimated)?.currency ?? lastCurrency);
  const typed = (money: Money | null) => (money === null ? '' : amountText(money));
  const [estimated, setEstimated] = useState(typed(before.estimated));
  const [realized, setRealized] = useState(typed(before.realized));
  const [problem, setProblem] = useState<Problem | null>(null);
  const amountOf = (text: string) => (text.trim() === '' ? null : readAmount(text, currency));
  const isWrong = (text: string) => text.trim() !== '' && amountOf(text) === null;
  const set = (part: Partial<Disposition>) => setWish((now) => ({ ...now, ...part }));
  const toggle = (reason: GradeReason) =>
    set({
      gradeReasons: wish.gradeReasons.includes(reason)
        ? wish.gradeReasons.filter((one) => one !== reason)
        : [...wish.gradeReasons, reason],
    });
  const wrongAmount = (text: string) => (isWrong(text) ? t('after.wrongAmount') : null);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('disposition.set', {
      session: session.token,
      lotId,
      thingIds: things.map(({ thingId }) => thingId),
      disposition: { ...wish, estimated: amountOf(estimated), realized: amountOf(realized) },
    });
    if (told.outcome !== 'done') return setProblem(told);
    lastCurrency = currency;
    useReceiving.setState({ view: told.value.lot });
    changed();
  };

  return (
    <form className={classes.form} onSubmit={(event) => void save(event)}>
      <h2>{things.length === 1 && only !== undefined ? nameOf(only) : t('after.several', { count: things.length })}</h2>
      {/* Each on a line of its own: what a grade means has to fit. */}
      <NativeSelect
        label={t('after.grade')}
        value={wish.grade ?? ''}
        onChange={(event) => {
          const chosen = grade.options.find((one) => one === event.currentTarget.value) ?? null;
          set({ grade: chosen, ...(chosen === 'A' ? { gradeReasons: [] } : {}) });
        }}
        data={[
          { value: '', label: t('after.unknown') },
          ...grade.options.map((value) => ({ value, label: `${value} · ${t(`grades.${value}`)}` })),
        ]}
      />
      <NativeSelect
        label={t('after.route')}
        value={wish.route ?? ''}
        onChange={(event) => set({ route: route.options.find((one) => one === event.currentTarget.value) ?? null })}
        data={[
          { value: '', label: t('after.noRoute') },
          ...route.options.map((value) => ({ value, label: t(`routes.${value}`) })),
        ]}
      />
      {wish.grade !== null && wish.grade !== 'A' && (
        <fieldset className={classes.reasons}>
          <legend>{t('after.reasons')}</legend>
          {gradeReason.options.map((reason) => (
            <label key={reason}>
              <input type="checkbox" checked={wish.gradeReasons.includes(reason)} onChange={() => toggle(reason)} />
              {t(`gradeReasons.${reason}`)}
            </label>
          ))}
        </fieldset>
      )}
      <RepairRows repairs={wish.repairs} change={(repairs) => set({ repairs })} />
      <Textarea
        label={t('after.notes')}
        value={wish.notes}
        onChange={(event) => set({ notes: event.currentTarget.value })}
        maxLength={2000}
        autosize
        minRows={2}
      />
      <div className={classes.pair}>
        <TextInput
          label={t('after.estimated')}
          inputMode="decimal"
          value={estimated}
          onChange={(event) => setEstimated(event.currentTarget.value)}
          error={wrongAmount(estimated)}
        />
        <TextInput
          label={t('after.realized')}
          inputMode="decimal"
          value={realized}
          onChange={(event) => setRealized(event.currentTarget.value)}
          error={wrongAmount(realized)}
        />
        <TextInput
          label={t('after.currency')}
          value={currency}
          onChange={(event) => setCurrency(event.currentTarget.value.toUpperCase().slice(0, 3))}
          error={/^[A-Z]{3}$/.test(currency) ? null : t('after.wrongCurrency')}
        />
      </div>
      <ProblemBoxes problem={problem} />
      <Button type="submit" disabled={isWrong(estimated) || isWrong(realized)}>
        {t('after.save')}
      </Button>
    </form>
  );
}
