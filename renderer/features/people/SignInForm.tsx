import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, type Problem } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import classes from './people.module.css';
import { useSession } from './session.ts';

/** Who, and the PIN that only they know; or a scanned badge, which signs in alone where it is long enough. */
export function SignInForm() {
  const { t } = useTranslation(['window', 'people']);
  const people = useStation(({ snapshot }) => snapshot?.people ?? null) ?? [];
  const able = people.filter(({ disabledAt }) => disabledAt === undefined);
  const { badge, keep } = useSession();
  const [personId, setPersonId] = useState<string | null>(able.length === 1 ? (able[0]?.personId ?? null) : null);
  const [pin, setPin] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (badge === null) return;
    let current = true;
    setBusy(true);
    ask('people.signInByBadge', { badge, pin: null })
      .then((told) => {
        if (!current) return;
        setBusy(false);
        if (told.outcome === 'done') return keep(told.value);
        if (told.outcome === 'refused' && told.refusals.some(({ code }) => code === 'pin-needed')) return;
        setProblem(told);
        useSession.setState({ badge: null });
      })
      .catch((cause: unknown) => console.error(cause));
    return () => {
      current = false;
    };
  }, [badge, keep]);
  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    if (badge === null && personId === null) return;
    setBusy(true);
    const told =
      badge !== null
        ? await ask('people.signInByBadge', { badge, pin })
        : await ask('people.signIn', { personId: personId ?? '', pin });
    setBusy(false);
    setPin('');
    if (told.outcome === 'done') keep(told.value);
    else setProblem(told);
  };
  return (
    <form className={classes.form} onSubmit={(event) => void signIn(event)}>
      {badge === null && <p className={classes.hint}>{t('people:scanBadge')}</p>}
      {badge === null ? (
        <fieldset className={classes.people}>
          <legend>{t('people.who')}</legend>
          {able.map((person) => (
            <label key={person.personId} className={classes.person}>
              <input
                type="radio"
                name="person"
                checked={personId === person.personId}
                onChange={() => setPersonId(person.personId)}
              />
              <span>
                <b>{person.name}</b>
                <span>{person.title}</span>
              </span>
            </label>
          ))}
        </fieldset>
      ) : (
        <p>{t('people.badgeScanned')}</p>
      )}
      <PasswordInput
        label={t('people.pin')}
        value={pin}
        onChange={(event) => setPin(event.currentTarget.value)}
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': t('people.showPin') }}
        data-autofocus
        data-takes-scan
      />
      <ProblemBoxes problem={problem} />
      <Button type="submit" loading={busy} disabled={pin.length < 6 || (badge === null && personId === null)}>
        {t('people.signIn')}
      </Button>
    </form>
  );
}
