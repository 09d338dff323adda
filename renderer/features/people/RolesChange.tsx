import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Person, type Role, role } from '../../../core/domain/person.ts';
import { ask } from '../../link/ask.ts';
import { ChangeForm } from './ChangeForm.tsx';
import classes from './people.module.css';

export function RolesChange({ person }: { person: Person }) {
  const { t } = useTranslation('people');
  const [roles, setRoles] = useState<readonly Role[]>(person.roles);
  const same = roles.length === person.roles.length && roles.every((each) => person.roles.includes(each));
  return (
    <ChangeForm
      title={t('save.roles')}
      meaning={t('roles')}
      word={t('save.roles')}
      ready={roles.length > 0 && !same}
      send={(change) => ask('people.setRoles', { ...change, personId: person.personId, roles: [...roles] })}
    >
      <fieldset className={classes.people}>
        <legend>{t('roles')}</legend>
        {role.options.map((each) => (
          <label key={each} className={classes.person}>
            <input
              type="checkbox"
              checked={roles.includes(each)}
              onChange={() =>
                setRoles(roles.includes(each) ? roles.filter((other) => other !== each) : [...roles, each])
              }
            />
            <span>{t(`roleMeans.${each}`)}</span>
          </label>
        ))}
      </fieldset>
    </ChangeForm>
  );
}
