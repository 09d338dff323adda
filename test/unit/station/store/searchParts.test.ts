import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../../../electron/station/store/migrate.ts';
import { migrations } from '../../../../electron/station/store/migrations.ts';
import { partKey, partsOf, partTexts } from '../../../../electron/station/store/searchParts.ts';
import { searchedRows } from '../../../fixtures/station/searchedRows.ts';

const STEP = migrations.findIndex(({ name }) => name === 'search-parts');
const facts = Array.from({ length: 230 }, (_, index) => ({
  certificateId: `WB-0A1B2C3D-${String(index).padStart(8, '0')}`,
  serialNumber: index % 7 === 0 ? null : `ＺＣ１-${index}Ż`,
  assetTag: index % 5 === 0 ? null : `IT-${index}`,
  model: index % 11 === 0 ? null : `Model ${index % 3}`,
  lotName: `Łot ${index % 4}`,
  operatorName: index % 2 === 0 ? 'Jana Kowalska' : 'JANA KOWALSKA',
  issuedAt: '2026-05-01T10:00:00.000Z',
}));

/** A store as it was before the step, with the rows that were in another. */
function formerStore(now: Database): Database {
  const former = new SqliteDatabase(':memory:');
  migrate(former, migrations.slice(0, STEP), () => '');
  former.pragma('foreign_keys = OFF');
  for (const table of ['records', 'certificates', 'record_words', 'certificate_words']) {
    for (const row of now.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`).all()) {
      const names = Object.keys(row);
      former
        .prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
        .run(...Object.values(row));
    }
  }
  return former;
}

const own = 'SELECT part, seq FROM certificate_parts WHERE seq >= 0 ORDER BY part, seq';
const shared = 'SELECT part, text FROM certificate_parts JOIN certificate_texts ON seq = -text_id ORDER BY part, text';

describe('the index of parts', () => {
  it('has a part for each character of a word from which three or more are left, of at most twelve characters', () => {
    expect(partsOf([''])).toEqual([]);
    expect(partsOf(['ab-cd'])).toEqual([]);
    expect(partsOf(['中文李伟'])).toEqual(['中文李伟', '文李伟']);
    expect(partsOf(['wd-abcd 𝔸𝔸𝔸'])).toEqual(['abcd', 'bcd', '𝔸𝔸𝔸']);
    expect(partsOf(['aaaaa'])).toEqual(['aaaaa', 'aaaa', 'aaa']);
    expect(partsOf(['0123456789abcdef'])[0]).toBe('0123456789ab');
    expect(partKey('0123456789abcdef')).toBe('456789abcdef');
  });

  it("takes the words before the last one of a certificate's id as the station's", () => {
    expect(partTexts(['wb-0a1b2c3d-00000007', 'zc1', ''], ['lot', ''])).toEqual({
      own: ['00000007', 'zc1', ''],
      shared: ['0a1b2c3d', 'lot'],
    });
  });

  it('is made from the rows of an earlier store as the station writes it, told about step by step', () => {
    const now = searchedRows(facts);
    const former = formerStore(now);
    const heard: [string, number, number][] = [];
    const folder = mkdtempSync(join(tmpdir(), 'wipebench-parts-'));
    migrate(
      former,
      migrations.slice(0, STEP + 1),
      () => join(folder, 'copy.sqlite'),
      (...told) => heard.push(told),
    );
    rmSync(folder, { recursive: true });
    for (const sql of [own, shared]) {
      const expected = now.prepare(sql).raw().all();
      expect(expected.length).toBeGreaterThan(20);
      expect(former.prepare(sql).raw().all()).toEqual(expected);
    }
    const query = (database: Database, table: string, text: string) =>
      database.prepare(`SELECT rowid FROM ${table} WHERE ${table} MATCH ? ORDER BY rowid`).pluck().all(`"${text}"`);
    for (const table of ['certificate_search', 'record_search']) {
      for (const text of ['zc1-1', 'kowal', 'odel 2', '1ż']) {
        expect(query(former, table, text)).toEqual(query(now, table, text));
      }
      expect(query(former, table, 'zc1-1')).not.toEqual([]);
    }
    const total = 3 * facts.length;
    expect(heard.map(([step, , of]) => [step, of])).toEqual(heard.map(() => ['search-parts', total]));
    const done = heard.map(([, count]) => count);
    expect(done).toEqual([...new Set(done)].sort((left, right) => left - right));
    expect(done.at(-1)).toBe(total);
    expect(done.length).toBeGreaterThan(50);
  });
});
