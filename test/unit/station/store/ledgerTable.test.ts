import SqliteDatabase, { type Database } from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { mirrorTableOf } from '../../../../electron/station/ledgerMirror/mirrorTable.ts';
import { migrate } from '../../../../electron/station/store/migrate.ts';
import { migrations } from '../../../../electron/station/store/migrations.ts';
import { issue, sampleRecord } from '../../../fixtures/record/sampleEvidence.ts';
import { TestLedger } from '../../../fixtures/record/testLedger.ts';

describe('the ledger copy in SQLite', () => {
  let database: Database;
  let ledger: TestLedger;
  beforeEach(async () => {
    database = new SqliteDatabase(':memory:');
    database.pragma('foreign_keys = ON');
    migrate(database, migrations, () => '');
    ledger = await TestLedger.create();
    await issue(ledger, sampleRecord(1), undefined, 1);
    await issue(ledger, sampleRecord(2), undefined, 2);
    mirrorTableOf(database).append(ledger.entries.slice(0, 3), 0);
  });
  const insert = 'INSERT INTO ledger_mirror (seq, prev, hash, payload_type, envelope) VALUES (?, ?, ?, ?, ?)';

  it('gives back the very entries it took', () => {
    expect(mirrorTableOf(database).read(0, 10)).toEqual(ledger.entries.slice(0, 3));
    expect(mirrorTableOf(database).end()).toEqual({ entries: 3, head: ledger.entries[2]?.hash });
  });

  it('refuses every change and every deletion', () => {
    expect(() => database.exec("UPDATE ledger_mirror SET envelope = '{}' WHERE seq = 1")).toThrow(/never changed/);
    expect(() => database.exec('DELETE FROM ledger_mirror')).toThrow(/never deleted/);
  });

  it('refuses a replacement dressed as an insert', () => {
    const row = [1, ledger.entries[0]?.hash, 'f'.repeat(64), 'x', '{}'];
    expect(() => database.prepare(insert.replace('INSERT', 'INSERT OR REPLACE')).run(...row)).toThrow(/next entry/);
    expect(mirrorTableOf(database).read(0, 10)).toEqual(ledger.entries.slice(0, 3));
  });

  it.each([
    ['a gap', 4, (of: TestLedger) => of.entries[2]?.hash],
    ['another predecessor', 3, (of: TestLedger) => of.entries[1]?.hash],
  ])('refuses an entry after %s', (_what, seq, prev) => {
    expect(() => database.prepare(insert).run(seq, prev(ledger), 'f'.repeat(64), 'x', '{}')).toThrow(/next entry/);
  });

  it('writes all of a page or nothing', () => {
    const page = ledger.entries.slice(3);
    expect(() => mirrorTableOf(database).append([...page, ...page], 0)).toThrow(/next entry/);
    expect(mirrorTableOf(database).end().entries).toBe(3);
  });
});
