import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '../../../core/domain/person.ts';
import { goTo, usePlace } from '../../app/place.ts';
import { sayDay } from '../../i18n/measures.ts';
import { seenStart } from '../../i18n/seenText.ts';
import { useStation } from '../../link/stationState.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { EnrolForm } from './EnrolForm.tsx';
import classes from './PeopleScreen.module.css';
import { PersonPanel } from './PersonPanel.tsx';
import { sayTraining } from './sayTraining.ts';

/** Everybody who is enrolled here, and one of them with what a shift lead can change. */
export function PeopleScreen() {
  const { t, i18n } = useTranslation('people');
  const { item } = usePlace();
  const known = useStation(({ snapshot }) => snapshot?.people ?? null);
  const people = useMemo(() => [...(known ?? [])].sort((a, b) => a.name.localeCompare(b.name)), [known]);
  const [adding, setAdding] = useState(false);
  const columns = useMemo<Column<Person>[]>(
    () => [
      { id: 'name', title: t('name'), text: ({ name }) => seenStart(name) },
      { id: 'title', title: t('titleOf'), text: ({ title }) => seenStart(title) },
      { id: 'roles', title: t('roles'), text: ({ roles }) => roles.map((role) => t(`role.${role}`)).join(', ') },
      { id: 'training', title: t('training'), text: (person) => sayTraining(person, Date.now(), t), width: '11rem' },
      {
        id: 'standing',
        title: t('standing'),
        text: ({ disabledAt }) =>
          disabledAt === undefined ? t('active') : t('shutOut', { at: sayDay(disabledAt, i18n.language) }),
      },
    ],
    [t, i18n.language],
  );
  const opened = people.find(({ personId }) => personId === item) ?? null;
  return (
    <div className={classes.screen}>
      <div className={classes.list}>
        <div className={classes.head}>
          <h1 className={classes.title}>{t('title')}</h1>
          <Button onClick={() => setAdding(true)}>{t('enrol')}</Button>
        </div>
        <p className={classes.note}>{t('about')}</p>
        <DataTable
          label={t('list')}
          columns={columns}
          rows={people}
          more={false}
          keyOf={({ personId }) => personId}
          loadMore={() => undefined}
          open={({ personId }) => goTo('people', personId)}
          openWord={({ name }) => seenStart(name)}
          choice={null}
        />
      </div>
      {opened !== null && <PersonPanel key={opened.personId} person={opened} />}
      {adding && (
        <Dialog title={t('enrol')} close={() => setAdding(false)}>
          <EnrolForm first={false} done={() => setAdding(false)} />
        </Dialog>
      )}
    </div>
  );
}
