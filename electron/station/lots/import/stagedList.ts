import type { Database } from 'better-sqlite3';
import type { AssetFields, AssetList } from '../../../../core/domain/asset.ts';
import { LONGEST_CELL, MOST_COLUMNS } from '../../../../core/domain/asset.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import { hasLostZeros } from '../../../../core/intake/columnWidths.ts';
import type { EarlierRow, RowVerdict } from '../../../../core/intake/judgeRow.ts';
import type { IntakePlan, SourceRow } from '../../../../core/intake/listShape.ts';
import { identityKey } from '../../../../core/intake/readIdentity.ts';

/** A list whose rows come in. Nobody sees them before `complete`. */
export type StagedList = {
  /** Work on the list as one write that needs no disk to answer: until the list is complete nothing of it has to outlive a power cut. */
  chunk(work: () => void): void;
  /** The rows of this lot, in this list or one before, with the same numbers. */
  earlier(fields: AssetFields): { serial: EarlierRow | null; tag: EarlierRow | null };
  add(row: SourceRow, verdict: RowVerdict): void;
  /** Marks numbers of digits only that are shorter than the others, so many rows at once; false when none is left. */
  markLostZeros(which: 'serial' | 'tag', width: number, rows: number): boolean;
  /** The last step, durable: the list and its rows are seen from now on. `also` is written with it. */
  complete(counts: { rows: number; accepted: number; rejected: number }, also: () => void): AssetList;
};

export type ListStart = Pick<AssetList, 'listId' | 'lotId' | 'fileName' | 'sha256' | 'sizeBytes' | 'columns'> &
  Pick<AssetList, 'importedAt' | 'importedBy'> & { readonly plan: IntakePlan };

/** Whether this very file is in the lot already. */
export function listOfFile(database: Database, lotId: string, sha256: string): string | null {
  const found = database
    .prepare<[string, string], string>(
      `SELECT file_name FROM asset_lists WHERE lot_seq = (SELECT lot_seq FROM lots WHERE lot_id = ?) AND sha256 = ? AND state = 'complete'`,
    )
    .pluck()
    .get(lotId, sha256);
  return found ?? null;
}

