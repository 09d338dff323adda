import type { Database } from 'better-sqlite3';
import type { Reason } from '../../../../core/domain/reason.ts';
import type { ExpectedRow, ExpectedRows } from '../../../../core/reconciliation/chooseExpected.ts';
import { withoutDashes } from '../../store/migrations/0009-receiving.ts';

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

export const expectedStatements = {
  bySerial: `SELECT ${COLUMNS} FROM assets WHERE ${withoutDashes('serial_key')} = ? AND lot_seq = ? AND serial_key IS NOT NULL AND ${COMPLETE} ORDER BY asset_id`,
  byTag: `SELECT ${COLUMNS} FROM assets WHERE ${withoutDashes('tag_key')} = ? AND lot_seq = ? AND tag_key IS NOT NULL AND ${COMPLETE} ORDER BY asset_id`,
  one: `SELECT ${COLUMNS} FROM assets WHERE asset_id = ? AND lot_seq = ? AND ${COMPLETE}`,
  count: `SELECT coalesce(sum(accepted), 0) FROM asset_lists WHERE lot_seq = ? AND state = 'complete'`,
} as const;

export function expectedAssetsOf(database: Database): ExpectedAssets {
  const bySerial = database.prepare<[string, number], Row>(expectedStatements.bySerial);
  const byTag = database.prepare<[string, number], Row>(expectedStatements.byTag);
  const one = database.prepare<[number, number], Row>(expectedStatements.one);
  const count = database.prepare<[number], number>(expectedStatements.count).pluck();
  const serials = database.prepare<[number], { asset_id: number; serial_number: string | null; remarks: string }>(
    `SELECT asset_id, serial_number, remarks FROM assets
       WHERE lot_seq = ? AND ${COMPLETE} AND NOT EXISTS (SELECT 1 FROM row_states WHERE row_states.asset_id = assets.asset_id) ORDER BY asset_id`,
  );
  const awaited = database
    .prepare<[number], number>(
      `SELECT asset_id FROM assets
         WHERE lot_seq = ? AND ${COMPLETE} AND NOT EXISTS (SELECT 1 FROM row_states WHERE row_states.asset_id = assets.asset_id) ORDER BY asset_id`,
    )
    .pluck();
  return {
    ofLot: (lotSeq) => ({
      bySerial: (key) => bySerial.all(key, lotSeq).map(rowOf),
      byAssetTag: (key) => byTag.all(key, lotSeq).map(rowOf),
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
function writtenSerial(row: { asset_id: number; serial_number: string | null; remarks: string }): { assetId: number; serialNumber: string }[] {
  if (row.serial_number !== null) return [{ assetId: row.asset_id, serialNumber: row.serial_number }];
  const lost = (JSON.parse(row.remarks) as Reason[]).find(({ code }) => code.startsWith('serial-lost-'));
  const text = lost?.details['text'];
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
