import type { Migration } from '../migration.ts';

/**
 * Certificates of destruction, a row for each entry of the ledger copy, and at the custody event which certificate it stands on. Nothing to fill: no ledger had
 * such entries before, and destructions that were written down before have no certificate.
 */
export const migration: Migration = {
  number: 14,
  name: 'destructions',
  sql: `
CREATE TABLE destructions (
  seq INTEGER PRIMARY KEY,
  destruction_id TEXT NOT NULL UNIQUE,
  thing_id TEXT NOT NULL,
  files_due INTEGER NOT NULL DEFAULT 1 CHECK (files_due IN (0, 1)),
  event_due INTEGER NOT NULL DEFAULT 1 CHECK (event_due IN (0, 1))
) STRICT;
CREATE INDEX destructions_of_thing ON destructions(thing_id);
CREATE INDEX destructions_files_due ON destructions(seq) WHERE files_due = 1;
CREATE INDEX destructions_event_due ON destructions(seq) WHERE event_due = 1;
ALTER TABLE custody_events ADD COLUMN destruction_id TEXT;
CREATE UNIQUE INDEX custody_events_by_destruction ON custody_events(destruction_id) WHERE destruction_id IS NOT NULL;
`,
};
