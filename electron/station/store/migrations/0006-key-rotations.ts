import type { Migration } from '../migration.ts';

/** The station's key rotations are asked for at each start and each certificate: they are found without reading the ledger copy. */
export const migration: Migration = {
  number: 6,
  name: 'key-rotations',
  sql: `CREATE INDEX ledger_key_rotations ON ledger_mirror(seq) WHERE payload_type = 'application/vnd.wipebench.key-rotation.v1+json';`,
};
