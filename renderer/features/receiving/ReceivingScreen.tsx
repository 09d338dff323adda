import { NativeSelect } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { read } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import { AfterWipe } from './after/AfterWipe.tsx';
import { ComputerDrives } from './ComputerDrives.tsx';
import { CustodyDesk } from './custody/CustodyDesk.tsx';
import { ExceptionList } from './ExceptionList.tsx';
import { LotCounters } from './LotCounters.tsx';
import { LotEnd } from './LotEnd.tsx';
import classes from './ReceivingScreen.module.css';
import { ReceivingTabs, useReceivingPart } from './ReceivingTabs.tsx';
import { chooseLot, lotTold, useReceiving } from './receivingState.ts';
import { ScanBox } from './ScanBox.tsx';
import { ScanResult } from './ScanResult.tsx';

const MOST_LOTS = 100;

/** The dock: the lot, the scan box, what agrees and what does not. Everything by keyboard and scanner. */
export function ReceivingScreen() {
  const { t } = useTranslation('receiving');
  const lotId = useReceiving((state) => state.lotId);
  const problem = useReceiving((state) => state.problem);
  const view = useReceiving((state) => state.view);
  const part = useReceivingPart();
  const told = useAsked('lots', () => read('lots.list', { limit: MOST_LOTS, before: null }));
  const lots = told?.outcome === 'done' ? told.value.rows.filter(({ state }) => state !== 'closed') : [];
  const only = lots.length === 1 ? lots[0]?.lotId : undefined;
  useEffect(() => {
    if (lotId === null && only !== undefined) void chooseLot(only);
  }, [lotId, only]);
  const changed = useStation((state) => state.receiving);
  useEffect(() => {
    if (changed !== null) lotTold(changed);
  }, [changed]);
  return (
    <div className={classes.screen}>
      <h1 className={classes.title}>{t('screen.title')}</h1>
      {told?.outcome === 'done' && lots.length === 0 && lotId === null ? (
        <p>{t('screen.noLots')}</p>
      ) : (
        <NativeSelect
          label={t('screen.lot')}
          value={lotId ?? ''}
          onChange={(event) => void chooseLot(event.currentTarget.value)}
          data={[
            ...(lotId === null ? [{ value: '', label: t('screen.chooseLot') }] : []),
            ...lots.map((lot) => ({ value: lot.lotId, label: `${lot.name} · ${lot.customer.name}` })),
          ]}
          size="lg"
        />
      )}
      {told !== null && told.outcome !== 'done' && <ProblemBoxes problem={told} />}
      {lotId !== null && (
        <>
          {view?.closed !== true && <ScanBox />}
          <ProblemBoxes problem={problem} />
          <ComputerDrives />
          <ScanResult />
          <ReceivingTabs />
          {view !== null && part === 'arrivals' && (
            <>
              <LotCounters view={view} />
              <ExceptionList lotId={lotId} open={view.openExceptions} />
              <LotEnd view={view} />
            </>
          )}
          {view !== null && part === 'after' && <AfterWipe key={lotId} view={view} />}
          {view !== null && part === 'custody' && <CustodyDesk key={lotId} view={view} />}
        </>
      )}
    </div>
  );
}
