import { useTranslation } from 'react-i18next';
import type { InsightView } from '../../../core/contract/insightView.ts';
import { sayMoney } from '../receiving/after/sayMoney.ts';
import { BarTable } from './BarTable.tsx';
import { useShareWords } from './shareWords.ts';

/** What does not come back, how long data stood open, and when equipment still had value. */
export function FlowCharts({ view }: { view: InsightView }) {
  const { t, i18n } = useTranslation('receiving');
  const share = useShareWords();
  const unknown = t('insight.unknown');
  const { days } = view;
  const most = Math.max(0, ...days.bars.map(({ count }) => count));
  const inDays = (value: number | null) => (value === null ? unknown : t('insight.daysCount', { days: value }));
  const range = (index: number) => {
    const { upToDays } = days.bars[index] ?? { upToDays: null };
    const above = index === 0 ? 0 : (days.bars[index - 1]?.upToDays ?? 0) + 1;
    return upToDays === null
      ? t('insight.fromDays', { from: above })
      : t('insight.betweenDays', { from: above, to: upToDays });
  };
  return (
    <>
      <BarTable
        title={t('insight.days')}
        nameTitle={t('insight.daysTitle')}
        cellTitles={[t('insight.devices')]}
        rows={
          days.known === 0
            ? []
            : days.bars.map(({ upToDays, count }, index) => ({
                key: String(upToDays),
                name: range(index),
                bar: { length: count, of: most },
                cells: [String(count)],
              }))
        }
      >
        <p>
          {t(days.known === 0 ? 'insight.daysNone' : 'insight.daysMeaning', {
            median: inDays(days.medianDays),
            ninetieth: inDays(days.ninetiethDays),
            longest: inDays(days.longestDays),
            unknown: days.unknown,
            contradicting: days.contradicting,
          })}
        </p>
      </BarTable>
      {(
        [
          ['missingByDepartment', 'department'],
          ['missingByLocation', 'location'],
        ] as const
      ).map(([what, name]) => (
        <BarTable
          key={what}
          title={t(`insight.${what}`)}
          nameTitle={t(`insight.${name}`)}
          cellTitles={[t('insight.missing')]}
          tone="bad"
          rows={view[what].map((group) => ({
            key: group.name ?? '',
            name: group.name ?? unknown,
            bar: { length: group.missing.count, of: group.missing.of },
            cells: [share(group.missing)],
          }))}
        />
      ))}
      <BarTable
        title={t('insight.refresh')}
        nameTitle={t('insight.age')}
        cellTitles={[t('insight.received'), t('insight.soldOn'), t('after.realized')]}
        rows={view.refresh.map(({ years, received, remarketed, values }) => ({
          key: String(years),
          name: years === null ? unknown : t('insight.years', { years }),
          bar: { length: remarketed.count, of: remarketed.of },
          cells: [
            String(received),
            share(remarketed),
            values
              .filter(({ realizedCount }) => realizedCount > 0)
              .map(({ realizedMinorUnits, currency }) =>
                sayMoney({ minorUnits: realizedMinorUnits, currency }, i18n.language),
              )
              .join('; ') || unknown,
          ],
        }))}
      >
        <p>{t('insight.refreshMeaning')}</p>
      </BarTable>
    </>
  );
}
