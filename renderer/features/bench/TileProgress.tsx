import { useTranslation } from 'react-i18next';
import type { JobState } from '../../../core/domain/job.ts';
import { sayBriefly, sayDuration, sayRate, sayShare } from '../../i18n/measures.ts';
import classes from './BayTile.module.css';

type Running = Extract<JobState, { kind: 'running' }>;

/** How far a running drive is: the phase's share as a bar, and the time left for the whole job. */
export function TileProgress({ state }: { state: Running }) {
  const { t, i18n } = useTranslation();
  const { doneBytes, totalBytes, remainingMs, bytesPerSecond, phase } = state;
  const left = remainingMs === null ? null : sayDuration(remainingMs, i18n.language);
  return (
    <span className={classes.progress}>
      <span className={classes.bar}>
        {/* Scaled, not widened: nothing has to be laid out again for it. */}
        <span style={{ transform: `scaleX(${totalBytes === 0 ? 0 : Math.min(1, doneBytes / totalBytes)})` }} />
      </span>
      <span className={classes.far}>
        <b>{sayShare(doneBytes, totalBytes, i18n.language)}</b>
        <b className={classes.left}>{left === null ? t('bench.leftUnknown') : t('bench.left', { time: left })}</b>
        <b className={classes.short}>{remainingMs === null ? t('unknown') : sayBriefly(remainingMs, i18n.language)}</b>
      </span>
      <span className={classes.near}>
        <span>{t(`phase.${phase}`)}</span>
        <span>{bytesPerSecond === null ? t('bench.rateUnknown') : sayRate(bytesPerSecond, i18n.language)}</span>
      </span>
    </span>
  );
}
