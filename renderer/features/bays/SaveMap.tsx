import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BayMapView } from '../../../core/contract/bayVerbs.ts';
import type { BayMap } from '../../../core/domain/bayMap.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';
import { isComplete } from './bayDraft.ts';
import classes from './bays.module.css';
import { useEarlierMap } from './earlierMap.ts';
import type { BayDraft } from './useBayDraft.ts';

type Props = {
  readonly view: BayMapView;
  readonly steps: BayDraft;
  /** The draft is another layout than the one that holds. */
  readonly fresh: boolean;
  readonly taken: (view: BayMapView) => void;
  readonly load: () => void;
};

/** Saves the draft for the whole bench, and takes steps back: those of the draft, and the last save. */
export function SaveMap({ view, steps, fresh, taken, load }: Props) {
  const { t } = useTranslation('setup');
  const [problem, setProblem] = useState<Problem | null>(null);
  const earlier = useEarlierMap();
  const set = async (map: BayMap | null) => {
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('bays.setMap', {
      session: session.token,
      map: map === null ? null : [...map],
      basedOn: view.seq,
    });
    setProblem(told.outcome === 'done' ? null : told);
    if (told.outcome !== 'done') return;
    earlier.keep({ map: view.map, replacedBy: told.value.seq });
    taken(told.value);
  };
  const canPutBack = earlier.of !== null && earlier.of.replacedBy === view.seq;
  return (
    <div className={classes.save}>
      <div className={classes.acts}>
        <Button disabled={!fresh || !isComplete(steps.draft)} onClick={() => void set(steps.draft)}>
          {t('bays.save')}
        </Button>
        <Button variant="default" disabled={!steps.canUndo} onClick={steps.undo}>
          {t('bays.undo')}
        </Button>
        <Button variant="default" onClick={load}>
          {t('bays.reload')}
        </Button>
        {view.map !== null && (
          <Button variant="default" onClick={() => void set(null)}>
            {t('bays.toAutomatic')}
          </Button>
        )}
        {canPutBack && (
          <Button variant="default" onClick={() => void set(earlier.of?.map ?? null)}>
            {t('bays.putBack')}
          </Button>
        )}
      </div>
      <p role="status" className={classes.told}>
        {canPutBack && !fresh ? t('bays.saved') : ''}
      </p>
      <p className={classes.note}>{t('bays.rule')}</p>
      <ProblemBoxes problem={problem} />
    </div>
  );
}
