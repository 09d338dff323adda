import { useTranslation } from 'react-i18next';
import type { ReceivingView } from '../../../core/contract/receivingViews.ts';
import classes from './ReceivingScreen.module.css';
import { useCodeWords } from './ScanResult.tsx';

/** The live counters. Every number has its word; what is zero stays in its place, so that nothing jumps while people scan. */
export function LotCounters({ view }: { view: ReceivingView }) {
  const { t } = useTranslation('receiving');
  const words = useCodeWords();
  const counters: readonly (readonly [string, number])[] = [
    [t('screen.expected'), view.expected],
    [words('states', 'matched'), view.rows.matched],
    view.finished ? [words('states', 'missing'), view.rows.missing] : [words('states', 'awaited'), view.rows.awaited],
    [words('states', 'unexpected'), view.things.unexpected],
    [words('states', 'duplicate'), view.things.duplicate],
    [words('states', 'wrong-type'), view.things['wrong-type']],
    [words('states', 'no-drive-inside'), view.things['no-drive-inside']],
    [t('screen.openExceptions'), view.openExceptions],
    [t('screen.unopened'), view.unopened],
    [t('screen.dataOpen'), view.dataOpen],
    [t('screen.withoutRoute'), view.withoutRoute],
  ];
  return (
    <section aria-label={t('screen.counters')}>
      <dl className={classes.counters}>
        {counters.map(([word, count]) => (
          <div key={word} className={classes.counter}>
            <dt>{word}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
