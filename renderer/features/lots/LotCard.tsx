import { useTranslation } from 'react-i18next';
import type { LotRow } from '../../../core/contract/lots.ts';
import { LotFacts } from './LotFacts.tsx';
import classes from './LotsScreen.module.css';

/** Whose hands a lot waits for, in the six colours of the bench. */
export const signalOfLot = {
  expected: 'empty',
  received: 'hands',
  wiping: 'busy',
  quality: 'quality',
  ready: 'pass',
  closed: 'empty',
} as const satisfies Record<LotRow['state'], string>;

export function LotCard({ lot }: { lot: LotRow }) {
  const { t } = useTranslation('lots');
  return (
    <a className={classes.card} href={`#/lots/${encodeURIComponent(lot.lotId)}`} data-signal={signalOfLot[lot.state]}>
      <b>{lot.name}</b>
      <span>{lot.customer.name}</span>
      <LotFacts lot={lot} />
      {lot.assets === 0 && <span>{t('noList')}</span>}
    </a>
  );
}
