import type { Database } from 'better-sqlite3';
import {
  type Asset,
  type AssetField,
  type AssetList,
  assetField,
  type RejectedRow,
} from '../../../core/domain/asset.ts';
import type { Reason } from '../../../core/domain/reason.ts';
import type { IntakePlan } from '../../../core/intake/listShape.ts';
import { identityKey } from '../../../core/intake/readIdentity.ts';

/** A page of rows; `next` is the `after` of the page behind it, null when this was the last. */
export type RowPage<Row> = { readonly rows: Row[]; readonly next: number | null };

/** The lists of a lot, and their rows, on the open store. Lists that are still staged are never seen. */
export type AssetStore = {
  lists(lotId: string): AssetList[];
  /** In the order of the customer's lists. The search finds a start of a serial number or asset tag, else a text anywhere in a row. */
  assets(request: { lotId: string; search: string; limit: number; after: number | null }): RowPage<Asset>;
  rejected(request: { lotId: string; limit: number; after: number | null }): RowPage<RejectedRow>;
};

const COLUMNS: Readonly<Record<AssetField, string>> = {
  serialNumber: 'serial_number',
  assetTag: 'asset_tag',
  deviceType: 'device_type',
  make: 'make',
  model: 'model',
  location: 'location',
  department: 'department',
  refreshProject: 'refresh_project',
  securityRequirement: 'security_requirement',
  retiredOn: 'retired_on',
};
const FIELDS = assetField.options.map((field) => `assets.${COLUMNS[field]} AS ${field}`).join(', ');
const ASSET = `assets.asset_id AS assetId, asset_lists.list_id AS listId, assets.row_number AS rowNumber, ${FIELDS},
  assets.cells, assets.remarks`;

/** Every statement that reads assets; their plans have a test. */
export const assetStatements = {
  completeLists: `SELECT list_seq AS listSeq, list_id AS listId FROM asset_lists
    WHERE lot_seq = (SELECT lot_seq FROM lots WHERE lot_id = ?) AND state = 'complete' ORDER BY list_seq`,
  ofList: `SELECT ${ASSET} FROM assets CROSS JOIN asset_lists ON asset_lists.list_seq = assets.list_seq
    WHERE assets.list_seq = ? AND assets.asset_id > ? ORDER BY assets.asset_id LIMIT ?`,
  bySerial: byKey('serial_key'),
  byTag: byKey('tag_key'),
  rejectedOfList: `SELECT rejected_id AS rejectedId, row_number AS rowNumber, cells, reasons FROM rejected_rows
    WHERE list_seq = ? AND rejected_id > ? ORDER BY rejected_id LIMIT ?`,
} as const;

function byKey(key: 'serial_key' | 'tag_key'): string {
  return `SELECT ${ASSET} FROM assets CROSS JOIN asset_lists ON asset_lists.list_seq = assets.list_seq AND asset_lists.state = 'complete'
    WHERE assets.asset_id IN (SELECT asset_id FROM assets WHERE ${key} >= ? AND ${key} < ?
      AND lot_seq = (SELECT lot_seq FROM lots WHERE lot_id = ?) AND asset_id > ? ORDER BY asset_id LIMIT ?)
    ORDER BY assets.asset_id`;
}

type Found = Omit<Asset, 'lotId' | 'cells' | 'remarks'> & { cells: string; remarks: string };
type FoundRejected = { rejectedId: number; rowNumber: number; cells: string; reasons: string };
type FoundList = Omit<AssetList, 'lotId' | 'columns' | 'fields'> & { columns: string; plan: string };

/** Rows of one page together hold no more than this, so that an answer fits a frame whatever the rows are. */
const PAGE_CHARACTERS = 2_000_000;
/** A text from the inside of a row is looked for in so many rows at a time. */
const LOOKED_THROUGH = 4000;
/** No number goes on with this: it is after every character. */
const AFTER_ALL = '\u{10ffff}';

