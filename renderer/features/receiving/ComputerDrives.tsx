import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ThingView } from '../../../core/contract/receivingViews.ts';
import { nameOf } from './names.ts';
import classes from './ReceivingScreen.module.css';
import { foundEmpty, useReceiving } from './receivingState.ts';

/** What is done with a computer once it is here: its drives are scanned, or it is found empty. */
export function ComputerActs({ thing }: { thing: ThingView }) {
  const { t } = useTranslation('receiving');
  if (!thing.unopened) return null;
  const name = nameOf(thing) ?? t('screen.noSerial');
  return (
    <>
      <Button
        variant="default"
        onClick={() => useReceiving.setState({ insideOf: { thingId: thing.thingId, name }, last: null })}
      >
        {t('screen.itsDrives')}
      </Button>
      <Button variant="default" onClick={() => void foundEmpty(thing.thingId)}>
        {t('screen.isEmpty')}
      </Button>
    </>
  );
}

/** Says for as long as it is so that scans are drives of one computer. */
export function ComputerDrives() {
  const { t } = useTranslation('receiving');
  const insideOf = useReceiving((state) => state.insideOf);
  return (
    <div role="status">
      {insideOf !== null && (
        <div className={classes.result}>
          <p className={classes.sentence}>{t('screen.drivesOf', { name: insideOf.name })}</p>
          <Button variant="default" onClick={() => useReceiving.setState({ insideOf: null })}>
            {t('screen.allDrives')}
          </Button>
        </div>
      )}
    </div>
  );
}
