import type { Migration } from '../migration.ts';

/**
 * Labels of received things, of which no record speaks: the ASSET label, and the SHRED label of a drive that was never wiped. SQLite changes no constraint of a
 * table that is there, so both tables are made anew and every row is carried over with its number. The labels of one `series` count their copies together.
 */
export const migration: Migration = {
  number: 13,
  name: 'labels-without-a-record',
  sql: `
CREATE TABLE labels_anew (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  label_id TEXT NOT NULL UNIQUE,
  series TEXT NOT NULL,
  record_id TEXT,
  job_id TEXT,
  thing_id TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('PASS', 'SHRED', 'QUARANTINE', 'ASSET')),
  serial_number TEXT,
  created_at TEXT NOT NULL,
  copy INTEGER NOT NULL CHECK (copy >= 1),
  reprint_reason TEXT,
  content TEXT NOT NULL,
  zpl BLOB NOT NULL,
  state_kind TEXT NOT NULL CHECK (state_kind IN ('waiting', 'printing', 'printed', 'uncertain')),
  state TEXT NOT NULL,
  UNIQUE (series, copy),
  CHECK ((copy = 1) = (reprint_reason IS NULL)),
  CHECK ((record_id IS NULL) = (job_id IS NULL) AND (record_id IS NULL) = (thing_id IS NOT NULL)),
  CHECK (record_id IS NULL OR (series = record_id AND kind <> 'ASSET')),
  CHECK (record_id IS NOT NULL OR kind <> 'PASS')
) STRICT;
INSERT INTO labels_anew (position, label_id, series, record_id, job_id, thing_id, kind, serial_number, created_at, copy, reprint_reason, content, zpl,
    state_kind, state)
  SELECT position, label_id, record_id, record_id, job_id, NULL, kind, serial_number, created_at, copy, reprint_reason, content, zpl, state_kind, state
    FROM labels ORDER BY position;

CREATE TABLE label_events_anew (
  event_id INTEGER PRIMARY KEY AUTOINCREMENT,
  label_id TEXT NOT NULL REFERENCES labels_anew(label_id),
  at TEXT NOT NULL,
  event TEXT NOT NULL CHECK (event IN ('queued', 'sent', 'printed', 'uncertain', 'found', 'not-found')),
  reason_code TEXT
) STRICT;
INSERT INTO label_events_anew (event_id, label_id, at, event, reason_code)
  SELECT event_id, label_id, at, event, reason_code FROM label_events ORDER BY event_id;

-- The events first: they point at the labels.
DROP TABLE label_events;
DROP TABLE labels;
ALTER TABLE labels_anew RENAME TO labels;
ALTER TABLE label_events_anew RENAME TO label_events;

CREATE INDEX labels_to_print ON labels(position) WHERE state_kind = 'waiting';
CREATE INDEX labels_open ON labels(position) WHERE state_kind <> 'printed';
CREATE TRIGGER labels_stay BEFORE DELETE ON labels
BEGIN SELECT RAISE(ABORT, 'a label is never deleted'); END;
CREATE TRIGGER labels_keep_what_they_say BEFORE UPDATE OF label_id, series, record_id, job_id, thing_id, kind, copy, reprint_reason, content, zpl ON labels
BEGIN SELECT RAISE(ABORT, 'a label is never rewritten; a reprint is a new copy'); END;

CREATE INDEX label_events_by_label ON label_events(label_id);
CREATE TRIGGER label_events_keep BEFORE UPDATE ON label_events
BEGIN SELECT RAISE(ABORT, 'what happened to a label is never changed'); END;
CREATE TRIGGER label_events_stay BEFORE DELETE ON label_events
BEGIN SELECT RAISE(ABORT, 'what happened to a label is never deleted'); END;
`,
};
