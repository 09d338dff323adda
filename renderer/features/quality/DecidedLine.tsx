import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { goTo } from '../../app/place.ts';
import { seenStart } from '../../i18n/seenText.ts';
import { useStation } from '../../link/stationState.ts';
import classes from './QualityScreen.module.css';
import { useQueue } from './queueState.ts';

/** What the last decision means for the drive in the hand. */
export function DecidedLine() {
  const { t } = useTranslation('quality');
  const decided = useQueue((state) => state.decided);
  const certificateId = useStation((state) =>
    decided === null ? null : (state.certificateOfRecord[decided.recordId] ?? null),
  );
  return (
    <div role="status" className={decided === null ? undefined : classes.decided}>
      {decided !== null && (
        <>
          <span>
            {t(`decided.${decided.decision}`, {
              serial: decided.serialNumber === null ? t('noSerial') : seenStart(decided.serialNumber),
            })}
          </span>
          {certificateId !== null && (
            <Button variant="default" onClick={() => goTo('certificates', certificateId)}>
              {t('openCertificate')}
            </Button>
          )}
        </>
      )}
    </div>
  );
}
