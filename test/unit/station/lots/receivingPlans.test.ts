import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { exceptionStatements } from '../../../../electron/station/lots/receiving/exceptionTable.ts';
import { expectedStatements } from '../../../../electron/station/lots/receiving/expectedAssets.ts';
import { thingStatements } from '../../../../electron/station/lots/receiving/thingTable.ts';
import { migrate } from '../../../../electron/station/store/migrate.ts';
import { withoutDashes } from '../../../../electron/station/store/migrations/0009-receiving.ts';
import { hasDash } from '../../../../electron/station/store/migrations/0011-dashed-numbers.ts';
import { migrations } from '../../../../electron/station/store/migrations.ts';

const database = new SqliteDatabase(':memory:');
migrate(database, migrations, () => '');

function planOf(sql: string): string[] {
  const parameters = Array.from(sql.matchAll(/\?/g), () => 1);
  const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[];
  return rows.map(({ detail }) => detail);
}
const walks = (plan: readonly string[]) =>
  plan.filter((step) => /^SCAN (?!\(subquery)/.test(step) || step.includes('TEMP B-TREE'));

describe('what receiving asks of the store', () => {
  it.each(Object.entries({ ...exceptionStatements, ...thingStatements }))(
    'walks no table and sorts nothing: %s',
    (_name, sql) => {
      expect(walks(planOf(sql))).toEqual([]);
    },
  );

  it('finds a row of the list by its number off an index, whether or not the list wrote dashes', () => {
    const plan = planOf(expectedStatements.bySerial);
    expect(walks(plan)).toEqual([]);
    expect(plan.join()).toContain('assets_by_serial (serial_key=? AND lot_seq=?)');
    expect(plan.join()).toContain('assets_by_dashed_serial (<expr>=? AND lot_seq=?)');
    expect(walks(planOf(expectedStatements.byTag))).toEqual([]);
  });

  it('takes a number for one with dashes exactly when taking them out changes it', () => {
    const look = database.prepare(
      `SELECT k, (${hasDash('k')}) AS has, (${withoutDashes('k')} <> k) AS changes FROM (SELECT ? AS k)`,
    );
    for (const dash of ['-', '\u2010', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212'])
      for (const text of [dash, `A${dash}1`, `${dash}A`, `A${dash}`])
        expect(look.get(text)).toMatchObject({ has: 1, changes: 1 });
    for (const text of ['', 'A1', '[', ']', '*', '?', '^A', '\u2011x', '\u2011', '_', '.', '\u2020'])
      expect(look.get(text)).toMatchObject({ has: 0, changes: 0 });
  });

  it('reads the counters of a lot, however many assets it has', () => {
    expect(planOf('SELECT what, amount FROM lot_counts WHERE lot_seq = ?')).toEqual([
      'SEARCH lot_counts USING PRIMARY KEY (lot_seq=?)',
    ]);
  });
});
