import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LotRow } from '../../../core/contract/lots.ts';
import type { Asset, AssetField } from '../../../core/domain/asset.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { RowDialog } from './RowDialog.tsx';
import { sayIntake } from './sayIntake.ts';
import { listAssets, useLotRows } from './useLotRows.ts';

const shownFields: readonly (readonly [AssetField, string | undefined])[] = [
  ['serialNumber', '10.5rem'],
  ['assetTag', '7.5rem'],
  ['deviceType', '7rem'],
  ['make', '6.5rem'],
  ['model', undefined],
  ['location', undefined],
  ['department', '7rem'],
  ['securityRequirement', '8rem'],
];

export function AssetTable({ lot, search }: { lot: LotRow; search: string }) {
  const { t } = useTranslation('lots');
  const { t: words } = useTranslation('intake');
  const { rows, more, problem, loadMore } = useLotRows<Asset>(listAssets, lot.lotId, search, lot.assets);
  const columns = useMemo<Column<Asset>[]>(
    () => [
      ...shownFields.map(([field, width]) => ({
        id: field,
        title: words(`fields.${field}`),
        text: (row: Asset) => row[field] ?? t('unknown'),
        ...(width === undefined ? {} : { width }),
      })),
      { id: 'remarks', title: t('remarks'), text: (row) => row.remarks.map(sayIntake).join(' ') },
      {
        id: 'rowNumber',
        title: t('rowNumber'),
        text: (row) => String(row.rowNumber),
        sortBy: (row) => row.rowNumber,
        width: '5rem',
      },
    ],
    [t, words],
  );
  const [opened, setOpened] = useState<Asset | null>(null);
  return (
    <>
      <ProblemBoxes problem={problem} />
      <DataTable
        label={t('assetRows')}
        columns={columns}
        rows={rows}
        more={more}
        keyOf={(row) => String(row.assetId)}
        loadMore={loadMore}
        open={setOpened}
        openWord={(row) => row.serialNumber ?? row.assetTag ?? ''}
        choice={null}
      />
      {opened !== null && (
        <RowDialog lotId={lot.lotId} row={{ ...opened, why: opened.remarks }} close={() => setOpened(null)} />
      )}
    </>
  );
}
