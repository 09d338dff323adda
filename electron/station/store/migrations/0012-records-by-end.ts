import type { Migration } from '../migration.ts';

/** What was done hour by hour is read off this index alone. */
export const migration: Migration = {
  number: 12,
  name: 'records-by-end',
  sql: 'CREATE INDEX records_by_end ON records(ended_at, outcome);',
};
