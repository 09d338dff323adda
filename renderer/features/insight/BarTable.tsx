import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyRows } from '../../ui/CopyRows.tsx';
import classes from './insight.module.css';

/** One row of a chart: its name, its bar and what stands in words beside it. A bar is one length, or parts of a whole. */
export type BarRow = {
  readonly key: string;
  readonly name: string;
  readonly bar:
    | { readonly length: number; readonly of: number }
    | { readonly parts: readonly number[]; readonly of: number };
  readonly cells: readonly string[];
};

type Props = {
  readonly title: string;
  readonly nameTitle: string;
  readonly cellTitles: readonly string[];
  readonly rows: readonly BarRow[];
  readonly tone?: 'bad' | 'hands';
  /** Takes the whole width of the screen: it has many columns. */
  readonly wide?: boolean;
  /** How many rows are drawn; all of them are copied. */
  readonly shown?: number;
  /** What the chart says in a sentence, and how it is to be read. */
  readonly children?: ReactNode;
};

const SHOWN = 15;

/** A chart that is a table: every number stands in words, the bars only show what is long. So it reads the same to the eye, to a screen reader and copied. */
export function BarTable({ title, nameTitle, cellTitles, rows, tone, wide, shown = SHOWN, children }: Props) {
  const { t } = useTranslation('receiving');
  const id = useId();
  return (
    <section className={classes.chart} data-wide={wide} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id}>{title}</h2>
        {rows.length > 0 && (
          <CopyRows lines={() => [[nameTitle, ...cellTitles], ...rows.map(({ name, cells }) => [name, ...cells])]} />
        )}
      </div>
      {children}
      {rows.length === 0 ? (
        <p>{t('insight.nothingYet')}</p>
      ) : (
        <table className={classes.table} aria-labelledby={id}>
          <thead>
            <tr>
              <th scope="col">{nameTitle}</th>
              <td aria-hidden="true" />
              {cellTitles.map((one) => (
                <th key={one} scope="col">
                  {one}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row) => (
              <tr key={row.key}>
                <th scope="row">{row.name}</th>
                <td className={classes.bar} aria-hidden="true">
                  <Bar bar={row.bar} tone={tone} />
                </td>
                {row.cells.map((cell, index) => (
                  <td key={cellTitles[index]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > shown && <p>{t('insight.shown', { shown, count: rows.length })}</p>}
    </section>
  );
}

const WIDTH = 200;
const HEIGHT = 20;

function Bar({ bar, tone }: { bar: BarRow['bar']; tone: Props['tone'] }) {
  const widthOf = (amount: number) => (bar.of <= 0 ? 0 : (Math.max(0, amount) / bar.of) * (WIDTH - 2));
  let x = 1;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <rect className={classes.track} x={0.5} y={2.5} width={WIDTH - 1} height={HEIGHT - 5} />
      {'length' in bar ? (
        <rect className={classes.fill} data-tone={tone} x={1} y={3} width={widthOf(bar.length)} height={HEIGHT - 6} />
      ) : (
        bar.parts.map((amount, part) => {
          const from = x;
          x += widthOf(amount);
          if (amount <= 0) return null;
          return (
            <rect
              key={from}
              className={classes.part}
              data-part={part}
              x={from}
              y={3}
              width={x - from}
              height={HEIGHT - 6}
            />
          );
        })
      )}
    </svg>
  );
}
