import type { InsightView } from '../../../../core/contract/insightView.ts';
import type { DataState } from '../../../../core/reconciliation/disposition.ts';
import {
  daysToSanitized,
  missingBy,
  refreshTiming,
  repairPatterns,
  wearPatterns,
} from '../../../../core/reconciliation/insightFlow.ts';
import type { InsightRow } from '../../../../core/reconciliation/insightRow.ts';
import { failuresByModel, valuesByModel } from '../../../../core/reconciliation/insightValues.ts';
import type { RowReport } from '../../../../core/reconciliation/reportTable.ts';
import type { LotRef } from '../receiving/lotRefs.ts';
import type { ReceivingStore } from '../receiving/receivingStore.ts';
import type { ReportSource } from './reportSource.ts';

type AssetRow = {
  make: string | null;
  model: string | null;
  department: string | null;
  location: string | null;
  refresh_project: string | null;
  retired_on: string | null;
};

/** What the chosen lots teach, by the pure rules of `core/reconciliation/insight*`. Reads every row of the lots. */
export function insightOf(store: ReceivingStore, source: ReportSource, lots: readonly LotRef[]): InsightView {
  const rows = lots.flatMap((lot) => insightRows(store, source, lot));
  return {
    rows: rows.length,
    values: valuesByModel(rows).map((one) => ({ ...one, values: [...one.values] })),
    failures: failuresByModel(rows),
    missingByDepartment: missingBy(rows, 'department'),
    missingByLocation: missingBy(rows, 'location'),
    days: { ...daysToSanitized(rows), bars: [...daysToSanitized(rows).bars] },
    repairs: repairPatterns(rows).map((one) => ({ ...one, models: [...one.models] })),
    wear: wearPatterns(rows).map((one) => ({ ...one, models: [...one.models] })),
    refresh: refreshTiming(rows).map((one) => ({ ...one, values: [...one.values] })),
  };
}

function insightRows(store: ReceivingStore, source: ReportSource, lot: LotRef): InsightRow[] {
  const asset = store.database.prepare<[number], AssetRow>(
    'SELECT make, model, department, location, refresh_project, retired_on FROM assets WHERE asset_id = ?',
  );
  const listed = source.lists(lot).flatMap((list) =>
    [...source.rows(lot, list)].flatMap(({ assetId, report }) => {
      const row = assetId === null ? undefined : asset.get(assetId);
      return row === undefined ? [] : [insightRow(row, report)];
    }),
  );
  const unlisted = source
    .unlisted(lot)
    .filter(({ thing }) => thing.state === 'unexpected')
    .map(({ report }) => insightRow(UNLISTED, report));
  return [...listed, ...unlisted];
}

const UNLISTED: AssetRow = {
  make: null,
  model: null,
  department: null,
  location: null,
  refresh_project: null,
  retired_on: null,
};

function insightRow(asset: AssetRow, report: RowReport): InsightRow {
  const ended = report.drives.map(({ endedAt }) => endedAt ?? '').reduce((last, at) => (at > last ? at : last), '');
  return {
    make: asset.make,
    model: asset.model,
    department: asset.department,
    location: asset.location,
    refreshProject: asset.refresh_project,
    retiredOn: asset.retired_on,
    // No list field says it yet.
    purchasedOn: null,
    receivedAt: report.receivedAt,
    sanitizedAt: ended === '' ? null : ended,
    missing: report.state === 'missing',
    data: dataOf(report),
    grade: report.disposition?.grade ?? null,
    gradeReasons: report.disposition?.gradeReasons ?? [],
    repairs: report.disposition?.repairs.map(({ code }) => code) ?? [],
    route: report.disposition?.route ?? null,
    estimated: report.disposition?.estimated ?? null,
    realized: report.disposition?.realized ?? null,
  };
}

/** A failed wipe stays a failed one, though the drive was shredded afterwards: models are judged by it. */
function dataOf({ drives, outcome }: RowReport): InsightRow['data'] {
  if (drives.some((drive) => drive.outcome === 'failed')) return 'failed';
  const states: Readonly<Record<RowReport['outcome'], DataState>> = {
    sanitized: 'sanitized',
    destroyed: 'destroyed',
    'no-drive': 'none',
    open: 'open',
    'not-received': 'open',
    'not-read': 'open',
  };
  return states[outcome];
}
