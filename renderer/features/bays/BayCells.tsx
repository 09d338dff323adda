import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { BayMap } from '../../../core/domain/bayMap.ts';
import { bayInCell, type Cell, type Size, sameCell } from './bayDraft.ts';
import classes from './bays.module.css';

const STEPS: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

type Props = {
  readonly draft: BayMap;
  readonly size: Size;
  readonly chosen: Cell;
  readonly choose: (cell: Cell) => void;
};

/** The steel, cell by cell. One stop of the Tab key; arrow keys walk and choose. */
export function BayCells({ draft, size, chosen, choose }: Props) {
  const { t } = useTranslation('setup');
  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const row = Math.min(size.rows - 1, Math.max(0, chosen.row + step[0]));
    const column = Math.min(size.columns - 1, Math.max(0, chosen.column + step[1]));
    choose({ row, column });
    event.currentTarget.querySelector<HTMLElement>(`[data-cell="${row} ${column}"]`)?.focus();
  };
  const cells = Array.from({ length: size.rows * size.columns }, (_, index): Cell => {
    return { row: Math.floor(index / size.columns), column: index % size.columns };
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons, not of form fields
    <div
      role="group"
      aria-label={t('bays.grid')}
      className={classes.cells}
      style={{ gridTemplateColumns: `repeat(${size.columns}, minmax(52px, 1fr))` }}
      onKeyDown={walk}
    >
      {cells.map((cell) => {
        const bay = bayInCell(draft, cell);
        const place = { row: cell.row + 1, column: cell.column + 1 };
        const isChosen = sameCell(cell, chosen);
        return (
          <button
            key={`${cell.row} ${cell.column}`}
            type="button"
            className={classes.cell}
            data-cell={`${cell.row} ${cell.column}`}
            data-filled={bay !== null}
            aria-pressed={isChosen}
            tabIndex={isChosen ? 0 : -1}
            onClick={() => choose(cell)}
          >
            <span className={classes.said}>
              {bay === null
                ? t('bays.cellEmpty', place)
                : t('bays.cellBay', { ...place, number: bay.number, name: bay.name ?? '' }).trim()}
            </span>
            <span className={classes.face} aria-hidden="true">
              <span className={classes.number}>{bay === null ? '+' : bay.number}</span>
              {bay?.name != null && <bdi className={classes.name}>{bay.name}</bdi>}
            </span>
          </button>
        );
      })}
    </div>
  );
}
