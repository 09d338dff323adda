import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { certificateSearch } from '../../../../electron/station/certificateStore/certificateRows.ts';
import { recordSearch } from '../../../../electron/station/records/recordRows.ts';
import { migrate } from '../../../../electron/station/store/migrate.ts';
import { migrations } from '../../../../electron/station/store/migrations.ts';
import { searchStatements } from '../../../../electron/station/store/searchTable.ts';

const database = new SqliteDatabase(':memory:');
migrate(database, migrations, () => '');
const values = { limit: 50, offset: 0, query: '"abc"', from: 'a', to: 'b' };

function planOf(sql: string): string[] {
  const named = Object.fromEntries(Object.entries(values).filter(([name]) => sql.includes(`@${name}`)));
  const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(named) as { detail: string }[];
  return rows.map(({ detail }) => detail);
}

describe.each([certificateSearch, recordSearch])('what the screens ask of $table', (searched) => {
  it('lists the newest by the primary key, without sorting', () => {
    const plan = planOf(searchStatements(searched, 'all').page);
    expect(plan).toEqual([`SCAN ${searched.table}`]);
  });

  it('finds text by the trigram index and fetches rows by their key', () => {
    const plan = planOf(searchStatements(searched, 'match').page);
    expect(plan).toContain(`SEARCH ${searched.table} USING INTEGER PRIMARY KEY (rowid=?)`);
    expect(plan.filter((step) => step.startsWith(`SCAN ${searched.index} VIRTUAL TABLE`))).toHaveLength(1);
    expect(plan.join()).not.toContain(`SCAN ${searched.table}`);
  });

  it('finds the start of a field by an index for each column', () => {
    for (const sql of Object.values(searchStatements(searched, 'prefix'))) {
      const plan = planOf(sql);
      expect(plan.filter((step) => /^SEARCH .* USING COVERING INDEX/.test(step))).toHaveLength(
        searched.prefixColumns.length,
      );
      expect(plan.join()).not.toContain(`SCAN ${searched.table}`);
    }
  });
});

describe('what the station asks of itself', () => {
  it.each([
    [
      'labels that are due',
      'SELECT record_id FROM records WHERE label_due = 1 ORDER BY seq LIMIT 5',
      'records_with_label_due',
    ],
    [
      'files that are due',
      'SELECT certificate_id FROM certificates WHERE files_due = 1 ORDER BY seq LIMIT 5',
      'certificates_with_files_due',
    ],
    [
      'jobs that did not end',
      "SELECT job FROM jobs WHERE state <> 'ended' ORDER BY started_at LIMIT 5",
      'jobs_not_ended',
    ],
    [
      'earlier exports',
      "SELECT seq FROM ledger_mirror WHERE payload_type = 'application/vnd.wipebench.export.v1+json' AND seq < 9 ORDER BY seq DESC LIMIT 5",
      'ledger_exports',
    ],
  ])('finds %s by an index of those alone', (_what, sql, index) => {
    expect(planOf(sql).join()).toContain(index);
    expect(planOf(sql).join()).not.toContain('TEMP B-TREE');
  });
});
