import { useTranslation } from 'react-i18next';
import { useIsVirtual } from './useIsVirtual.ts';
import classes from './VirtualFrame.module.css';

/** The striped frame and the word VIRTUAL, above everything (dialogs too), whenever the bench is not of steel. */
export function VirtualFrame() {
  const { t } = useTranslation();
  if (!useIsVirtual()) return null;
  return (
    <aside className={classes.frame} aria-label={t('app.virtualMeaning')}>
      <strong className={classes.word}>{t('app.virtual')}</strong>
    </aside>
  );
}
