import type { Migration } from '../migration.ts';

/**
 * Customers, their lots and lists. Rows of a list that is still `staged` are not seen by anybody: an import that did not come to its end leaves nothing behind.
 * `serial_key` and `tag_key` are what numbers are held against each other by.
 */
export const migration: Migration = {
  number: 7,
  name: 'lots',
  sql: `
CREATE TABLE customers (
  customer_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE lots (
  lot_seq INTEGER PRIMARY KEY,
  lot_id TEXT NOT NULL UNIQUE,
  customer_id TEXT NOT NULL REFERENCES customers(customer_id),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  deadline TEXT,
  state TEXT NOT NULL CHECK (state IN ('expected', 'received', 'wiping', 'quality', 'ready', 'closed')),
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL
) STRICT;

CREATE TABLE asset_lists (
  list_seq INTEGER PRIMARY KEY,
  list_id TEXT NOT NULL UNIQUE,
  lot_seq INTEGER NOT NULL REFERENCES lots(lot_seq),
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  plan TEXT NOT NULL,
  columns TEXT NOT NULL,
  row_count INTEGER NOT NULL,
  accepted INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('staged', 'complete')),
  imported_at TEXT NOT NULL,
  imported_by TEXT NOT NULL,
  CHECK (row_count = accepted + rejected)
) STRICT;
CREATE INDEX asset_lists_of_lot ON asset_lists(lot_seq);

CREATE TABLE assets (
  asset_id INTEGER PRIMARY KEY,
  lot_seq INTEGER NOT NULL REFERENCES lots(lot_seq),
  list_seq INTEGER NOT NULL REFERENCES asset_lists(list_seq),
  row_number INTEGER NOT NULL,
  serial_number TEXT,
  asset_tag TEXT,
  device_type TEXT,
  make TEXT,
  model TEXT,
  location TEXT,
  department TEXT,
  refresh_project TEXT,
  security_requirement TEXT,
  retired_on TEXT,
  cells TEXT NOT NULL,
  remarks TEXT NOT NULL,
  serial_key TEXT,
  tag_key TEXT,
  CHECK (serial_key IS NOT NULL OR tag_key IS NOT NULL)
) STRICT;
CREATE INDEX assets_of_list ON assets(list_seq);
CREATE INDEX assets_by_serial ON assets(serial_key, lot_seq) WHERE serial_key IS NOT NULL;
CREATE INDEX assets_by_tag ON assets(tag_key, lot_seq) WHERE tag_key IS NOT NULL;

CREATE TABLE rejected_rows (
  rejected_id INTEGER PRIMARY KEY,
  list_seq INTEGER NOT NULL REFERENCES asset_lists(list_seq),
  row_number INTEGER NOT NULL,
  cells TEXT NOT NULL,
  reasons TEXT NOT NULL
) STRICT;
CREATE INDEX rejected_rows_of_list ON rejected_rows(list_seq);

CREATE TABLE intake_mappings (
  customer_id TEXT NOT NULL REFERENCES customers(customer_id),
  column_key TEXT NOT NULL,
  field TEXT,
  PRIMARY KEY (customer_id, column_key)
) STRICT, WITHOUT ROWID;
`,
};
