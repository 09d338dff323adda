import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LotRow } from '../../../core/contract/lots.ts';
import type { RejectedRow } from '../../../core/domain/asset.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { RowDialog } from './RowDialog.tsx';
import { sayIntake } from './sayIntake.ts';
import { listRejected, useLotRows } from './useLotRows.ts';

/** The rows that are no asset: nothing of a customer's list is lost. */
export function RejectedTable({ lot }: { lot: LotRow }) {
  const { t } = useTranslation('lots');
  const { rows, more, problem, loadMore } = useLotRows<RejectedRow>(listRejected, lot.lotId, '', lot.rejected);
  const columns = useMemo<Column<RejectedRow>[]>(
    () => [
      {
        id: 'rowNumber',
        title: t('rowNumber'),
        text: (row) => String(row.rowNumber),
        sortBy: (row) => row.rowNumber,
        width: '6rem',
      },
      { id: 'why', title: t('why'), text: (row) => row.reasons.map(sayIntake).join(' '), width: '32rem' },
      { id: 'cells', title: t('cells'), text: (row) => row.cells.filter((cell) => cell !== '').join(' · ') },
    ],
    [t],
  );
  const [opened, setOpened] = useState<RejectedRow | null>(null);
  return (
    <>
      <ProblemBoxes problem={problem} />
      <DataTable
        label={t('rejectedRows')}
        columns={columns}
        rows={rows}
        more={more}
        keyOf={(row) => `${row.listId} ${row.rowNumber}`}
        loadMore={loadMore}
        open={setOpened}
        openWord={(row) => String(row.rowNumber)}
        choice={null}
      />
      {opened !== null && (
        <RowDialog lotId={lot.lotId} row={{ ...opened, why: opened.reasons }} close={() => setOpened(null)} />
      )}
    </>
  );
}
