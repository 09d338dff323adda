import { useTranslation } from 'react-i18next';
import { useStation } from '../link/stationState.ts';
import classes from './VirtualFrame.module.css';

/** The striped frame and the word VIRTUAL, above everything (dialogs too), whenever the bench is not of steel. */
export function VirtualFrame() {
  const { t } = useTranslation();
  const virtual = useStation(
    ({ snapshot }) =>
      snapshot !== null &&
      ((snapshot.agent.state === 'connected' && snapshot.agent.station.virtual) ||
        snapshot.drives.some((drive) => drive.virtual)),
  );
  if (!virtual) return null;
  return (
    <aside className={classes.frame} aria-label={t('app.virtualMeaning')}>
      <span className={classes.word} title={t('app.virtualMeaning')}>
        {t('app.virtual')}
      </span>
    </aside>
  );
}
