import type { Migration } from '../migration.ts';

/**
 * The copy of the agent's ledger, which SQLite itself keeps append-only and linked, and the rows derived from it. The insert trigger also stops
 * `INSERT OR REPLACE`, which would pass a delete trigger.
 */
export const migration: Migration = {
  number: 1,
  name: 'ledger-and-rows',
  sql: `
CREATE TABLE ledger_mirror (
  seq INTEGER PRIMARY KEY CHECK (seq >= 0),
  prev TEXT NOT NULL CHECK (length(prev) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  payload_type TEXT NOT NULL,
  envelope TEXT NOT NULL
) STRICT;
CREATE TRIGGER ledger_mirror_appends BEFORE INSERT ON ledger_mirror
WHEN NEW.seq <> coalesce((SELECT max(seq) + 1 FROM ledger_mirror), 0)
  OR NEW.prev <> coalesce((SELECT hash FROM ledger_mirror ORDER BY seq DESC LIMIT 1), '${'0'.repeat(64)}')
BEGIN SELECT RAISE(ABORT, 'the ledger copy takes only the next entry of its chain'); END;
CREATE TRIGGER ledger_mirror_keeps BEFORE UPDATE ON ledger_mirror
BEGIN SELECT RAISE(ABORT, 'the ledger copy is never changed'); END;
CREATE TRIGGER ledger_mirror_stays BEFORE DELETE ON ledger_mirror
BEGIN SELECT RAISE(ABORT, 'the ledger copy is never deleted from'); END;

CREATE TABLE records (
  seq INTEGER PRIMARY KEY REFERENCES ledger_mirror(seq),
  record_id TEXT NOT NULL UNIQUE,
  job_id TEXT NOT NULL,
  ended_at TEXT NOT NULL,
  virtual INTEGER NOT NULL CHECK (virtual IN (0, 1)),
  model TEXT,
  serial_number TEXT,
  asset_tag TEXT,
  outcome TEXT NOT NULL,
  certificate_id TEXT,
  label_due INTEGER NOT NULL CHECK (label_due IN (0, 1))
) STRICT;
CREATE INDEX records_by_serial ON records(serial_number COLLATE NOCASE);
CREATE INDEX records_by_asset ON records(asset_tag COLLATE NOCASE);
CREATE INDEX records_with_label_due ON records(seq) WHERE label_due = 1;
CREATE VIRTUAL TABLE record_search USING fts5(serial_number, asset_tag, model, record_id, content='', tokenize='trigram');

CREATE TABLE certificates (
  seq INTEGER PRIMARY KEY REFERENCES ledger_mirror(seq),
  certificate_id TEXT NOT NULL UNIQUE,
  record_id TEXT NOT NULL,
  issued_at TEXT NOT NULL,
  virtual INTEGER NOT NULL CHECK (virtual IN (0, 1)),
  model TEXT,
  serial_number TEXT,
  asset_tag TEXT,
  lot_name TEXT,
  method TEXT NOT NULL,
  technique TEXT NOT NULL,
  operator_name TEXT NOT NULL,
  files_due INTEGER NOT NULL CHECK (files_due IN (0, 1))
) STRICT;
CREATE INDEX certificates_by_record ON certificates(record_id);
CREATE INDEX certificates_by_id ON certificates(certificate_id COLLATE NOCASE);
CREATE INDEX certificates_by_serial ON certificates(serial_number COLLATE NOCASE);
CREATE INDEX certificates_by_asset ON certificates(asset_tag COLLATE NOCASE);
CREATE INDEX certificates_with_files_due ON certificates(seq) WHERE files_due = 1;
CREATE VIRTUAL TABLE certificate_search
  USING fts5(certificate_id, serial_number, asset_tag, model, lot_name, operator_name, content='', tokenize='trigram');

CREATE TABLE jobs (
  job_id TEXT PRIMARY KEY,
  started_at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'waiting-for-drive', 'ended')),
  record_id TEXT,
  job TEXT NOT NULL
) STRICT;
CREATE INDEX jobs_by_start ON jobs(started_at);
CREATE INDEX jobs_not_ended ON jobs(started_at) WHERE state <> 'ended';

CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`,
};
