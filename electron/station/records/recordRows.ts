import type { Database } from 'better-sqlite3';
import type { RecordRow } from '../../../core/contract/station.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import { derive } from '../ledgerMirror/deriveRows.ts';
import type { MirrorTable } from '../ledgerMirror/mirrorTable.ts';
import type { SearchPage, SearchRequest } from '../store/searchPage.ts';
import type { SearchedTable } from '../store/searchStatements.ts';
import { tableSearch } from '../store/searchTable.ts';

export const recordSearch: SearchedTable = {
  table: 'records',
  words: 'record_words',
  trigrams: 'record_search',
  parts: null,
  columns: [
    'seq',
    'record_id',
    'job_id',
    'ended_at',
    'virtual',
    'model',
    'serial_number',
    'asset_tag',
    'outcome',
    'certificate_id',
  ],
  fields: ['serial_number', 'asset_tag', 'model', 'record_id'],
  at: 'ended_at',
};
/** A lot is held for hours, not for months: what it kept back is among these. */
const NEWEST = 5_000;
const COLUMNS = recordSearch.columns.join(', ');

type Row = {
  seq: number;
  record_id: string;
  job_id: string;
  ended_at: string;
  virtual: number;
  model: string | null;
  serial_number: string | null;
  asset_tag: string | null;
  outcome: string;
  certificate_id: string | null;
};

export type OpenedRecord = { readonly record: RecordV1; readonly seq: number; readonly hash: string };

/** Sealed records as the screens list them. */
export type RecordRows = {
  list(request: SearchRequest): SearchPage<RecordRow>;
  row(recordId: string): RecordRow | null;
  /** The record as it was sealed, read from the ledger copy. */
  open(recordId: string): Answer<OpenedRecord>;
  /** Of the newest records those that say sanitized and have no certificate, oldest first. */
  uncertified(): string[];
  /** Records whose label was not queued yet, oldest first. */
  labelsDue(limit: number): string[];
  labelQueued(recordId: string): void;
};

/** Records on the open store. */
export function recordRowsOf(database: Database, table: MirrorTable): RecordRows {
  const selectOne = database.prepare<[string], Row>(`SELECT ${COLUMNS} FROM records WHERE record_id = ?`);
  const selectDue = database.prepare<[number], { record_id: string }>(
    'SELECT record_id FROM records WHERE label_due = 1 ORDER BY seq LIMIT ?',
  );
  const selectUncertified = database.prepare<[number], { record_id: string }>(
    `SELECT record_id FROM (SELECT seq, record_id, outcome, certificate_id FROM records ORDER BY seq DESC LIMIT ?)
      WHERE outcome = 'sanitized' AND certificate_id IS NULL ORDER BY seq`,
  );
  const settle = database.prepare('UPDATE records SET label_due = 0 WHERE record_id = ?');
  const search = tableSearch<Row>(database, recordSearch);
  return {
    list(request) {
      const { rows, next } = search(request);
      return { rows: rows.map(toRow), next };
    },
    row(recordId) {
      const row = selectOne.get(recordId);
      return row === undefined ? null : toRow(row);
    },
    open(recordId) {
      const row = selectOne.get(recordId);
      const entry = row === undefined ? undefined : table.read(row.seq, 1)[0];
      const derived = entry === undefined ? undefined : derive(entry);
      if (entry === undefined || derived?.kind !== 'record') {
        return { outcome: 'refused', refusals: [refuse('record-unknown', { recordId })] };
      }
      return { outcome: 'done', value: { record: derived.record, seq: entry.seq, hash: entry.hash } };
    },
    uncertified: () => selectUncertified.all(NEWEST).map((row) => row.record_id),
    labelsDue: (limit) => selectDue.all(limit).map((row) => row.record_id),
    labelQueued: (recordId) => void settle.run(recordId),
  };
}

function toRow(row: Row): RecordRow {
  return {
    recordId: row.record_id,
    seq: row.seq,
    jobId: row.job_id,
    endedAt: row.ended_at,
    virtual: row.virtual === 1,
    model: row.model,
    serialNumber: row.serial_number,
    assetTag: row.asset_tag,
    outcome: row.outcome,
    certificateId: row.certificate_id,
  };
}
