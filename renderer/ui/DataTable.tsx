import {
  type ColumnDef,
  columnVisibilityFeature,
  createSortedRowModel,
  rowSortingFeature,
  sortFns,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ColumnMenu } from './ColumnMenu.tsx';
import { CopyRows } from './CopyRows.tsx';
import classes from './DataTable.module.css';

const features = tableFeatures({
  rowSortingFeature,
  columnVisibilityFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns,
});

/** One column: `text` is what is sorted, copied and (unless `show` is given) shown. */
export type Column<Row> = {
  readonly id: string;
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly show?: (row: Row) => ReactNode;
  readonly sortBy?: (row: Row) => string | number;
  readonly width?: string;
};

type Props<Row> = {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Whether there are rows that were not loaded yet. */
  readonly more: boolean;
  readonly keyOf: (row: Row) => string;
  readonly loadMore: () => void;
  readonly open: (row: Row) => void;
  readonly openWord: (row: Row) => string;
  /** Null where rows cannot be chosen. */
  readonly choice: { readonly chosen: ReadonlySet<string>; toggle(key: string): void } | null;
  readonly tools?: ReactNode;
};

const ROW_PX = 46;

/**
 * A table of any length: only the rows in sight exist, more are asked for near the end. Sorting is offered once all rows are here, because
 * the order of a part would be taken for the order of the whole.
 */
export function DataTable<Row extends object>(props: Props<Row>) {
  const { label, columns, rows, more, keyOf, loadMore, open, openWord, choice, tools } = props;
  const { t } = useTranslation();
  const whole = !more;
  const definitions = useMemo<ColumnDef<typeof features, Row>[]>(
    () =>
      columns.map(({ id, title, text, sortBy }) => ({
        id,
        header: title,
        accessorFn: (row: Row): unknown => (sortBy ?? text)(row),
      })),
    [columns],
  );
  const table = useTable({
    features,
    columns: definitions,
    data: rows as Row[],
    getRowId: keyOf,
    enableSorting: whole,
  });
  const model = table.getRowModel().rows;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: model.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const inSight = virtual.getVirtualItems();
  const last = inSight.at(-1)?.index ?? 0;
  useEffect(() => {
    if (!whole && last >= rows.length - 40) loadMore();
  }, [whole, last, rows.length, loadMore]);
  const shown = table.getVisibleLeafColumns().flatMap(({ id }) => columns.find((column) => column.id === id) ?? []);
  const before = inSight[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (inSight.at(-1)?.end ?? 0);
  return (
    <div className={classes.frame}>
      <div className={classes.tools}>
        {tools}
        <span className={classes.count}>{t(more ? 'table.loaded' : 'table.count', { count: rows.length })}</span>
        <ColumnMenu
          columns={columns.map(({ id, title }) => ({
            id,
            title,
            visible: table.getColumn(id)?.getIsVisible() ?? true,
          }))}
          toggle={(id) => table.getColumn(id)?.toggleVisibility()}
        />
        <CopyRows
          lines={() => [
            shown.map(({ title }) => title),
            ...model
              .filter(({ id }) => choice === null || choice.chosen.size === 0 || choice.chosen.has(id))
              .map(({ original }) => shown.map(({ text }) => text(original))),
          ]}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section ref={scroller} className={classes.scroller} tabIndex={0} aria-label={label}>
        <table className={classes.table} aria-rowcount={more ? -1 : rows.length + 1}>
          <thead>
            <tr>
              {choice !== null && (
                <th className={classes.box}>
                  <span className={classes.hidden}>{t('table.chosen')}</span>
                </th>
              )}
              {shown.map((column) => {
                const sorted = table.getColumn(column.id)?.getIsSorted() ?? false;
                return (
                  <th
                    key={column.id}
                    style={{ width: column.width }}
                    aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none'}
                  >
                    {whole ? (
                      <button type="button" onClick={() => table.getColumn(column.id)?.toggleSorting()}>
                        {column.title}
                        <i aria-hidden="true" data-sorted={sorted} />
                      </button>
                    ) : (
                      <span title={t('table.sortLater')}>{column.title}</span>
                    )}
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {before > 0 && <tr style={{ height: before }} />}
            {inSight.map(({ index }) => {
              const row = model[index];
              if (row === undefined) return null;
              return (
                <tr key={row.id} aria-rowindex={index + 2} onDoubleClick={() => open(row.original)}>
                  {choice !== null && (
                    <td className={classes.box}>
                      <label>
                        <input
                          type="checkbox"
                          aria-label={t('table.choose', { row: openWord(row.original) })}
                          checked={choice.chosen.has(row.id)}
                          onChange={() => choice.toggle(row.id)}
                        />
                      </label>
                    </td>
                  )}
                  {shown.map((column, place) => (
                    <td key={column.id}>
                      {place === 0 ? (
                        <button type="button" className={classes.open} onClick={() => open(row.original)}>
                          {(column.show ?? column.text)(row.original)}
                        </button>
                      ) : (
                        (column.show ?? column.text)(row.original)
                      )}
                    </td>
                  ))}
                </tr>
              );
            })}
            {after > 0 && <tr style={{ height: after }} />}
          </tbody>
        </table>
      </section>
    </div>
  );
}
