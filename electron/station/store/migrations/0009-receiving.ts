import type { Migration } from '../migration.ts';

/** Dashes are not told apart from nothing (`core/reconciliation/serialKey.ts`); blanks and letter case are gone from `serial_key` already. */
export const withoutDashes = (column: string) =>
  [0x2d, 0x2010, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212].reduce(
    (text, code) => `replace(${text}, char(${code}), '')`,
    column,
  );

const insertOnly = (table: string, what: string) => `
CREATE TRIGGER ${table}_keep BEFORE UPDATE ON ${table}
BEGIN SELECT RAISE(ABORT, '${what} is never changed; it is taken back by another entry'); END;
CREATE TRIGGER ${table}_stay BEFORE DELETE ON ${table}
BEGIN SELECT RAISE(ABORT, '${what} is never deleted'); END;`;

const counted = (table: string, counts: (row: string) => string) => {
  const add = (row: string, sign: string) =>
    `INSERT INTO lot_counts (lot_seq, what, amount)
       SELECT ${row}.lot_seq, counted.column1, ${sign}counted.column2 FROM (VALUES ${counts(row)}) AS counted
       WHERE counted.column2 <> 0
     ON CONFLICT (lot_seq, what) DO UPDATE SET amount = amount + excluded.amount;`;
  return `
CREATE TRIGGER ${table}_counted_in AFTER INSERT ON ${table} BEGIN ${add('NEW', '')} END;
CREATE TRIGGER ${table}_counted_out AFTER DELETE ON ${table} BEGIN ${add('OLD', '-')} END;
CREATE TRIGGER ${table}_counted_anew AFTER UPDATE ON ${table} BEGIN ${add('OLD', '-')} ${add('NEW', '')} END;`;
};

/**
 * Receiving. What people did (`receiving_acts`, `receiving_scans`, `exception_acts`, `custody_events`) is only ever added to. Everything else here is the
 * picture that follows from it, kept up act by act, so that the counters of a lot are read and not counted.
 */
