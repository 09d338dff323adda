import { useTranslation } from 'react-i18next';
import { sayTime } from '../i18n/measures.ts';
import { useStation } from '../link/stationState.ts';
import { useNow } from '../ui/useNow.ts';
import classes from './TopBar.module.css';

/** The clock that certificates are dated by, and whether it can be trusted. */
export function Clock() {
  const { t, i18n } = useTranslation();
  const nowMs = useNow();
  const synchronized = useStation(({ snapshot }) => snapshot?.host.clockSynchronized ?? null);
  return (
    <div className={classes.clock}>
      <time>{sayTime(nowMs, i18n.language)}</time>
      <span>
        {synchronized === null
          ? t('top.clockUnknown')
          : synchronized
            ? t('top.clockSynchronized')
            : t('top.clockNotSynchronized')}
      </span>
    </div>
  );
}
