import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonAct } from '../../../core/contract/station.ts';
import type { Person } from '../../../core/domain/person.ts';
import { sayDay } from '../../i18n/measures.ts';
import { seenStart } from '../../i18n/seenText.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import classes from './PeopleScreen.module.css';
import { sessionOrSignIn } from './session.ts';

type Acts = { readonly acts: readonly PersonAct[]; readonly lookedThrough: number };

/** What a person did last, on request of a shift lead. */
export function LastActs({ person }: { person: Person }) {
  const { t, i18n } = useTranslation('people');
  const [found, setFound] = useState<Acts | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const show = async () => {
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('people.lastActs', { session: session.token, personId: person.personId });
    setProblem(told.outcome === 'done' ? null : told);
    setFound(told.outcome === 'done' ? told.value : null);
  };
  return (
    <>
      <Button variant="default" onClick={() => void show()}>
        {t('showActs', { name: seenStart(person.name) })}
      </Button>
      <ProblemBoxes problem={problem} />
      <div role="status">
        {found !== null && (
          <p className={classes.note}>
            {t(found.acts.length === 0 ? 'noActs' : 'actsOf', { count: found.lookedThrough })}
          </p>
        )}
      </div>
      {found !== null && found.acts.length > 0 && (
        <table className={classes.acts}>
          <thead>
            <tr>
              <th scope="col">{t('when')}</th>
              <th scope="col">{t('what')}</th>
              <th scope="col">{t('aboutWhat')}</th>
              <th scope="col">{t('entry')}</th>
            </tr>
          </thead>
          <tbody>
            {found.acts.map(({ seq, at, what, about }) => (
              <tr key={seq}>
                <td>{sayDay(at, i18n.language)}</td>
                <td>{t(`act.${what}`)}</td>
                <td>{about === null ? t('nothingNamed') : seenStart(about)}</td>
                <td>{seq}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
