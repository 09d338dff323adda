import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useStation } from '../../link/stationState.ts';
import classes from './BayGrid.module.css';
import { BayTile } from './BayTile.tsx';
import { stepOnGrid } from './stepOnGrid.ts';

/** Bays where they stand: the row and column of each come from the bench. Arrow keys walk over it. */
export function BayGrid({ old }: { old: boolean }) {
  const { t } = useTranslation();
  const views = useStation((state) => state.bayViews).filter((view) => view.bay !== null);
  const columns = Math.max(1, ...views.map(({ bay }) => (bay?.column ?? 0) + 1));
  const rows = Math.max(1, ...views.map(({ bay }) => (bay?.row ?? 0) + 1));
  const walk = (event: KeyboardEvent<HTMLUListElement>) => {
    const from = (event.target as HTMLElement).dataset.bayKey;
    const next = stepOnGrid(views, from ?? null, event.key);
    if (next === null) return;
    event.preventDefault();
    event.currentTarget.querySelector<HTMLElement>(`[data-bay-key="${next.key}"]`)?.focus();
  };
  if (views.length === 0) return null;
  return (
    <ul
      className={classes.grid}
      aria-label={t('bench.bays')}
      onKeyDown={walk}
      style={{
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        gridTemplateRows: `repeat(${rows}, minmax(84px, 440px))`,
      }}
    >
      {views.map((view) => (
        <li key={view.key} style={{ gridRow: (view.bay?.row ?? 0) + 1, gridColumn: (view.bay?.column ?? 0) + 1 }}>
          <BayTile view={view} old={old} />
        </li>
      ))}
    </ul>
  );
}
