import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { ExportFilter } from '../../../../core/contract/exportFilter.ts';
import { choiceStatements } from '../../../../electron/station/certificateStore/certificateChoice.ts';
import { certificateSearch } from '../../../../electron/station/certificateStore/certificateRows.ts';
import { recordSearch } from '../../../../electron/station/records/recordRows.ts';
import { migrate } from '../../../../electron/station/store/migrate.ts';
import { migrations } from '../../../../electron/station/store/migrations.ts';
import { searchStatements } from '../../../../electron/station/store/searchStatements.ts';

const database = new SqliteDatabase(':memory:');
migrate(database, migrations, () => '');

function planOf(sql: string): string[] {
  const parameters = Array.from(sql.matchAll(/\?/g), () => 1);
  const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[];
  return rows.map(({ detail }) => detail);
}

/** A step that reads a table or an index from its beginning, or sorts what it read. The one row of a stretch and the few rows of a subquery may be read through. */
const walks = (plan: readonly string[]) =>
  plan.filter(
    (step) =>
      /^SCAN (?!\(subquery|CONSTANT ROW|stretch$|found$|.* VIRTUAL TABLE INDEX \d+:M)/.test(step) ||
      step.includes('TEMP B-TREE'),
  );

describe.each([certificateSearch, recordSearch])('what the screens ask of $table', (searched) => {
  const statements = [1, 2, 3, 6].flatMap((words) =>
    Object.entries(searchStatements(searched, words)).flatMap(([name, sql]) =>
      sql === null ? [] : [[`${name}, ${words} words`, sql] as const],
    ),
  );

  it.each(statements)('walks no table and sorts nothing: %s', (_name, sql) => {
    expect(walks(planOf(sql))).toEqual([]);
  });

  it('reads the newest by the key of the table', () => {
    expect(planOf(searchStatements(searched, 1).newest)).toEqual([
      `SEARCH ${searched.table} USING INTEGER PRIMARY KEY (rowid<?)`,
    ]);
  });

  it('reads rows with a word off one place of the word index, and each row by its key', () => {
    expect(planOf(searchStatements(searched, 2).together)).toEqual([
      'SEARCH found USING PRIMARY KEY (word=? AND seq>? AND seq<?)',
      'SEARCH also1 USING PRIMARY KEY (word=? AND seq=?)',
      `SEARCH ${searched.table} USING INTEGER PRIMARY KEY (rowid=?)`,
    ]);
  });

  it('would see a walk', () => {
    expect(walks(planOf(`SELECT * FROM ${searched.table} WHERE model = ?`))).not.toEqual([]);
    expect(walks(planOf(`SELECT * FROM ${searched.table} WHERE seq < ? ORDER BY model`))).not.toEqual([]);
  });
});

describe('what an export is chosen by', () => {
  const none: ExportFilter = { lotName: null, mediaSource: null, operatorName: null, fromDay: null, toDay: null };
  it.each<[string, Partial<ExportFilter>, string]>([
    ['a lot', { lotName: 'a' }, 'certificates_of_lot (lot_name=? AND issued_at>? AND issued_at<?)'],
    [
      'where the drives came from',
      { mediaSource: 'a' },
      'certificates_of_source (media_source=? AND issued_at>? AND issued_at<?)',
    ],
    ['a person', { operatorName: 'a' }, 'certificates_of_person (operator_name=? AND issued_at>? AND issued_at<?)'],
    ['days', { fromDay: '2026-05-01', toDay: '2026-05-01' }, 'certificates_of_day (issued_at>? AND issued_at<?)'],
    ['everything', {}, 'certificates_of_day (issued_at>? AND issued_at<?)'],
    [
      'a lot and a person on a day',
      { lotName: 'a', operatorName: 'b', fromDay: '2026-05-01' },
      'certificates_of_lot (lot_name=? AND issued_at>? AND issued_at<?)',
    ],
  ])('is read off one index, already sorted: %s', (_what, chosen, index) => {
    const { ids, count, parameters } = choiceStatements({ ...none, ...chosen });
    expect(ids.match(/\?/g)).toHaveLength(parameters.length + 1);
    for (const sql of [ids, count]) {
      const plan = planOf(sql);
      expect(walks(plan)).toEqual([]);
      expect(plan.join()).toContain(index);
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
