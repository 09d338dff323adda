import SqliteDatabase, { type Database } from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { throughputView } from '../../../core/contract/throughputVerbs.ts';
import type { VerdictOutcome } from '../../../core/domain/verdict.ts';
import { mirrorTableOf } from '../../../electron/station/ledgerMirror/mirrorTable.ts';
import { endedSince, readThroughput } from '../../../electron/station/records/throughput.ts';
import { migrate } from '../../../electron/station/store/migrate.ts';
import { migrations } from '../../../electron/station/store/migrations.ts';
import { provenEntries } from '../../fixtures/record/provenEntries.ts';
import { sampleRecord } from '../../fixtures/record/sampleEvidence.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';

const NOW = new Date('2026-10-26T10:20:00.000Z');
let database: Database;

/** Copies sealed records with these ends as the station copies them from its agent. */
async function copyRecords(ends: readonly (readonly [string, VerdictOutcome])[]): Promise<void> {
  const ledger = await TestLedger.create();
  for (const [index, [endedAt, outcome]] of ends.entries()) {
    const sample = sampleRecord(index + 1);
    const record = { ...sample, clock: { ...sample.clock, endedAt }, verdict: { ...sample.verdict, outcome } };
    await ledger.append('application/vnd.wipebench.record.v1+json', record);
  }
  mirrorTableOf(database).append(await provenEntries(ledger), 0);
}

beforeEach(() => {
  database = new SqliteDatabase(':memory:');
  migrate(database, migrations, () => '');
});
afterEach(() => void database.close());

it('records that were copied from the ledger stand in the hour and day of their end, by the time zone that is given', async () => {
  await copyRecords([
    ['2026-10-26T10:05:00.000Z', 'sanitized'],
    ['2026-10-26T10:00:00Z', 'sanitized-with-exceptions'],
    ['2026-10-26T09:59:59.000Z', 'failed'],
    ['2026-10-25T22:59:59.000Z', 'interrupted'],
    ['2026-10-19T22:00:00.000Z', 'stalled'],
    ['2026-10-19T21:59:59.999Z', 'unverified'],
  ]);
  const warsaw = throughputView.parse(readThroughput(database, NOW, 'Europe/Warsaw'));
  expect(warsaw.hours.at(-1)?.counts).toMatchObject({ sanitized: 1, 'sanitized-with-exceptions': 1, failed: 0 });
  expect(warsaw.hours.at(-2)?.counts).toMatchObject({ sanitized: 0, failed: 1 });
  // The day of 25 hours ends at 23:00 UTC.
  expect(warsaw.days.at(-2)).toMatchObject({ end: '2026-10-25T23:00:00.000Z', counts: { interrupted: 1 } });
  expect(warsaw.days[0]).toMatchObject({ start: '2026-10-19T22:00:00.000Z', counts: { stalled: 1, unverified: 0 } });

  const utc = readThroughput(database, NOW, 'UTC');
  expect(utc.days.at(-2)).toMatchObject({ start: '2026-10-25T00:00:00.000Z', counts: { interrupted: 1 } });
  expect(utc.days[0]).toMatchObject({ start: '2026-10-20T00:00:00.000Z', counts: { stalled: 0 } });
});

it('a bench that has done nothing shows its hours and days with nothing in them', () => {
  const { hours, days } = throughputView.parse(readThroughput(database, NOW, 'Asia/Shanghai'));
  expect([hours.length, days.length]).toEqual([24, 7]);
  expect([...hours, ...days].flatMap(({ counts }) => Object.values(counts)).filter((one) => one > 0)).toEqual([]);
});

it('reads what it counts off the index alone, however many records there are', () => {
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${endedSince}`).all('') as { detail: string }[];
  expect(plan.map(({ detail }) => detail)).toEqual(['SEARCH records USING COVERING INDEX records_by_end (ended_at>?)']);
});
