import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Role, role } from '../../../core/domain/person.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import classes from './people.module.css';
import { sessionOrSignIn, useSession } from './session.ts';

/** Enrols a person. The first one has every role and is signed in at once; later ones are enrolled by a shift lead. */
export function EnrolForm({ first, done }: { first: boolean; done: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [title, setTitle] = useState('');
  const [roles, setRoles] = useState<readonly Role[]>(first ? role.options : ['technician']);
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [badge, setBadge] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const differs = again !== '' && again !== pin;
  const ready = name.trim() !== '' && roles.length > 0 && pin.length >= 6 && again === pin;

  const enrol = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready || busy) return;
    const session = first ? null : await sessionOrSignIn();
    if (!first && session === null) return;
    setBusy(true);
    const told = await ask('people.enrol', {
      session: session?.token ?? null,
      name,
      title,
      roles: [...roles],
      pin,
      badge: badge.trim() || null,
    });
    setBusy(false);
    if (told.outcome !== 'done') return setProblem(told);
    if (first) {
      const signedIn = await ask('people.signIn', { personId: told.value.personId, pin });
      if (signedIn.outcome === 'done') useSession.getState().keep(signedIn.value);
    }
    done();
  };
  return (
    <form className={classes.form} onSubmit={(event) => void enrol(event)}>
      <TextInput
        label={t('people.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={200}
        required
      />
      <TextInput
        label={t('people.title')}
        description={t('people.titleHint')}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
        maxLength={200}
      />
      {!first && (
        <fieldset className={classes.people}>
          <legend>{t('people.roles')}</legend>
          {role.options.map((each) => (
            <label key={each} className={classes.person}>
              <input
                type="checkbox"
                checked={roles.includes(each)}
                onChange={() =>
                  setRoles(roles.includes(each) ? roles.filter((other) => other !== each) : [...roles, each])
                }
              />
              <span>{t(`role.${each}`)}</span>
            </label>
          ))}
        </fieldset>
      )}
      <PasswordInput
        label={t('people.ownPin')}
        description={t('people.pinHint')}
        value={pin}
        onChange={(event) => setPin(event.currentTarget.value)}
        autoComplete="new-password"
        maxLength={32}
        visibilityToggleButtonProps={{ 'aria-label': t('people.showPin') }}
        required
      />
      <PasswordInput
        label={t('people.pinAgain')}
        value={again}
        onChange={(event) => setAgain(event.currentTarget.value)}
        autoComplete="new-password"
        maxLength={32}
        error={differs ? t('people.pinDiffers') : null}
        visibilityToggleButtonProps={{ 'aria-label': t('people.showPin') }}
        required
      />
      <TextInput
        label={t('people.badge')}
        description={t('people.badgeHint')}
        value={badge}
        onChange={(event) => setBadge(event.currentTarget.value)}
        maxLength={200}
        data-takes-badge
      />
      <ProblemBoxes problem={problem} />
      <Button type="submit" loading={busy} disabled={!ready}>
        {t('people.enrol')}
      </Button>
    </form>
  );
}
