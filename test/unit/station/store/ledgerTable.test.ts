import SqliteDatabase, { type Database } from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../../../core/record/bytes.ts';
import { rootOf } from '../../../../core/record/merkleTree.ts';
import { nodeCrypto } from '../../../../electron/cli/verify/nodeCrypto.ts';
import { viewOf } from '../../../../electron/station/ledgerMirror/ledgerView.ts';
import { mirrorTableOf, type ProvenEntry } from '../../../../electron/station/ledgerMirror/mirrorTable.ts';
import { migrate } from '../../../../electron/station/store/migrate.ts';
import { migrations } from '../../../../electron/station/store/migrations.ts';
import { provenEntries } from '../../../fixtures/record/provenEntries.ts';
import { issue, sampleRecord } from '../../../fixtures/record/sampleEvidence.ts';
import { TestLedger } from '../../../fixtures/record/testLedger.ts';

describe('the ledger copy in SQLite', () => {
  let database: Database;
  let ledger: TestLedger;
  let proven: ProvenEntry[];
  beforeEach(async () => {
    database = new SqliteDatabase(':memory:');
    database.pragma('foreign_keys = ON');
    migrate(database, migrations, () => '');
    ledger = await TestLedger.create();
    await issue(ledger, sampleRecord(1), undefined, 1);
    await issue(ledger, sampleRecord(2), undefined, 2);
    proven = await provenEntries(ledger);
    mirrorTableOf(database).append(proven.slice(0, 3), 0);
  });
  const insert = 'INSERT INTO ledger_mirror (seq, prev, hash, payload_type, envelope) VALUES (?, ?, ?, ?, ?)';

  it('gives back the very entries it took', () => {
    expect(mirrorTableOf(database).read(0, 10)).toEqual(ledger.entries.slice(0, 3));
    expect(mirrorTableOf(database).end()).toEqual({ entries: 3, head: ledger.entries[2]?.hash });
  });

  it('refuses every change and every deletion', () => {
    expect(() => database.exec("UPDATE ledger_mirror SET envelope = '{}' WHERE seq = 1")).toThrow(/never changed/);
    expect(() => database.exec('DELETE FROM ledger_mirror')).toThrow(/never deleted/);
    for (const table of ['ledger_tree', 'ledger_checkpoints']) {
      expect(() => database.exec(`DELETE FROM ${table}`)).toThrow(/never deleted/);
    }
    expect(() => database.exec("UPDATE ledger_checkpoints SET note = ''")).toThrow(/never changed/);
    expect(() => database.exec('UPDATE ledger_tree SET hash = zeroblob(32)')).toThrow(/never changed/);
  });

  it('gives back the tree and the checkpoints that the ledger has', async () => {
    const table = mirrorTableOf(database);
    const view = viewOf(table, nodeCrypto);
    for (const entries of [1, 2, 3]) {
      expect(table.checkpoint(entries)).toBe(await ledger.checkpoint(entries));
      expect(toHex(await view.tree.root(entries))).toBe(toHex(await ledger.tree.root(entries)));
    }
    expect(toHex(await rootOf(table.frontier(), nodeCrypto))).toBe(toHex(await ledger.tree.root(3)));
    expect(table.checkpoint(4)).toBeNull();
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
    const page = proven.slice(3);
    expect(() => mirrorTableOf(database).append([...page, ...page], 0)).toThrow(/takes? only/);
    expect(mirrorTableOf(database).end().entries).toBe(3);
    expect(mirrorTableOf(database).frontier().size).toBe(3);
    expect(mirrorTableOf(database).checkpoints()).toBe(3);
  });
});
