import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueuedLabel } from '../../../core/contract/labelVerbs.ts';
import { goTo, usePlace } from '../../app/place.ts';
import { sayDay } from '../../i18n/measures.ts';
import { seenStart, seenText } from '../../i18n/seenText.ts';
import { useStation } from '../../link/stationState.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { LabelPanel } from './LabelPanel.tsx';
import { LabelStateWords } from './LabelStateWords.tsx';
import classes from './LabelsScreen.module.css';

/** The labels of this shift, those that need a person first, and one of them as it prints. */
export function LabelsScreen() {
  const { t, i18n } = useTranslation();
  const { item } = usePlace();
  const labels = useStation(({ snapshot }) => snapshot?.labels ?? null);
  const rows = useMemo(
    () => [...(labels ?? [])].sort((a, b) => urgency(a) - urgency(b) || (a.createdAt < b.createdAt ? 1 : -1)),
    [labels],
  );
  const columns = useMemo<Column<QueuedLabel>[]>(
    () => [
      {
        id: 'serialNumber',
        title: t('fact.serialNumber'),
        text: (row) => seenText(row.serialNumber ?? row.assetTag) ?? t('unknown'),
        width: '10rem',
      },
      { id: 'kind', title: t('labels.kind'), text: (row) => row.kind, width: '8.5rem' },
      {
        id: 'state',
        title: t('labels.state'),
        text: (row) => t(`labels.short.${row.state.kind}`),
        show: (row) => <LabelStateWords label={row} />,
      },
      {
        id: 'copy',
        title: t('labels.copy'),
        text: (row) => String(row.copy),
        sortBy: (row) => row.copy,
        width: '6rem',
      },
      {
        id: 'createdAt',
        title: t('labels.createdAt'),
        text: (row) => sayDay(row.createdAt, i18n.language),
        sortBy: (row) => row.createdAt,
        width: '12rem',
      },
    ],
    [t, i18n.language],
  );
  const open = rows.find((label) => label.labelId === item) ?? null;
  return (
    <div className={classes.screen}>
      <div className={classes.list}>
        <h1 className={classes.title}>{t('app.screen.labels')}</h1>
        {rows.length === 0 ? (
          <p>{t('labels.empty')}</p>
        ) : (
          <DataTable
            label={t('labels.queue')}
            columns={columns}
            rows={rows}
            more={false}
            keyOf={(row) => row.labelId}
            loadMore={() => undefined}
            open={(row) => goTo('labels', row.labelId)}
            openWord={(row) => seenStart(row.serialNumber ?? row.assetTag ?? row.labelId)}
            choice={null}
          />
        )}
      </div>
      {open !== null && <LabelPanel key={open.labelId} label={open} follow={(labelId) => goTo('labels', labelId)} />}
    </div>
  );
}

function urgency(label: QueuedLabel): number {
  return { uncertain: 0, waiting: 1, printing: 2, printed: 3 }[label.state.kind];
}
