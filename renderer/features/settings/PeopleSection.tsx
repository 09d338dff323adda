import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStation } from '../../link/stationState.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { EnrolForm } from '../people/EnrolForm.tsx';
import classes from './SettingsScreen.module.css';

/** Who may act here; a shift lead enrols more. */
export function PeopleSection() {
  const { t } = useTranslation();
  const people = useStation(({ snapshot }) => snapshot?.people ?? null) ?? [];
  const [adding, setAdding] = useState(false);
  return (
    <PanelSection title={t('settings.people')}>
      <ul className={classes.people}>
        {people.map((person) => (
          <li key={person.personId}>
            <b>{person.name}</b> <span>{person.roles.map((role) => t(`role.${role}`)).join(', ')}</span>
          </li>
        ))}
      </ul>
      {adding ? (
        <EnrolForm first={false} done={() => setAdding(false)} />
      ) : (
        <Button variant="default" onClick={() => setAdding(true)}>
          {t('people.enrol')}
        </Button>
      )}
    </PanelSection>
  );
}