/** The assets of a store. */
export function assetStoreOf(database: Database): AssetStore {
  const lists = database.prepare<[string], FoundList>(
    `SELECT list_id AS listId, file_name AS fileName, sha256, size_bytes AS sizeBytes, columns, plan, row_count AS rows, accepted,
       rejected, imported_at AS importedAt, imported_by AS importedBy
     FROM asset_lists WHERE lot_seq = (SELECT lot_seq FROM lots WHERE lot_id = ?) AND state = 'complete' ORDER BY list_seq`,
  );
  const complete = database.prepare<[string], { listSeq: number; listId: string }>(assetStatements.completeLists);
  const ofList = database.prepare<[number, number, number], Found>(assetStatements.ofList);
  const bySerial = database.prepare<(string | number)[], Found>(assetStatements.bySerial);
  const byTag = database.prepare<(string | number)[], Found>(assetStatements.byTag);
  const rejected = database.prepare<[number, number, number], FoundRejected>(assetStatements.rejectedOfList);

  /** All assets after a place, list by list. */
  function* inOrder(lotId: string, after: number, limit: number): Generator<Found> {
    let left = limit;
    for (const { listSeq } of complete.all(lotId)) {
      if (left <= 0) return;
      const rows = ofList.all(listSeq, after, left);
      left -= rows.length;
      yield* rows;
    }
  }

  function byNumber(lotId: string, search: string, limit: number, after: number): Found[] {
    const key = identityKey(search);
    const found = [bySerial, byTag].flatMap((statement) =>
      statement.all(key, `${key}${AFTER_ALL}`, lotId, after, limit),
    );
    const once = new Map(found.map((row) => [row.assetId, row]));
    return [...once.values()].sort((left, right) => left.assetId - right.assetId).slice(0, limit);
  }

  function lookThrough(lotId: string, search: string, limit: number, after: number): RowPage<Asset> {
    const wanted = search.toLowerCase();
    const rows: Found[] = [];
    let seen = 0;
    let last = after;
    for (const row of inOrder(lotId, after, LOOKED_THROUGH)) {
      seen += 1;
      last = row.assetId;
      if (row.cells.toLowerCase().includes(wanted)) rows.push(row);
      if (rows.length === limit) break;
    }
    const page = assetPage(lotId, rows, limit);
    if (page.next !== null) return page;
    return { rows: page.rows, next: seen === LOOKED_THROUGH ? last : null };
  }

  return {
    lists: (lotId) =>
      lists.all(lotId).map(({ columns, plan, ...row }) => ({
        ...row,
        lotId,
        columns: JSON.parse(columns) as string[],
        fields: [...(JSON.parse(plan) as IntakePlan).fields],
      })),
    assets({ lotId, search, limit, after }) {
      const text = search.trim();
      const from = after ?? 0;
      if (text === '') return assetPage(lotId, [...inOrder(lotId, from, limit)], limit);
      const found = byNumber(lotId, text, limit, from);
      // A number that was found on an earlier page is not looked for in another way on a later one.
      if (found.length > 0 || (from > 0 && byNumber(lotId, text, 1, 0).length > 0))
        return assetPage(lotId, found, limit);
      return lookThrough(lotId, text, limit, from);
    },
    rejected({ lotId, limit, after }) {
      const rows: (RejectedRow & { place: number })[] = [];
      for (const { listSeq, listId } of complete.all(lotId)) {
        if (rows.length === limit) break;
        for (const { rejectedId, rowNumber, cells, reasons } of rejected.all(
          listSeq,
          after ?? 0,
          limit - rows.length,
        )) {
          const read = { cells: JSON.parse(cells) as string[], reasons: JSON.parse(reasons) as Reason[] };
          rows.push({ place: rejectedId, listId, rowNumber, ...read });
        }
      }
      const { kept, cut } = fitting(rows, ({ cells }) => cells.reduce((sum, cell) => sum + cell.length, 0));
      const next = cut || rows.length === limit ? (kept.at(-1)?.place ?? null) : null;
      return { rows: kept.map(({ place: _, ...row }) => row), next };
    },
  };
}

function assetPage(lotId: string, found: readonly Found[], limit: number): RowPage<Asset> {
  const { kept, cut } = fitting(found, (row) => row.cells.length * 2);
  const rows = kept.map(
    ({ cells, remarks, ...row }): Asset => ({
      ...row,
      lotId,
      cells: JSON.parse(cells) as string[],
      remarks: JSON.parse(remarks) as Reason[],
    }),
  );
  return { rows, next: cut || found.length === limit ? (rows.at(-1)?.assetId ?? null) : null };
}

/** As many of the rows as an answer may hold, one at least. */
function fitting<Row>(rows: readonly Row[], sizeOf: (row: Row) => number): { kept: Row[]; cut: boolean } {
  let characters = 0;
  const kept: Row[] = [];
  for (const row of rows) {
    characters += sizeOf(row);
    if (kept.length > 0 && characters > PAGE_CHARACTERS) return { kept, cut: true };
    kept.push(row);
  }
  return { kept, cut: false };
}
