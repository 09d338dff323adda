import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LotRow } from '../../../core/contract/lots.ts';
import type { Asset, AssetField } from '../../../core/domain/asset.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sayIntake } from './sayIntake.ts';
import { listAssets, useLotRows } from './useLotRows.ts';

const shownFields: readonly (readonly [AssetField, string | undefined])[] = [
  ['serialNumber', '13rem'],
  ['assetTag', '10rem'],
  ['deviceType', '9rem'],
  ['make', '9rem'],
  ['model', undefined],
  ['location', undefined],
  ['department', '10rem'],
  ['securityRequirement', '11rem'],
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
        width: '6rem',
      },
    ],
    [t, words],
  );
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
        open={() => undefined}
        openWord={(row) => row.serialNumber ?? row.assetTag ?? ''}
        choice={null}
      />
    </>
  );
}
