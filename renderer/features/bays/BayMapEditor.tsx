import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BayMapView } from '../../../core/contract/bayVerbs.ts';
import { useStation } from '../../link/stationState.ts';
import { BayCells } from './BayCells.tsx';
import { BayPanel } from './BayPanel.tsx';
import { type Cell, fromNow, type Size, sameMap, sizeOf } from './bayDraft.ts';
import classes from './bays.module.css';
import { GridSize } from './GridSize.tsx';
import { SaveMap } from './SaveMap.tsx';
import { useBayDraft } from './useBayDraft.ts';

type Props = {
  readonly view: BayMapView;
  /** What was saved holds now. */
  readonly taken: (view: BayMapView) => void;
  /** Asks for the map anew; the draft is given up. */
  readonly load: () => void;
};

/** The grid, the chosen cell beside it, and what becomes of the draft. */
export function BayMapEditor({ view, taken, load }: Props) {
  const { t } = useTranslation('setup');
  const drives = useStation(({ snapshot }) => snapshot?.drives ?? []);
  const bays = useStation(({ snapshot }) => snapshot?.bays ?? []);
  // Nobody laid the bench out yet: what is plugged in is a beginning.
  const [start] = useState(() => view.map ?? fromNow(view.places, drives, bays));
  const steps = useBayDraft(start);
  const { draft } = steps;
  const [asked, setAsked] = useState<Size>(sizeOf(start));
  const least = sizeOf(draft);
  const size = { rows: Math.max(asked.rows, least.rows), columns: Math.max(asked.columns, least.columns) };
  const [cell, setCell] = useState<Cell>({ row: 0, column: 0 });
  return (
    <>
      <p role="status" className={classes.state}>
        {view.map === null ? t('bays.automatic') : t('bays.inForce', { count: view.map.length })}
      </p>
      <div className={classes.editor}>
        <div className={classes.left}>
          <GridSize size={size} least={least} change={setAsked} />
          <BayCells draft={draft} size={size} chosen={cell} choose={setCell} />
          <SaveMap
            view={view}
            steps={steps}
            fresh={view.map === null || !sameMap(view.map, draft)}
            taken={taken}
            load={load}
          />
        </div>
        <BayPanel view={view} steps={steps} cell={cell} size={size} choose={setCell} />
      </div>
    </>
  );
}
