import { useTranslation } from 'react-i18next';
import type { ThroughputView } from '../../../core/contract/throughputVerbs.ts';
import { read } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import { BarTable } from './BarTable.tsx';
import classes from './insight.module.css';
import { dayNames, hourNames } from './spanNames.ts';

const HOURS_SHOWN = 24;

/** What this bench got done: wipes that ended, by verdict, hour by hour and day by day. It is the bench's, not a lot's. */
export function ThroughputCharts() {
  const { t, i18n } = useTranslation(['receiving', 'window']);
  const told = useAsked('throughput', () => read('insight.throughput', {}));
  if (told === null) return null;
  if (told.outcome !== 'done') return <ProblemBoxes problem={told} />;
  const { timeZone, hours, days } = told.value;
  const charts = [
    { what: 'hours', name: 'hour', spans: hours, names: hourNames(hours, timeZone, i18n.language) },
    { what: 'days', name: 'day', spans: days, names: dayNames(days, timeZone, i18n.language) },
  ] as const;
  return (
    <div className={classes.charts}>
      {charts.map(({ what, name, spans, names }) => {
        const sums = spans.map(sumsOf);
        const most = Math.max(0, ...sums.map(({ ended }) => ended));
        return (
          <BarTable
            key={what}
            title={t(`throughput.${what}`)}
            nameTitle={t(`throughput.${name}`)}
            cellTitles={[
              t('throughput.ended'),
              t('window:outcome.sanitized'),
              t('throughput.withExceptions'),
              t('window:outcome.failed'),
              t('throughput.notProven'),
            ]}
            shown={HOURS_SHOWN}
            rows={spans
              .map(({ start }, index) => {
                const { ended, parts } = sums[index] ?? { ended: 0, parts: [] };
                return {
                  key: start,
                  name: names[index] ?? start,
                  bar: { length: ended, of: most },
                  cells: [ended, ...parts].map(String),
                };
              })
              .toReversed()}
          >
            <p>{t(`throughput.${what}Meaning`, { timeZone })}</p>
          </BarTable>
        );
      })}
    </div>
  );
}

/** Stalled, interrupted and unverified stand together: each says that nobody knows. */
function sumsOf({ counts }: ThroughputView['hours'][number]): { readonly ended: number; readonly parts: number[] } {
  const { sanitized, failed, stalled, interrupted, unverified } = counts;
  const parts = [sanitized, counts['sanitized-with-exceptions'], failed, stalled + interrupted + unverified];
  return { ended: parts.reduce((sum, one) => sum + one, 0), parts };
}
