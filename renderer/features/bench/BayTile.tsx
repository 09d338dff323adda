import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { serialEnd } from '../../../core/domain/drive.ts';
import { sayBytes, sayTemperature } from '../../i18n/measures.ts';
import { seenStart, seenText } from '../../i18n/seenText.ts';
import { useStation } from '../../link/stationState.ts';
import { Icon } from '../../ui/Icon.tsx';
import classes from './BayTile.module.css';
import { type BayView, signalOf } from './bayView.ts';
import { isInPart } from './roomCount.ts';
import { useSelection } from './selection.ts';
import { shortModel } from './shortModel.ts';
import { TileProgress } from './TileProgress.tsx';
import { useTileSentence } from './tileSentence.ts';

/**
 * One place of the bench. Filled tiles want hands, outlined ones want to be left alone. From two metres: number, word, last four of the serial,
 * progress and time left; the rest appears when the tile is large enough to carry it.
 */
export const BayTile = memo(function BayTile({ view, old }: { view: BayView; old: boolean }) {
  const { t, i18n } = useTranslation();
  const { selected, filter, select } = useSelection();
  const { bay, drive, job, duty, key } = view;
  const label = useStation(({ snapshot }) => snapshot?.labels.findLast((each) => each.jobId === job?.jobId) ?? null);
  const said = useTileSentence(view);
  const end = serialEnd(drive?.serialNumber ?? job?.serialNumber ?? null);
  const tail = seenText(end);
  const model = drive?.model ?? job?.model ?? null;
  const occupied = drive !== null || job !== null;
  const sizeBytes = drive?.sizeBytes ?? job?.sizeBytes ?? null;
  const size = sizeBytes === null ? t('unknown') : sayBytes(sizeBytes, i18n.language);
  const grade = drive?.health.grade ?? 'unknown';
  const temperature = drive?.health.temperatureCelsius ?? null;
  const healthWords = [
    grade === 'unknown' ? t('bench.gradeUnknown') : t('bench.grade', { grade }),
    temperature !== null
      ? sayTemperature(temperature, i18n.language)
      : grade === 'unknown'
        ? null
        : t('bench.temperatureUnknown'),
  ]
    .filter(Boolean)
    .join(' · ');
  return (
    <button
      type="button"
      className={classes.tile}
      data-signal={signalOf(duty)}
      data-duty={duty}
      data-bay-key={key}
      data-old={old}
      data-dimmed={filter !== null && !isInPart(view, filter)}
      aria-pressed={selected === key}
      onClick={() => select(selected === key ? null : key)}
    >
      <span className={classes.said}>{said}</span>
      <span className={classes.face} aria-hidden="true">
        <span className={classes.head}>
          <span className={classes.number}>{bay === null ? drive?.kernelName : bay.number}</span>
          <span className={classes.duty}>
            <Icon name={duty} size="1.15em" />
            <span className={classes.word}>{t(`duty.${duty}`)}</span>
            <span className={classes.brief}>{t(`dutyBrief.${duty}`)}</span>
          </span>
        </span>
        {occupied && (
          <span className={classes.serial} data-unknown={tail === null} data-escaped={tail !== end}>
            {tail ?? t('bench.noSerial')}
          </span>
        )}
        {job?.state.kind === 'running' && <TileProgress state={job.state} />}
        {job?.state.kind === 'waiting-for-drive' && <span className={classes.note}>{t('bench.waitingForDrive')}</span>}
        {label?.state.kind === 'waiting' && <span className={classes.note}>{t('bench.labelWaiting')}</span>}
        {label?.state.kind === 'uncertain' && <span className={classes.note}>{t('bench.labelUncertain')}</span>}
        {occupied && (
          <span className={classes.details} data-may-be-cut>
            <span className={classes.row}>
              <bdi>{model === null ? t('unknown') : seenStart(shortModel(model))}</bdi>
              <span>{size}</span>
            </span>
            <span className={classes.row}>
              {job?.assetTag != null && <bdi>{seenStart(job.assetTag)}</bdi>}
              <span className={classes.health}>{healthWords}</span>
            </span>
            {job !== null && <span className={classes.technique}>{t(`technique.${job.techniqueId}`)}</span>}
          </span>
        )}
      </span>
    </button>
  );
});
