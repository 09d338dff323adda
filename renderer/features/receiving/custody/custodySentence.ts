import { useTranslation } from 'react-i18next';
import type { CustodyStateView, CustodyView } from '../../../../core/contract/custodyVerbs.ts';
import { assertNever } from '../../../../core/domain/assertNever.ts';
import { sayDay } from '../../../i18n/measures.ts';

/** What happened, as one sentence. */
export function useCustodySentence(): (event: Pick<CustodyView, 'act' | 'subject'>) => string {
  const { t } = useTranslation('receiving');
  return ({ act, subject }) => {
    const of = subject.kind === 'pallet' ? `${t('custody.pallet')} ${subject.pallet}: ` : '';
    switch (act.act) {
      case 'received': {
        const [found, papers] = [act.sealFound ?? t('custody.noSeal'), act.sealOnPapers ?? t('custody.noSeal')];
        return of + t('custody.saidReceived', { carrier: act.carrier, place: act.to.name, found, papers });
      }
      case 'moved':
        return of + t('custody.saidMoved', { from: act.from, place: act.to.name });
      case 'handed-over':
        return of + t('custody.saidHandedOver', { from: act.from, to: act.to });
      case 'put-down':
        return of + t('custody.saidPutDown', { place: act.to.name });
      case 'returned':
        return of + t('custody.saidReturned', { to: act.to });
      case 'destroyed':
        return of + t('custody.saidDestroyed', { how: act.how, witness: act.witness });
      default:
        return assertNever(act);
    }
  };
}

/** Where something is. */
export function useCustodyState(): (state: CustodyStateView) => string {
  const { t, i18n } = useTranslation('receiving');
  return (state) => {
    switch (state.kind) {
      case 'not-received':
        return t('custody.isNotReceived');
      case 'at-place': {
        const facts = { place: state.place.name, at: sayDay(state.at, i18n.language) };
        return state.place.secured ? t('custody.isSecured', facts) : t('custody.isUnsecured', facts);
      }
      case 'with-person':
        return t('custody.isWith', { holder: state.holder, at: sayDay(state.at, i18n.language) });
      case 'ended': {
        const at = sayDay(state.at, i18n.language);
        return state.how === 'returned' ? t('custody.isReturned', { at }) : t('custody.isDestroyed', { at });
      }
      default:
        return assertNever(state);
    }
  };
}
