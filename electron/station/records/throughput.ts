import type { Database } from 'better-sqlite3';
import type { ThroughputView } from '../../../core/contract/throughputVerbs.ts';
import type { VerdictOutcome } from '../../../core/domain/verdict.ts';
import { localTimeIn } from '../../../core/reconciliation/localTime.ts';
import { type EndedWipe, throughputOf, throughputStart } from '../../../core/reconciliation/throughput.ts';

/** Read off the index of migration 12 alone. */
export const endedSince = 'SELECT ended_at AS endedAt, outcome FROM records WHERE ended_at >= ?';

/** Records write a full second with or without its fraction, and as text the two are not in the order of time. */
const SECOND_MS = 1000;

/** What the bench got done by now, by the hours and days of the given time zone. */
export function readThroughput(database: Database, now: Date, timeZone: string): ThroughputView {
  const local = localTimeIn(timeZone);
  const from = new Date(throughputStart(local, now.getTime()) - SECOND_MS).toISOString();
  const wipes: Iterable<EndedWipe> = database
    .prepare<[string], { endedAt: string; outcome: VerdictOutcome }>(endedSince)
    .iterate(from);
  const { hours, days } = throughputOf(local, now.getTime(), wipes);
  return { timeZone, hours: [...hours], days: [...days] };
}
