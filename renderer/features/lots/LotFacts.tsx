import { useTranslation } from 'react-i18next';
import type { LotRow } from '../../../core/contract/lots.ts';
import { useNow } from '../../ui/useNow.ts';

/** What came in for a lot, and until when the customer waits. */
export function LotFacts({ lot }: { lot: LotRow }) {
  const { t, i18n } = useTranslation('lots');
  const nowMs = useNow();
  const { deadline, state } = lot;
  const late = deadline !== null && state !== 'closed' && Date.parse(`${deadline}T23:59:59`) < nowMs;
  const day =
    deadline === null
      ? ''
      : new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium' }).format(Date.parse(`${deadline}T12:00:00`));
  return (
    <>
      <span data-late={late}>{deadline === null ? t('noDeadline') : t(late ? 'late' : 'deadline', { day })}</span>
      {lot.assets > 0 && <span>{t('assets', { count: lot.assets })}</span>}
      {lot.rejected > 0 && <span>{t('rejected', { count: lot.rejected })}</span>}
    </>
  );
}
