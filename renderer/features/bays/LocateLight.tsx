import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BayMapView } from '../../../core/contract/bayVerbs.ts';
import { bayIdOf } from '../../../core/domain/bay.ts';
import type { BayMapRow } from '../../../core/domain/bayMap.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';
import classes from './bays.module.css';

/** Makes the bay blink, where its enclosure can. What was asked is said; that it blinks only a person sees. */
export function LocateLight({ view, bay }: { view: BayMapView; bay: BayMapRow }) {
  const { t } = useTranslation('setup');
  const [asked, setAsked] = useState<'lit' | 'dark' | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const saved = view.map?.some(({ path, number }) => path === bay.path && number === bay.number) ?? false;
  const light = async (lit: boolean) => {
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('bays.locate', { session: session.token, bayId: bayIdOf(bay.number), lit });
    setProblem(told.outcome === 'done' ? null : told);
    setAsked(told.outcome === 'done' ? (lit ? 'lit' : 'dark') : null);
  };
  if (!saved) return <p className={classes.note}>{t('bays.lightLater')}</p>;
  return (
    <div className={classes.learn}>
      <div className={classes.acts}>
        <Button variant="default" onClick={() => void light(true)}>
          {t('bays.lightOn')}
        </Button>
        <Button variant="default" onClick={() => void light(false)}>
          {t('bays.lightOff')}
        </Button>
      </div>
      <p role="status" className={classes.told}>
        {asked !== null && t(asked === 'lit' ? 'bays.lightAsked' : 'bays.lightAskedOff')}
      </p>
      <ProblemBoxes problem={problem} />
    </div>
  );
}
