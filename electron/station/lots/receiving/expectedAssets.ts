import type { Database } from 'better-sqlite3';
import type { Reason } from '../../../../core/domain/reason.ts';
import type { ExpectedRow, ExpectedRows } from '../../../../core/reconciliation/chooseExpected.ts';
import { withoutDashes } from '../../store/migrations/0009-receiving.ts';
import { hasDash } from '../../store/migrations/0011-dashed-numbers.ts';

/** The rows of the customers' lists, as receiving asks for them. */
export type ExpectedAssets = {
  ofLot(lotSeq: number): ExpectedRows;
  find(lotSeq: number, assetId: number): ExpectedRow | null;
  /** How many rows a lot expects: those accepted of its complete lists. */
  count(lotSeq: number): number;
  /** Asset ids of a lot that nothing arrived as, in the order of the lists. */
  awaited(lotSeq: number): number[];
};

type Row = {
  asset_id: number;
  serial_number: string | null;
  asset_tag: string | null;
  device_type: string | null;
  make: string | null;
  model: string | null;
};

const COLUMNS = 'asset_id, serial_number, asset_tag, device_type, make, model';
const COMPLETE = `EXISTS (SELECT 1 FROM asset_lists WHERE asset_lists.list_seq = assets.list_seq AND asset_lists.state = 'complete')`;

/** Rows of a lot that nothing arrived as, in the order of its lists. */
const AWAITED = `FROM asset_lists CROSS JOIN assets ON assets.list_seq = asset_lists.list_seq
  WHERE asset_lists.lot_seq = ? AND asset_lists.state = 'complete'
    AND NOT EXISTS (SELECT 1 FROM row_states WHERE row_states.asset_id = assets.asset_id) ORDER BY asset_lists.list_seq, asset_id`;

/** Rows whose key has no dash are found by the key itself, the others by an index of their own. */
const byKey = (key: 'serial_key' | 'tag_key') => `
  SELECT ${COLUMNS} FROM assets WHERE ${key} = ? AND lot_seq = ? AND ${COMPLETE}
  UNION ALL SELECT ${COLUMNS} FROM assets
    WHERE ${withoutDashes(key)} = ? AND lot_seq = ? AND ${hasDash(key)} AND ${COMPLETE}`;

export const expectedStatements = {
  bySerial: byKey('serial_key'),
  byTag: byKey('tag_key'),
  one: `SELECT ${COLUMNS} FROM assets WHERE asset_id = ? AND lot_seq = ? AND ${COMPLETE}`,
  count: `SELECT coalesce(sum(accepted), 0) FROM asset_lists WHERE lot_seq = ? AND state = 'complete'`,
} as const;

export function expectedAssetsOf(database: Database): ExpectedAssets {
  const bySerial = database.prepare<[string, number, string, number], Row>(expectedStatements.bySerial);
  const byTag = database.prepare<[string, number, string, number], Row>(expectedStatements.byTag);
  const one = database.prepare<[number, number], Row>(expectedStatements.one);
  const count = database.prepare<[number], number>(expectedStatements.count).pluck();
  const serials = database.prepare<[number], { asset_id: number; serial_number: string | null; remarks: string }>(
    `SELECT asset_id, serial_number, remarks ${AWAITED}`,
  );
  const awaited = database.prepare<[number], number>(`SELECT asset_id ${AWAITED}`).pluck();
  return {
    ofLot: (lotSeq) => ({
      bySerial: (key) => bySerial.all(key, lotSeq, key, lotSeq).map(rowOf),
      byAssetTag: (key) => byTag.all(key, lotSeq, key, lotSeq).map(rowOf),
      serials: () => serials.all(lotSeq).flatMap(writtenSerial),
    }),
    find(lotSeq, assetId) {
      const row = one.get(assetId, lotSeq);
      return row === undefined ? null : rowOf(row);
    },
    count: (lotSeq) => count.get(lotSeq) ?? 0,
    awaited: (lotSeq) => awaited.all(lotSeq),
  };
}

/** The serial as the list has it: what a spreadsheet made of it stands in the row's remarks, and can still be recognized. */
function writtenSerial(row: {
  asset_id: number;
  serial_number: string | null;
  remarks: string;
}): { assetId: number; serialNumber: string }[] {
  if (row.serial_number !== null) return [{ assetId: row.asset_id, serialNumber: row.serial_number }];
  const lost = (JSON.parse(row.remarks) as Reason[]).find(({ code }) => code.startsWith('serial-lost-'));
  const text = lost?.details.text;
  return typeof text === 'string' ? [{ assetId: row.asset_id, serialNumber: text }] : [];
}

function rowOf(row: Row): ExpectedRow {
  return {
    assetId: row.asset_id,
    serialNumber: row.serial_number,
    assetTag: row.asset_tag,
    deviceType: row.device_type,
    make: row.make,
    model: row.model,
  };
}
