import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, type Problem } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import classes from './people.module.css';
import { useSession } from './session.ts';

/** Who, and the PIN that only they know; or a scanned badge and the PIN. */
export function SignInForm() {
  const { t } = useTranslation();
  const people = useStation(({ snapshot }) => snapshot?.people ?? null) ?? [];
  const { badge, keep } = useSession();
  const [personId, setPersonId] = useState<string | null>(people.length === 1 ? (people[0]?.personId ?? null) : null);
  const [pin, setPin] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
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
      {badge === null ? (
        <fieldset className={classes.people}>
          <legend>{t('people.who')}</legend>
          {people.map((person) => (
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
      />
      <ProblemBoxes problem={problem} />
      <Button type="submit" loading={busy} disabled={pin.length < 6 || (badge === null && personId === null)}>
        {t('people.signIn')}
      </Button>
    </form>
  );
}
