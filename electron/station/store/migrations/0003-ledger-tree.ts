import type { Migration } from '../migration.ts';

/**
 * What makes the ledger copy provable: the nodes of its Merkle tree, in the order in which they are completed, and the checkpoint that the station's
 * key signed after each entry. Both only grow. Of entries copied before this schema both are filled in at the next start.
 */
export const migration: Migration = {
  number: 3,
  name: 'ledger-tree',
  sql: `
CREATE TABLE ledger_tree (position INTEGER PRIMARY KEY CHECK (position >= 0), hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT;
CREATE TRIGGER ledger_tree_appends BEFORE INSERT ON ledger_tree
WHEN NEW.position <> coalesce((SELECT max(position) + 1 FROM ledger_tree), 0)
BEGIN SELECT RAISE(ABORT, 'the ledger tree takes only its next node'); END;
CREATE TRIGGER ledger_tree_keeps BEFORE UPDATE ON ledger_tree
BEGIN SELECT RAISE(ABORT, 'the ledger tree is never changed'); END;
CREATE TRIGGER ledger_tree_stays BEFORE DELETE ON ledger_tree
BEGIN SELECT RAISE(ABORT, 'the ledger tree is never deleted from'); END;

CREATE TABLE ledger_checkpoints (entries INTEGER PRIMARY KEY CHECK (entries > 0), note TEXT NOT NULL) STRICT;
CREATE TRIGGER ledger_checkpoints_append BEFORE INSERT ON ledger_checkpoints
WHEN NEW.entries <> coalesce((SELECT max(entries) + 1 FROM ledger_checkpoints), 1)
BEGIN SELECT RAISE(ABORT, 'the checkpoints take only the next one'); END;
CREATE TRIGGER ledger_checkpoints_keep BEFORE UPDATE ON ledger_checkpoints
BEGIN SELECT RAISE(ABORT, 'a checkpoint is never changed'); END;
CREATE TRIGGER ledger_checkpoints_stay BEFORE DELETE ON ledger_checkpoints
BEGIN SELECT RAISE(ABORT, 'a checkpoint is never deleted'); END;

CREATE INDEX ledger_exports ON ledger_mirror(seq) WHERE payload_type = 'application/vnd.wipebench.export.v1+json';
`,
};
