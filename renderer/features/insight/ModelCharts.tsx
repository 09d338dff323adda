import { useTranslation } from 'react-i18next';
import type { InsightView } from '../../../core/contract/insightView.ts';
import { sayMoney } from '../receiving/after/sayMoney.ts';
import { BarTable } from './BarTable.tsx';
import { useShareWords } from './shareWords.ts';

const GRADES = ['A', 'B', 'C', 'D', 'unknown'] as const;

/** Models: how good they come, what they are worth, how often wiping fails, what is repaired and worn. */
export function ModelCharts({ view }: { view: InsightView }) {
  const { t, i18n } = useTranslation('receiving');
  const share = useShareWords();
  const unknown = t('insight.unknown');
  const most = Math.max(0, ...view.values.map(({ received }) => received));
  const amounts = (values: InsightView['values'][number]['values'], what: 'estimated' | 'realized') =>
    values
      .filter((one) => one[`${what}Count`] > 0)
      .map((one) =>
        t('insight.amount', {
          amount: sayMoney({ minorUnits: one[`${what}MinorUnits`], currency: one.currency }, i18n.language),
          count: one[`${what}Count`],
        }),
      )
      .join('; ') || unknown;
  return (
    <>
      <BarTable
        title={t('insight.values')}
        wide
        nameTitle={t('insight.model')}
        cellTitles={[
          t('insight.received'),
          ...GRADES.map((grade) => (grade === 'unknown' ? t('insight.ungraded') : grade)),
          t('after.estimated'),
          t('after.realized'),
        ]}
        rows={view.values.map(({ model, received, grades, values }) => ({
          key: model ?? '',
          name: model ?? unknown,
          bar: { parts: GRADES.map((grade) => grades[grade]), of: most },
          cells: [
            String(received),
            ...GRADES.map((grade) => String(grades[grade])),
            amounts(values, 'estimated'),
            amounts(values, 'realized'),
          ],
        }))}
      >
        <p>{t('insight.valuesMeaning')}</p>
      </BarTable>
      <BarTable
        title={t('insight.failures')}
        nameTitle={t('insight.model')}
        cellTitles={[t('insight.failed'), t('insight.destroyed')]}
        tone="bad"
        rows={view.failures.map(({ model, failed, destroyed }) => ({
          key: model ?? '',
          name: model ?? unknown,
          bar: { length: failed.count, of: failed.of },
          cells: [share(failed), share(destroyed)],
        }))}
      >
        <p>{t('insight.failuresMeaning')}</p>
      </BarTable>
      {(['repairs', 'wear'] as const).map((what) => {
        const patterns = view[what];
        const top = Math.max(0, ...patterns.map(({ count }) => count));
        return (
          <BarTable
            key={what}
            title={t(`insight.${what}`)}
            nameTitle={t('insight.what')}
            cellTitles={[t('insight.times'), t('insight.mostOn')]}
            tone="hands"
            rows={patterns.map(({ code, count, models }) => ({
              key: code,
              name:
                what === 'repairs'
                  ? t(`repairs.${code}` as 'repairs.other')
                  : t(`gradeReasons.${code}` as 'gradeReasons.other'),
              bar: { length: count, of: top },
              cells: [String(count), models.map((one) => `${one.model ?? unknown} (${share(one.share)})`).join('; ')],
            }))}
          />
        );
      })}
    </>
  );
}
