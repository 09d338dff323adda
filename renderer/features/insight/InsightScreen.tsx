import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InsightView } from '../../../core/contract/insightView.ts';
import { ask, read, type Told } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import { FlowCharts } from './FlowCharts.tsx';
import classes from './insight.module.css';
import { ModelCharts } from './ModelCharts.tsx';
import { ThroughputCharts } from './ThroughputCharts.tsx';

/** As many lots as are looked at together. */
const MOST_LOTS = 200;

/** What the customers' lots teach: where value is, what fails, what does not come back and how long it takes. */
export function InsightScreen() {
  const { t } = useTranslation('receiving');
  const [lotId, setLotId] = useState('');
  const lots = useAsked('lots', () => read('lots.list', { limit: MOST_LOTS, before: null }));
  const rows = lots?.outcome === 'done' ? lots.value.rows : [];
  const lotIds = lotId === '' ? rows.map((lot) => lot.lotId) : [lotId];
  const told = useAsked(
    lotIds.join(' '),
    (): Promise<Told<InsightView | null>> =>
      lotIds.length === 0
        ? Promise.resolve({ outcome: 'done', value: null })
        : ask('insight.read', { lotIds }, 120_000),
  );
  return (
    <div className={classes.screen}>
      <h1 className={classes.title}>{t('insight.title')}</h1>
      {lots !== null && lots.outcome !== 'done' && <ProblemBoxes problem={lots} />}
      {lots?.outcome === 'done' && rows.length === 0 && <p>{t('insight.noLots')}</p>}
      {rows.length > 0 && (
        <NativeSelect
          label={t('screen.lot')}
          value={lotId}
          onChange={(event) => setLotId(event.currentTarget.value)}
          data={[
            { value: '', label: t('insight.allLots', { count: rows.length }) },
            ...rows.map((lot) => ({ value: lot.lotId, label: `${lot.name} · ${lot.customer.name}` })),
          ]}
          size="lg"
        />
      )}
      {told !== null && told.outcome !== 'done' && <ProblemBoxes problem={told} />}
      {told?.outcome === 'done' && told.value !== null && (
        <>
          <p>{t('insight.rows', { count: told.value.rows })}</p>
          <div className={classes.charts}>
            <ModelCharts view={told.value} />
            <FlowCharts view={told.value} />
          </div>
        </>
      )}
      <ThroughputCharts />
    </div>
  );
}
