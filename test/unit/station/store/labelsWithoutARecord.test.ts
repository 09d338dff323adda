import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../../../electron/station/store/migrations.ts';
import { openStore, type Store } from '../../../../electron/station/store/openStore.ts';

const clock = () => new Date('2026-11-23T10:00:00.000Z');
const LABELS = `label_id, record_id, job_id, kind, serial_number, created_at, copy, reprint_reason, content, zpl, state_kind, state, position`;
const EVENTS = 'event_id, label_id, at, event, reason_code';

let folder = '';
let store: Store;
const rowsOf = (database: Store['database'], columns: string, table: string, order: string) =>
  database.prepare(`SELECT ${columns} FROM ${table} ORDER BY ${order}`).raw().all();

/** A database as the version before left it: printed labels with a counted copy, one in doubt, one waiting, and all that happened to them. */
function writeVersion12(path: string): { labels: unknown[]; events: unknown[] } {
  const before = openStore(path, clock, migrations.slice(0, 12));
  const { database } = before;
  const label = database.prepare(
    `INSERT INTO labels (${LABELS}) VALUES (?, ?, ?, ?, ?, '2026-11-22T08:00:00.000Z', ?, ?, ?, ?, ?, ?, ?)`,
  );
  const event = database.prepare(
    "INSERT INTO label_events (label_id, at, event, reason_code) VALUES (?, '2026-11-22T08:00:01.000Z', ?, ?)",
  );
  const put = (record: number, copy: number, kind: string, why: string | null, state: string, position: number) => {
    const id = `record-${record}.${copy}`;
    const content = JSON.stringify({ kind, serialNumber: `SN${record}`, assetTag: `NW-${record}` });
    const of = [id, `record-${record}`, `job-${record}`, kind, `SN${record}`] as const;
    label.run(...of, copy, why, content, Buffer.from([copy]), state, JSON.stringify({ kind: state }), position);
    event.run(id, 'queued', null);
    if (state !== 'waiting') event.run(id, 'sent', null);
  };
  put(1, 1, 'PASS', null, 'printed', 1);
  put(1, 2, 'QUARANTINE', 'quality-refused', 'printed', 2);
  // Numbers are not without gaps where an insert was rolled back.
  put(2, 1, 'SHRED', null, 'uncertain', 7);
  event.run('record-2.1', 'uncertain', 'paper-out');
  put(3, 1, 'PASS', null, 'waiting', 8);
  const rows = {
    labels: rowsOf(database, LABELS, 'labels', 'position'),
    events: rowsOf(database, EVENTS, 'label_events', 'event_id'),
  };
  before.close();
  return rows;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wipebench-labels-'));
});
afterEach(() => {
  if (store.database.open) store.close();
  rmSync(folder, { recursive: true });
});

describe('a label queue of the version before', () => {
  it('keeps every row, every count and every event, and the copy made before holds the old tables', () => {
    const path = join(folder, 'station.sqlite');
    const before = writeVersion12(path);
    expect([before.labels.length, before.events.length]).toEqual([4, 8]);
    store = openStore(path, clock, migrations.slice(0, 13));
    const { database } = store;
    expect(rowsOf(database, LABELS, 'labels', 'position')).toEqual(before.labels);
    expect(rowsOf(database, EVENTS, 'label_events', 'event_id')).toEqual(before.events);
    expect(database.prepare('SELECT DISTINCT series = record_id, thing_id FROM labels').raw().all()).toEqual([
      [1, null],
    ]);
    expect(database.pragma('foreign_key_check')).toEqual([]);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    const copy = new SqliteDatabase(store.migrationCopy ?? '', { readonly: true });
    expect(rowsOf(copy, LABELS, 'labels', 'position')).toEqual(before.labels);
    copy.close();
  });

  it('goes on with the next numbers, and still refuses to forget or rewrite', () => {
    const path = join(folder, 'station.sqlite');
    writeVersion12(path);
    store = openStore(path, clock, migrations.slice(0, 13));
    const { database } = store;
    const insert = database.prepare(
      `INSERT INTO labels (label_id, series, record_id, job_id, thing_id, kind, created_at, copy, content, zpl, state_kind, state)
         VALUES (@id, @series, @record, @job, @thing, @kind, '2026-11-23T10:00:00.000Z', 1, '{}', x'', 'waiting', '{}')`,
    );
    const ofThing = { id: 't.asset.1', series: 't.asset', record: null, job: null, thing: 't' };
    expect(insert.run({ ...ofThing, kind: 'ASSET' }).lastInsertRowid).toBe(9);
    expect(
      database
        .prepare("INSERT INTO label_events (label_id, at, event) VALUES ('t.asset.1', '2026-11-23', 'queued')")
        .run().lastInsertRowid,
    ).toBe(9);
    expect(() => insert.run({ ...ofThing, kind: 'ASSET' })).toThrow('UNIQUE');
    // What no record speaks of passes nothing; and a label is of a record or of a thing.
    expect(() => insert.run({ ...ofThing, id: 't.u.1', series: 't.u', kind: 'PASS' })).toThrow('CHECK');
    expect(() => insert.run({ ...ofThing, id: 'x.1', series: 'x', thing: null, kind: 'ASSET' })).toThrow('CHECK');
    expect(() => insert.run({ ...ofThing, id: 'y.1', series: 'y', record: 'y', job: 'y', kind: 'SHRED' })).toThrow(
      'CHECK',
    );
    expect(() => database.exec('DELETE FROM labels')).toThrow('never deleted');
    expect(() => database.exec('UPDATE labels SET copy = 9')).toThrow('never rewritten');
    expect(() => database.exec("UPDATE labels SET series = 'other'")).toThrow('never rewritten');
    expect(() => database.exec("UPDATE label_events SET event = 'found'")).toThrow('never changed');
    expect(() => database.exec('DELETE FROM label_events')).toThrow('never deleted');
    expect(() =>
      database.exec("INSERT INTO label_events (label_id, at, event) VALUES ('none', '2026-11-23', 'queued')"),
    ).toThrow('FOREIGN KEY');
  });
});
