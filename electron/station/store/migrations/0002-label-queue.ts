import type { Migration } from '../migration.ts';

/** The label queue. A label's number of copies and what happened to each are never rewritten: reprints are counted. */
export const migration: Migration = {
  number: 2,
  name: 'label-queue',
  sql: `
CREATE TABLE labels (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  label_id TEXT NOT NULL UNIQUE,
  record_id TEXT NOT NULL,
  job_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('PASS', 'SHRED', 'QUARANTINE')),
  serial_number TEXT,
  created_at TEXT NOT NULL,
  copy INTEGER NOT NULL CHECK (copy >= 1),
  reprint_reason TEXT,
  content TEXT NOT NULL,
  zpl BLOB NOT NULL,
  state_kind TEXT NOT NULL CHECK (state_kind IN ('waiting', 'printing', 'printed', 'uncertain')),
  state TEXT NOT NULL,
  UNIQUE (record_id, copy),
  CHECK ((copy = 1) = (reprint_reason IS NULL))
) STRICT;
CREATE INDEX labels_to_print ON labels(position) WHERE state_kind = 'waiting';
CREATE INDEX labels_open ON labels(position) WHERE state_kind <> 'printed';
CREATE TRIGGER labels_stay BEFORE DELETE ON labels
BEGIN SELECT RAISE(ABORT, 'a label is never deleted'); END;
CREATE TRIGGER labels_keep_what_they_say BEFORE UPDATE OF label_id, record_id, kind, copy, reprint_reason, content, zpl ON labels
BEGIN SELECT RAISE(ABORT, 'a label is never rewritten; a reprint is a new copy'); END;

CREATE TABLE label_events (
  event_id INTEGER PRIMARY KEY AUTOINCREMENT,
  label_id TEXT NOT NULL REFERENCES labels(label_id),
  at TEXT NOT NULL,
  event TEXT NOT NULL CHECK (event IN ('queued', 'sent', 'printed', 'uncertain', 'found', 'not-found')),
  reason_code TEXT
) STRICT;
CREATE INDEX label_events_by_label ON label_events(label_id);
CREATE TRIGGER label_events_keep BEFORE UPDATE ON label_events
BEGIN SELECT RAISE(ABORT, 'what happened to a label is never changed'); END;
CREATE TRIGGER label_events_stay BEFORE DELETE ON label_events
BEGIN SELECT RAISE(ABORT, 'what happened to a label is never deleted'); END;
`,
};
