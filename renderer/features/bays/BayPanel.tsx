import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BayMapView } from '../../../core/contract/bayVerbs.ts';
import { bayInCell, type Cell, changed, doubleNumbers, moved, type Size, without } from './bayDraft.ts';
import classes from './bays.module.css';
import { LearnBay } from './LearnBay.tsx';
import { LocateLight } from './LocateLight.tsx';
import type { BayDraft } from './useBayDraft.ts';

type Props = {
  readonly view: BayMapView;
  readonly steps: BayDraft;
  readonly cell: Cell;
  readonly size: Size;
  readonly choose: (cell: Cell) => void;
};

/** What stands in the chosen cell, and what can be done with it. */
export function BayPanel({ view, steps, cell, size, choose }: Props) {
  const { t } = useTranslation('setup');
  const { draft, change } = steps;
  const bay = bayInCell(draft, cell);
  const place = { row: cell.row + 1, column: cell.column + 1 };
  const lines = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));
  const moveTo = (to: Cell) => {
    change(moved(draft, cell, to));
    choose(to);
  };
  return (
    <aside className={classes.panel} aria-label={t('bays.chosen')}>
      <h2>{bay === null ? t('bays.noBay', place) : t('bays.bay', { number: bay.number })}</h2>
      {bay !== null && (
        <>
          <TextInput
            label={t('bays.number')}
            inputMode="numeric"
            value={bay.number === 0 ? '' : String(bay.number)}
            error={
              bay.number === 0
                ? t('bays.numberMissing')
                : doubleNumbers(draft).includes(bay.number)
                  ? t('bays.numberTwice')
                  : null
            }
            onChange={(event) => {
              const digits = event.currentTarget.value.replace(/\D/g, '').slice(0, 3);
              change(changed(draft, cell, { number: Number(digits) }));
            }}
          />
          <TextInput
            label={t('bays.name')}
            description={t('bays.nameHint')}
            value={bay.name ?? ''}
            maxLength={24}
            onChange={(event) => {
              const name = event.currentTarget.value;
              change(changed(draft, cell, { name: name.trim() === '' ? null : name }));
            }}
          />
          <div className={classes.size}>
            <NativeSelect
              label={t('bays.row')}
              value={String(place.row)}
              onChange={(event) => moveTo({ ...cell, row: Number(event.currentTarget.value) - 1 })}
              data={lines(size.rows)}
            />
            <NativeSelect
              label={t('bays.column')}
              value={String(place.column)}
              onChange={(event) => moveTo({ ...cell, column: Number(event.currentTarget.value) - 1 })}
              data={lines(size.columns)}
            />
          </div>
          <p className={classes.path}>
            {t('bays.path')} <bdi>{bay.path}</bdi>
          </p>
          <LocateLight key={`${bay.path} ${bay.number}`} view={view} bay={bay} />
        </>
      )}
      <LearnBay key={`${cell.row} ${cell.column}`} view={view} steps={steps} cell={cell} />
      {bay !== null && (
        <Button variant="default" onClick={() => change(without(draft, cell))}>
          {t('bays.remove')}
        </Button>
      )}
    </aside>
  );
}