export const migration: Migration = {
  number: 9,
  name: 'receiving',
  sql: `
CREATE TABLE receiving_acts (
  act_seq INTEGER PRIMARY KEY AUTOINCREMENT,
  lot_seq INTEGER NOT NULL REFERENCES lots(lot_seq),
  act TEXT NOT NULL CHECK (act IN ('arrived', 'linked', 'looked-at', 'found-empty', 'pulled-from', 'disposed', 'finished', 'lot-closed', 'taken-back')),
  thing_id TEXT,
  inside_of TEXT,
  undoes INTEGER UNIQUE REFERENCES receiving_acts(act_seq),
  content TEXT NOT NULL,
  person_id TEXT NOT NULL,
  person_name TEXT NOT NULL,
  at TEXT NOT NULL,
  CHECK ((act = 'taken-back') = (undoes IS NOT NULL))
) STRICT;
CREATE INDEX receiving_acts_of_thing ON receiving_acts(thing_id, act_seq) WHERE thing_id IS NOT NULL;
CREATE INDEX receiving_acts_inside ON receiving_acts(inside_of, act_seq) WHERE inside_of IS NOT NULL;
CREATE INDEX receiving_acts_of_lot ON receiving_acts(lot_seq, act_seq);
${insertOnly('receiving_acts', 'what was done at receiving')}

CREATE TABLE receiving_scans (
  scan_seq INTEGER PRIMARY KEY AUTOINCREMENT,
  lot_seq INTEGER NOT NULL REFERENCES lots(lot_seq),
  text TEXT NOT NULL,
  outcome TEXT NOT NULL,
  thing_id TEXT,
  person_id TEXT NOT NULL,
  person_name TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX receiving_scans_of_lot ON receiving_scans(lot_seq, scan_seq);
${insertOnly('receiving_scans', 'a scan')}

CREATE TABLE received_things (
  thing_id TEXT PRIMARY KEY,
  lot_seq INTEGER NOT NULL REFERENCES lots(lot_seq),
  number INTEGER NOT NULL,
  serial_number TEXT,
  asset_tag TEXT,
  serial_key TEXT,
  tag_key TEXT,
  device_kind TEXT,
  asset_id INTEGER REFERENCES assets(asset_id),
  inside_of TEXT,
  found_empty INTEGER NOT NULL CHECK (found_empty IN (0, 1)),
  state TEXT NOT NULL CHECK (state IN ('matched', 'wrong-type', 'no-drive-inside', 'unexpected', 'duplicate', 'inside')),
  data TEXT NOT NULL CHECK (data IN ('sanitized', 'destroyed', 'none', 'open')),
  unopened INTEGER NOT NULL CHECK (unopened IN (0, 1)),
  data_open INTEGER NOT NULL CHECK (data_open IN (0, 1)),
  needs_route INTEGER NOT NULL CHECK (needs_route IN (0, 1)),
  disposition TEXT,
  arrived_at TEXT NOT NULL,
  arrived_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX received_things_of_lot ON received_things(lot_seq, number);
CREATE INDEX received_things_of_asset ON received_things(asset_id, number) WHERE asset_id IS NOT NULL;
CREATE INDEX received_things_inside ON received_things(inside_of, number) WHERE inside_of IS NOT NULL;
CREATE INDEX received_things_by_serial ON received_things(serial_key, number) WHERE serial_key IS NOT NULL;
CREATE INDEX received_things_by_tag ON received_things(tag_key, number) WHERE tag_key IS NOT NULL;
CREATE INDEX received_things_by_state ON received_things(lot_seq, state, number);

CREATE TABLE thing_twins (
  lot_seq INTEGER NOT NULL,
  key TEXT NOT NULL,
  number INTEGER NOT NULL,
  thing_id TEXT NOT NULL,
  PRIMARY KEY (lot_seq, key, number)
) WITHOUT ROWID, STRICT;
CREATE INDEX thing_twins_of_thing ON thing_twins(thing_id);

CREATE TABLE row_states (
  asset_id INTEGER PRIMARY KEY REFERENCES assets(asset_id),
  lot_seq INTEGER NOT NULL,
  thing_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('matched', 'wrong-type', 'no-drive-inside'))
) STRICT;

CREATE TABLE lot_exceptions (
  exception_id TEXT PRIMARY KEY,
  lot_seq INTEGER NOT NULL REFERENCES lots(lot_seq),
  code TEXT NOT NULL,
  thing_id TEXT,
  asset_id INTEGER,
  custody_seq INTEGER,
  details TEXT NOT NULL,
  raised_at TEXT NOT NULL,
  standing INTEGER NOT NULL CHECK (standing IN (0, 1)),
  closed_by_act INTEGER REFERENCES exception_acts(act_seq)
) STRICT;
CREATE INDEX lot_exceptions_open ON lot_exceptions(lot_seq, exception_id) WHERE standing = 1 AND closed_by_act IS NULL;
CREATE INDEX lot_exceptions_of_lot ON lot_exceptions(lot_seq, exception_id);
CREATE INDEX lot_exceptions_of_thing ON lot_exceptions(thing_id) WHERE thing_id IS NOT NULL;
CREATE INDEX lot_exceptions_of_asset ON lot_exceptions(asset_id) WHERE asset_id IS NOT NULL;

CREATE TABLE exception_acts (
  act_seq INTEGER PRIMARY KEY AUTOINCREMENT,
  exception_id TEXT NOT NULL,
  act TEXT NOT NULL CHECK (act IN ('closed', 'reopened')),
  reason TEXT,
  note TEXT,
  person_id TEXT NOT NULL,
  person_name TEXT NOT NULL,
  at TEXT NOT NULL,
  CHECK ((act = 'closed') = (reason IS NOT NULL))
) STRICT;
CREATE INDEX exception_acts_of_exception ON exception_acts(exception_id, act_seq);
${insertOnly('exception_acts', 'the closing of an exception')}

CREATE TABLE custody_events (
  event_seq INTEGER PRIMARY KEY AUTOINCREMENT,
  lot_seq INTEGER NOT NULL REFERENCES lots(lot_seq),
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('lot', 'pallet', 'thing')),
  subject_id TEXT NOT NULL,
  at TEXT NOT NULL,
  act TEXT NOT NULL,
  undoes INTEGER UNIQUE REFERENCES custody_events(event_seq),
  person_id TEXT NOT NULL,
  person_name TEXT NOT NULL,
  recorded_at TEXT NOT NULL
) STRICT;
CREATE INDEX custody_events_of_subject ON custody_events(lot_seq, subject_kind, subject_id, event_seq);
${insertOnly('custody_events', 'a custody event')}

CREATE TABLE custody_states (
  lot_seq INTEGER NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (lot_seq, subject_kind, subject_id)
) WITHOUT ROWID, STRICT;

CREATE TABLE lot_receiving (
  lot_seq INTEGER PRIMARY KEY REFERENCES lots(lot_seq),
  finished_act INTEGER REFERENCES receiving_acts(act_seq),
  closed_act INTEGER REFERENCES receiving_acts(act_seq)
) STRICT;

CREATE TABLE lot_counts (
  lot_seq INTEGER NOT NULL,
  what TEXT NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (lot_seq, what)
) WITHOUT ROWID, STRICT;
${counted(
  'received_things',
  (row) =>
    `('thing ' || ${row}.state, 1), ('unopened', ${row}.unopened), ('data open', ${row}.data_open), ('needs route', ${row}.needs_route)`,
)}
${counted('row_states', (row) => `('row ' || ${row}.state, 1)`)}
${counted(
  'lot_exceptions',
  (row) =>
    `('exceptions open', ${row}.standing = 1 AND ${row}.closed_by_act IS NULL), ('open ' || ${row}.code, ${row}.standing = 1 AND ${row}.closed_by_act IS NULL),
       ('standing ' || ${row}.code, ${row}.standing)`,
)}

CREATE INDEX assets_by_dashed_serial ON assets(${withoutDashes('serial_key')}, lot_seq) WHERE ${withoutDashes('serial_key')} <> serial_key;
CREATE INDEX assets_by_dashed_tag ON assets(${withoutDashes('tag_key')}, lot_seq) WHERE ${withoutDashes('tag_key')} <> tag_key;
`,
};
