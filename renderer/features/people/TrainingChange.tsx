import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { competence, techniqueFamily } from '../../../core/domain/competence.ts';
import type { Person } from '../../../core/domain/person.ts';
import { ask } from '../../link/ask.ts';
import { ChangeForm } from './ChangeForm.tsx';
import classes from './PeopleScreen.module.css';

const families = ['all', ...techniqueFamily.options] as const;
const MOST = 32;

type Typed = { readonly key: number; readonly family: string; readonly trainedOn: string; readonly until: string };

/** What a person is trained for, from when until when. */
export function TrainingChange({ person }: { person: Person }) {
  const { t } = useTranslation('people');
  const [rows, setRows] = useState<readonly Typed[]>(() =>
    (person.competences ?? []).map((kept, key) => ({ key, ...kept })),
  );
  const [next, setNext] = useState(rows.length);
  const read = competence
    .array()
    .max(MOST)
    .safeParse(rows.map(({ family, trainedOn, until }) => ({ family, trainedOn, until })));
  const ready = read.success && rows.every(({ trainedOn, until }) => trainedOn <= until);
  const change = (key: number, part: Partial<Typed>) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  const add = () => {
    setRows([...rows, { key: next, family: 'all', trainedOn: '', until: '' }]);
    setNext(next + 1);
  };
  return (
    <ChangeForm
      title={t('training')}
      meaning={t('trainingMeans')}
      word={t('save.training')}
      ready={ready}
      send={(given) =>
        ask('people.setCompetences', {
          ...given,
          personId: person.personId,
          competences: read.success ? read.data : [],
        })
      }
    >
      {rows.map(({ key, family, trainedOn, until }, index) => (
        <fieldset key={key} className={classes.trainings}>
          <legend>
            {t('training')} {index + 1}
          </legend>
          <NativeSelect
            label={t('family')}
            value={family}
            onChange={(event) => change(key, { family: event.currentTarget.value })}
            data={families.map((each) => ({ value: each, label: t(`families.${each}`) }))}
          />
          <TextInput
            type="date"
            label={t('trainedOn')}
            value={trainedOn}
            onChange={(event) => change(key, { trainedOn: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label={t('until')}
            value={until}
            onChange={(event) => change(key, { until: event.currentTarget.value })}
          />
          <Button variant="default" onClick={() => setRows(rows.filter((row) => row.key !== key))}>
            {t('removeTraining', { number: index + 1 })}
          </Button>
        </fieldset>
      ))}
      {rows.length < MOST && (
        <Button variant="default" onClick={add}>
          {t('addTraining')}
        </Button>
      )}
    </ChangeForm>
  );
}
