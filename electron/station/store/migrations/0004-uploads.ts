import type { Migration } from '../migration.ts';

/**
 * The outbox. What waits for a sink is what the insert-only ledger copy holds from `next_seq` on: an entry is queued for every sink by the very
 * insert that mirrors it, and no second list can differ from the first. One row a sink says how far it is and what stands in its way.
 */
export const migration: Migration = {
  number: 4,
  name: 'uploads',
  sql: `
CREATE TABLE upload_sinks (
  sink TEXT PRIMARY KEY CHECK (length(sink) BETWEEN 1 AND 64),
  target TEXT NOT NULL,
  next_seq INTEGER NOT NULL DEFAULT 0 CHECK (next_seq >= 0),
  last_success_at TEXT,
  failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
  retry_at TEXT,
  trouble TEXT,
  parked INTEGER NOT NULL DEFAULT 0 CHECK (parked IN (0, 1)),
  CHECK (parked = 0 OR (trouble IS NOT NULL AND retry_at IS NULL))
) STRICT;

CREATE TABLE upload_events (
  event_id INTEGER PRIMARY KEY AUTOINCREMENT,
  sink TEXT NOT NULL,
  at TEXT NOT NULL,
  event TEXT NOT NULL CHECK (event IN ('begun', 'parked', 'unparked', 'sent-again')),
  seq INTEGER NOT NULL,
  why TEXT NOT NULL
) STRICT;
CREATE TRIGGER upload_events_keep BEFORE UPDATE ON upload_events
BEGIN SELECT RAISE(ABORT, 'what happened to an upload is never changed'); END;
CREATE TRIGGER upload_events_stay BEFORE DELETE ON upload_events
BEGIN SELECT RAISE(ABORT, 'what happened to an upload is never deleted'); END;
`,
};
