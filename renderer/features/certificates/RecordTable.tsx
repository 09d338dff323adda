import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordRow } from '../../../core/contract/station.ts';
import { verdictOutcome } from '../../../core/domain/verdict.ts';
import { goTo } from '../../app/place.ts';
import { sayDay } from '../../i18n/measures.ts';
import { seenText } from '../../i18n/seenText.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { listRecords, usePagedRows } from './usePagedRows.ts';

export function RecordTable({ search }: { search: string }) {
  const { t, i18n } = useTranslation();
  const { rows, more, problem, loadMore } = usePagedRows<RecordRow>(listRecords, search);
  const columns = useMemo<Column<RecordRow>[]>(() => {
    const outcome = (row: RecordRow) => {
      const known = verdictOutcome.safeParse(row.outcome);
      return known.success ? t(`outcome.${known.data}`) : row.outcome;
    };
    return [
      { id: 'seq', title: t('records.seq'), text: (row) => String(row.seq), sortBy: (row) => row.seq, width: '7rem' },
      { id: 'outcome', title: t('records.outcome'), text: outcome },
      { id: 'serialNumber', title: t('fact.serialNumber'), text: (row) => seenText(row.serialNumber) ?? t('unknown') },
      { id: 'assetTag', title: t('fact.assetTag'), text: (row) => seenText(row.assetTag) ?? t('notGiven') },
      { id: 'model', title: t('fact.model'), text: (row) => seenText(row.model) ?? t('unknown') },
      {
        id: 'endedAt',
        title: t('records.endedAt'),
        text: (row) => sayDay(row.endedAt, i18n.language),
        sortBy: (row) => row.endedAt,
      },
      {
        id: 'certificateId',
        title: t('certificates.certificate'),
        text: (row) => row.certificateId ?? t('certificates.none'),
        width: '15rem',
      },
    ];
  }, [t, i18n.language]);
  return (
    <>
      <ProblemBoxes problem={problem} />
      <DataTable
        label={t('records.records')}
        columns={columns}
        rows={rows}
        more={more}
        keyOf={(row) => row.recordId}
        loadMore={loadMore}
        open={(row) => goTo('certificates', row.recordId)}
        openWord={(row) => String(row.seq)}
        choice={null}
      />
    </>
  );
}
