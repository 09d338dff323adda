import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreTooNew } from '../../../../electron/station/store/migrate.ts';
import type { Migration } from '../../../../electron/station/store/migration.ts';
import { migrations } from '../../../../electron/station/store/migrations.ts';
import { openStore, type Store, StoreInUse } from '../../../../electron/station/store/openStore.ts';
import { issue, sampleRecord } from '../../../fixtures/record/sampleEvidence.ts';
import { TestLedger } from '../../../fixtures/record/testLedger.ts';

const clock = () => new Date('2026-05-01T10:00:00.000Z');
const first = migrations.slice(0, 1);
const next: Migration = { number: 2, name: 'more', sql: 'CREATE TABLE more (name TEXT PRIMARY KEY) STRICT' };

describe('the store', () => {
  let folder = '';
  let path = '';
  const open: Store[] = [];
  const opened = (...args: Parameters<typeof openStore>) => {
    const store = openStore(...args);
    open.push(store);
    return store;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-store-'));
    path = join(folder, 'station.sqlite');
  });
  afterEach(() => {
    for (const store of open.splice(0)) if (store.database.open) store.close();
    rmSync(folder, { recursive: true });
  });

  it('opens with write-ahead log, full synchronization and foreign keys', () => {
    const { database } = opened(path, clock);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(database.pragma('user_version', { simple: true })).toBe(migrations.length);
  });

  it('has only STRICT tables besides the search indexes', () => {
    const { database } = opened(path, clock);
    const tables = database.prepare("SELECT name, strict, type FROM pragma_table_list WHERE schema = 'main'").all() as {
      name: string;
      strict: number;
      type: string;
    }[];
    const own = tables.filter((table) => table.type === 'table' && !table.name.startsWith('sqlite_'));
    expect(own.length).toBeGreaterThan(4);
    expect(own.filter((table) => table.strict === 0)).toEqual([]);
  });

  it('lists every migration file once, numbered without a gap', () => {
    const files = readdirSync(join(import.meta.dirname, '../../../../electron/station/store/migrations'));
    const names = migrations.map(({ number, name }) => `${String(number).padStart(4, '0')}-${name}.ts`);
    expect(names).toEqual(files.sort());
    expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
  });

  it('has one writer: a second station is refused until the first has closed', () => {
    const store = opened(path, clock);
    expect(() => openStore(path, clock)).toThrow(StoreInUse);
    store.close();
    opened(path, clock);
  });

  it('keeps its data through a migration and makes a copy before it', () => {
    const before = opened(path, clock, first);
    before.database.prepare("INSERT INTO settings VALUES ('a', '1')").run();
    expect(before.migrationCopy).toBeNull();
    before.close();
    const after = opened(path, clock, [...first, next]);
    expect(after.database.prepare('SELECT value FROM settings').pluck().all()).toEqual(['1']);
    expect(after.migrationCopy).not.toBeNull();
    const copy = new SqliteDatabase(after.migrationCopy ?? '', { readonly: true });
    expect(copy.pragma('user_version', { simple: true })).toBe(1);
    expect(copy.prepare('SELECT value FROM settings').pluck().all()).toEqual(['1']);
    copy.close();
  });

  it.each(migrations.slice(1).map((step) => [step.name, step.number] as const))(
    'keeps the ledger copy through migration %s',
    async (_name, number) => {
      const ledger = await TestLedger.create();
      await issue(ledger, sampleRecord(1));
      const before = opened(path, clock, migrations.slice(0, number - 1));
      const insert = 'INSERT INTO ledger_mirror (seq, prev, hash, payload_type, envelope) VALUES (?, ?, ?, ?, ?)';
      for (const { seq, prev, hash, envelope } of ledger.entries) {
        before.database.prepare(insert).run(seq, prev, hash, envelope.payloadType, JSON.stringify(envelope));
      }
      before.close();
      const { database } = opened(path, clock, migrations.slice(0, number));
      expect(database.pragma('user_version', { simple: true })).toBe(number);
      const rows = database
        .prepare('SELECT seq, prev, hash, envelope FROM ledger_mirror ORDER BY seq')
        .all() as object[];
      const kept = ledger.entries.map((entry) => ({ ...entry, envelope: JSON.stringify(entry.envelope) }));
      expect(rows).toEqual(kept);
      expect(database.pragma('foreign_key_check')).toEqual([]);
    },
  );

  it('knows what quality had refused before there was a table for it', async () => {
    const ledger = await TestLedger.create();
    for (const [recordId, decision] of [
      ['record-1', 'validate'],
      ['record-2', 'reject'],
      ['record-3', 'quarantine'],
    ]) {
      await ledger.append('application/vnd.wipebench.act.v1+json', {
        format: 'wipebench-act/1',
        act: 'quality-decided',
        at: '2026-11-22T08:00:00.000Z',
        stationId: 'station-1',
        virtual: true,
        person: { personId: 'quinn', name: 'Quinn', title: '' },
        details: { recordId: recordId ?? '', decision: decision ?? '' },
      });
    }
    const before = opened(path, clock, migrations.slice(0, 9));
    const insert = 'INSERT INTO ledger_mirror (seq, prev, hash, payload_type, envelope) VALUES (?, ?, ?, ?, ?)';
    for (const { seq, prev, hash, envelope } of ledger.entries) {
      before.database.prepare(insert).run(seq, prev, hash, envelope.payloadType, JSON.stringify(envelope));
    }
    before.close();
    const { database } = opened(path, clock, migrations.slice(0, 10));
    expect(database.prepare('SELECT record_id, decision FROM quality_refusals ORDER BY record_id').raw().all()).toEqual(
      [
        ['record-2', 'reject'],
        ['record-3', 'quarantine'],
      ],
    );
  });

  it('leaves the former schema whole when a migration fails', () => {
    opened(path, clock, first).close();
    const broken: Migration = {
      ...next,
      sql: 'CREATE TABLE fine (a TEXT) STRICT; CREATE TABLE settings (a TEXT) STRICT',
    };
    expect(() => openStore(path, clock, [...first, broken])).toThrow(/already exists/);
    const { database } = opened(path, clock, first);
    expect(database.pragma('user_version', { simple: true })).toBe(1);
    expect(database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'fine'").pluck().get()).toBe(0);
  });

  it('refuses the database of a later version in words and leaves it untouched', () => {
    opened(path, clock, [...first, next]).close();
    const before = readFileSync(path);
    expect(() => openStore(path, clock, first)).toThrow(StoreTooNew);
    expect(readFileSync(path)).toEqual(before);
  });

  it('sets a large one aside, too, when its tables cannot be read, and opens a sound one without reading it all', () => {
    const store = opened(path, clock);
    const insert = store.database.prepare('INSERT INTO settings VALUES (?, ?)');
    for (let index = 0; index < 70; index += 1) insert.run(`name-${index}`, 'x'.repeat(1024 * 1024));
    store.database.pragma('wal_checkpoint(TRUNCATE)');
    store.close();
    const sound = opened(path, clock);
    expect(sound.damaged).toBeNull();
    sound.close();
    writeFileSync(path, readFileSync(path).fill(0xa5, 4096, 60 * 4096));
    const again = opened(path, clock);
    expect(again.damaged?.setAsidePath).toContain('.damaged-');
    expect(again.database.prepare('SELECT count(*) FROM settings').pluck().get()).toBe(0);
  });

  it.each([
    ['not a database', () => Buffer.from('this was never a database, '.repeat(400))],
    ['a database with pages overwritten', (bytes: Buffer) => bytes.fill(0xa5, 4096, bytes.length - 4096)],
  ])('sets %s aside, never deletes it, and goes on with an empty one', (_what, damage) => {
    const store = opened(path, clock);
    for (let index = 0; index < 500; index += 1) {
      store.database.prepare('INSERT INTO settings VALUES (?, ?)').run(`name-${index}`, 'x'.repeat(200));
    }
    store.database.pragma('wal_checkpoint(TRUNCATE)');
    store.close();
    const damaged = damage(readFileSync(path));
    writeFileSync(path, damaged);
    const again = opened(path, clock);
    expect(again.damaged?.setAsidePath).toBe(`${path}.damaged-2026-05-01T10-00-00-000Z`);
    expect(readFileSync(again.damaged?.setAsidePath ?? '')).toEqual(damaged);
    expect(again.database.prepare('SELECT count(*) FROM settings').pluck().get()).toBe(0);
  });
});
