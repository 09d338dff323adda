import { useTranslation } from 'react-i18next';
import { sayShare } from '../../i18n/measures.ts';

/** A share in words that says what it is of: 1 of 1 must not look like 500 of 500. */
export function useShareWords(): (share: { readonly count: number; readonly of: number }) => string {
  const { t, i18n } = useTranslation('receiving');
  return ({ count, of }) => t('insight.share', { part: count, of, share: sayShare(count, of, i18n.language) });
}
