import { useTranslation } from 'react-i18next';
import type { QueuedLabel } from '../../../core/contract/labelVerbs.ts';
import { assertNever } from '../../../core/domain/assertNever.ts';
import { sayDay } from '../../i18n/measures.ts';
import { sayReason } from '../../i18n/sentences.ts';

/** What became of a label, and why it waits. */
export function LabelStateWords({ label }: { label: QueuedLabel }) {
  const { t, i18n } = useTranslation();
  const { state, kind } = label;
  switch (state.kind) {
    case 'waiting':
      return t('labels.waiting', { kind, why: sayReason(state.why) });
    case 'printing':
      return t('labels.printing', { kind });
    case 'printed':
      return t('labels.printed', { kind, time: sayDay(state.at, i18n.language) });
    case 'uncertain':
      return t('labels.uncertain', { kind, why: sayReason(state.why) });
    default:
      return assertNever(state);
  }
}
