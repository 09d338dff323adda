import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { exceptionStatements } from '../../../../electron/station/lots/receiving/exceptionTable.ts';
import { expectedStatements } from '../../../../electron/station/lots/receiving/expectedAssets.ts';
import { thingStatements } from '../../../../electron/station/lots/receiving/thingTable.ts';
import { migrate } from '../../../../electron/station/store/migrate.ts';
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

  it('reads the counters of a lot, however many assets it has', () => {
    expect(planOf('SELECT what, amount FROM lot_counts WHERE lot_seq = ?')).toEqual([
      'SEARCH lot_counts USING PRIMARY KEY (lot_seq=?)',
    ]);
  });
});
