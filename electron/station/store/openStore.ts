import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { type MigrationProgress, migrate } from './migrate.ts';
import type { Migration } from './migration.ts';
import { migrations } from './migrations.ts';

export type Store = {
  readonly database: Database;
  /** Where the damaged database was set aside at this start, with SQLite's words; null in the usual case. */
  readonly damaged: { readonly setAsidePath: string; readonly why: string } | null;
  /** The copy made before migrating; null when nothing was migrated. */
  readonly migrationCopy: string | null;
  close(): void;
};

/** Another station process writes this store. */
export class StoreInUse extends Error {
  constructor(path: string) {
    super(
      `Another Wipebench station is using ${path}. Only one may write it. Close the other one, or start this one with another WIPEBENCH_HOME.`,
    );
    this.name = 'StoreInUse';
  }
}

/**
 * Opens the station's database as its one writer (`StoreInUse` otherwise), checks it, migrates it. A damaged one is renamed, never deleted, and
 * an empty one takes its place, to be filled from the ledger. Throws `StoreTooNew` for a later schema.
 */
export function openStore(
  path: string,
  clock: () => Date,
  steps: readonly Migration[] = migrations,
  progress?: MigrationProgress,
): Store {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = lockStore(path);
  try {
    let damaged: Store['damaged'] = null;
    let database: Database;
    try {
      database = openChecked(path);
    } catch (cause) {
      if (!isDamage(cause)) throw cause;
      damaged = { setAsidePath: setAside(path, clock), why: cause instanceof Error ? cause.message : String(cause) };
      database = openChecked(path);
    }
    try {
      const migrationCopy = migrate(database, steps, (from) => `${path}.schema-${from}-${stamp(clock)}`, progress);
      return {
        database,
        damaged,
        migrationCopy,
        close() {
          database.close();
          lock.close();
        },
      };
    } catch (cause) {
      database.close();
      throw cause;
    }
  } catch (cause) {
    lock.close();
    throw cause;
  }
}

/** The upper pages of every index of a million certificates, and the rows of the last days. */
export const CACHE_KIBIBYTES = 65_536;

class StoreDamaged extends Error {}

function openChecked(path: string): Database {
  const database = new SqliteDatabase(path);
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma('recursive_triggers = ON');
    database.pragma(`cache_size = -${CACHE_KIBIBYTES}`);
    if (isLarge(database)) readEnds(database);
    else {
      const found = database.pragma('quick_check(1)', { simple: true });
      if (found !== 'ok') throw new StoreDamaged(String(found));
    }
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/** From this size on reading every page would keep the bench waiting. Then damage is named where it is met, and the walk over the ledger copy meets all of it. */
const CHECKED_WHOLE_BYTES = 64 * 1024 * 1024;

/** Reads the first and the last row of each table: SQLite throws of pages that are none. */
function readEnds(database: Database): void {
  const tables = database
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
    .pluck();
  for (const table of tables.all()) {
    for (const order of ['ASC', 'DESC']) database.prepare(`SELECT * FROM "${table}" ORDER BY 1 ${order} LIMIT 1`).all();
  }
}

function isLarge(database: Database): boolean {
  const pages = Number(database.pragma('page_count', { simple: true }));
  return pages * Number(database.pragma('page_size', { simple: true })) > CHECKED_WHOLE_BYTES;
}

function isDamage(cause: unknown): boolean {
  if (cause instanceof StoreDamaged) return true;
  return cause instanceof SqliteDatabase.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(cause.code);
}

/** The lock is a SQLite lock on a file of its own: the kernel drops it with the process, and readers of the store are not hindered. */
function lockStore(path: string): Database {
  const lock = new SqliteDatabase(`${path}.lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock.close();
    if (cause instanceof SqliteDatabase.SqliteError && cause.code.startsWith('SQLITE_BUSY')) throw new StoreInUse(path);
    throw cause;
  }
}

/** SQLite would replay a left-over -wal into the new database, so the three files move together. */
function setAside(path: string, clock: () => Date): string {
  let target = `${path}.damaged-${stamp(clock)}`;
  for (let attempt = 2; existsSync(target); attempt += 1) target = `${path}.damaged-${stamp(clock)}-${attempt}`;
  for (const suffix of ['-wal', '-shm', '']) if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
  return target;
}

function stamp(clock: () => Date): string {
  return clock().toISOString().replace(/[:.]/g, '-');
}