/** Begins a list. */
export function stageList(database: Database, start: ListStart): StagedList {
  const lotSeq = database
    .prepare<[string], number>('SELECT lot_seq FROM lots WHERE lot_id = ?')
    .pluck()
    .get(start.lotId);
  if (lotSeq === undefined) throw new Error(`no lot ${start.lotId}`);
  const { lastInsertRowid } = database
    .prepare(
      `INSERT INTO asset_lists (list_id, lot_seq, file_name, sha256, size_bytes, plan, columns, row_count, accepted, rejected, state, imported_at, imported_by)
       VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 'staged', ?, ?)`,
    )
    .run(
      start.listId,
      lotSeq,
      start.fileName,
      start.sha256,
      start.sizeBytes,
      JSON.stringify(start.plan),
      JSON.stringify(start.columns),
      start.importedAt,
      start.importedBy,
    );
  const listSeq = Number(lastInsertRowid);
  const before = (key: 'serial_key' | 'tag_key') =>
    database.prepare<[string, number], EarlierRow>(
      `SELECT row_number AS rowNumber, serial_number AS serialNumber, make FROM assets WHERE ${key} = ? AND lot_seq = ? LIMIT 1`,
    );
  const sameSerial = before('serial_key');
  const sameTag = before('tag_key');
  const addAsset = database.prepare(
    `INSERT INTO assets (lot_seq, list_seq, row_number, serial_number, asset_tag, device_type, make, model, location, department, refresh_project,
       security_requirement, retired_on, cells, remarks, serial_key, tag_key)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addRejected = database.prepare(
    'INSERT INTO rejected_rows (list_seq, row_number, cells, reasons) VALUES (?, ?, ?, ?)',
  );
  let markedTo = { serial: 0, tag: 0 };
  const key = (text: string | null) => (text === null ? null : identityKey(text));

  return {
    chunk(work) {
      database.pragma('synchronous = NORMAL');
      try {
        database.transaction(work)();
      } finally {
        database.pragma('synchronous = FULL');
      }
    },
    earlier(fields) {
      const serial = key(fields.serialNumber);
      const tag = key(fields.assetTag);
      return {
        serial: serial === null ? null : (sameSerial.get(serial, lotSeq) ?? null),
        tag: tag === null ? null : (sameTag.get(tag, lotSeq) ?? null),
      };
    },
    add(row, verdict) {
      if (verdict.kind === 'rejected') {
        const cells = row.cells.slice(0, MOST_COLUMNS).map((cell) => cell.slice(0, LONGEST_CELL));
        addRejected.run(listSeq, row.rowNumber, JSON.stringify(cells), JSON.stringify(verdict.reasons));
        return;
      }
      const { fields, remarks } = verdict;
      addAsset.run(
        lotSeq,
        listSeq,
        row.rowNumber,
        fields.serialNumber,
        fields.assetTag,
        fields.deviceType,
        fields.make,
        fields.model,
        fields.location,
        fields.department,
        fields.refreshProject,
        fields.securityRequirement,
        fields.retiredOn,
        JSON.stringify(row.cells),
        remarks.length === 0 ? '[]' : JSON.stringify(remarks),
        key(fields.serialNumber),
        key(fields.assetTag),
      );
    },
    markLostZeros(which, width, rows) {
      const column = which === 'serial' ? 'serial_number' : 'asset_tag';
      const found = database
        .prepare<[number, number, number], { id: number; text: string | null; remarks: string }>(
          `SELECT asset_id AS id, remarks, ${column} AS text FROM assets WHERE list_seq = ? AND asset_id > ? ORDER BY asset_id LIMIT ?`,
        )
        .all(listSeq, markedTo[which], rows);
      const update = database.prepare('UPDATE assets SET remarks = ? WHERE asset_id = ?');
      for (const { id, text, remarks } of found) {
        if (text === null || !hasLostZeros(text, width)) continue;
        const told = [...(JSON.parse(remarks) as Reason[]), because(`${which}-zeros-lost`, { width })];
        update.run(JSON.stringify(told), id);
      }
      markedTo = { ...markedTo, [which]: found.at(-1)?.id ?? 0 };
      return found.length === rows;
    },
    complete(counts, also) {
      database.transaction(() => {
        database
          .prepare(
            `UPDATE asset_lists SET state = 'complete', row_count = ?, accepted = ?, rejected = ? WHERE list_seq = ?`,
          )
          .run(counts.rows, counts.accepted, counts.rejected, listSeq);
        also();
      })();
      const { plan, ...list } = start;
      const { rows, accepted, rejected } = counts;
      return { ...list, columns: [...list.columns], fields: [...plan.fields], rows, accepted, rejected };
    },
  };
}

const REMOVED_ROWS = 1000;

/** Takes away so many rows of lists that were never completed, then the lists; false when nothing is left of any. */
export function removeStaged(database: Database): boolean {
  const list = database
    .prepare<[], number>(`SELECT list_seq FROM asset_lists WHERE state = 'staged' LIMIT 1`)
    .pluck()
    .get();
  if (list === undefined) return false;
  const removed = ['assets', 'rejected_rows'].map((table) => {
    const id = table === 'assets' ? 'asset_id' : 'rejected_id';
    return database
      .prepare(
        `DELETE FROM ${table} WHERE ${id} IN (SELECT ${id} FROM ${table} WHERE list_seq = ? LIMIT ${REMOVED_ROWS})`,
      )
      .run(list).changes;
  });
  if (removed.every((rows) => rows === 0)) database.prepare('DELETE FROM asset_lists WHERE list_seq = ?').run(list);
  return true;
}
