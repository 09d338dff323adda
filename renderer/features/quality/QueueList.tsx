import { useTranslation } from 'react-i18next';
import { serialTail } from '../../../core/domain/drive.ts';
import type { QualityRow } from '../../../core/domain/quality.ts';
import { sayBytes } from '../../i18n/measures.ts';
import { seenStart } from '../../i18n/seenText.ts';
import { useStation } from '../../link/stationState.ts';
import { Icon } from '../../ui/Icon.tsx';
import classes from './QualityScreen.module.css';
import { driveOf, sayReading } from './sayQuality.ts';

/** The drawn drives that wait, oldest first. */
export function QueueList({ rows, openedId }: { rows: readonly QualityRow[]; openedId: string | null }) {
  const { t, i18n } = useTranslation('quality');
  const drives = useStation(({ snapshot }) => snapshot?.drives ?? null) ?? [];
  const bays = useStation(({ snapshot }) => snapshot?.bays ?? null) ?? [];
  const placeOf = (row: QualityRow) => {
    const drive = driveOf(row, drives);
    const bay = bays.find(({ bayId }) => bayId === drive?.bayId);
    return bay === undefined ? t('notInBay') : t('inBay', { number: bay.number });
  };
  return (
    <section aria-labelledby="quality-queue">
      <h2 id="quality-queue" className={classes.heading}>
        {t('queue')}
      </h2>
      {rows.length === 0 && (
        <div className={classes.teach}>
          <p>
            <b>{t('none')}</b>
          </p>
          <p>{t('noneTeaches')}</p>
        </div>
      )}
      <ul className={classes.cards}>
        {rows.map((row) => (
          <li key={row.recordId}>
            <a
              className={classes.card}
              href={`#/quality/${encodeURIComponent(row.recordId)}`}
              aria-current={row.recordId === openedId ? 'true' : undefined}
            >
              <span className={classes.tail}>
                <Icon name="quality" size="1.4rem" />
                {serialTail(row.serialNumber) ?? t('noSerial')}
              </span>
              <span className={classes.words}>
                <b>{row.lotName === null ? t('ofNoLot') : t('ofLot', { lot: seenStart(row.lotName) })}</b>
                <span>
                  {[row.model, sayBytes(row.sizeBytes, i18n.language), row.assetTag, placeOf(row)]
                    .filter((fact) => fact !== null)
                    .map((fact) => seenStart(fact))
                    .join(' · ')}
                </span>
                <span>{sayReading(row, t, i18n.language)}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
