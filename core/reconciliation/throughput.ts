import type { VerdictOutcome } from '../domain/verdict.ts';
import type { LocalTime } from './localTime.ts';

/** A wipe that came to its verdict. */
export type EndedWipe = { readonly endedAt: string; readonly outcome: VerdictOutcome };

export type VerdictCounts = Readonly<Record<VerdictOutcome, number>>;

/** A stretch of time, `end` not in it, and how the wipes that ended in it came out. */
export type ThroughputSpan = { readonly start: string; readonly end: string; readonly counts: VerdictCounts };

export type Throughput = { readonly hours: readonly ThroughputSpan[]; readonly days: readonly ThroughputSpan[] };

const HOURS = 24;
const DAYS = 7;

/** When the earliest day of the throughput begins. */
export function throughputStart(local: LocalTime, now: number): number {
  return startsBefore(local.dayStart, now, DAYS)[0] ?? now;
}

/**
 * The hour that runs and the 23 before it, the day that runs and the six before it, oldest first, by the wall clock of the bench. Days have 23, 24 or 25 hours
 * and no wipe is in two of them. A wipe that ended after `now` (the clock was set back since) is in none.
 */
export function throughputOf(local: LocalTime, now: number, wipes: Iterable<EndedWipe>): Throughput {
  const hours = startsBefore(local.hourStart, now, HOURS).map(emptySpan);
  const days = startsBefore(local.dayStart, now, DAYS).map(emptySpan);
  for (const { endedAt, outcome } of wipes) {
    const instant = Date.parse(endedAt);
    if (!(instant <= now)) continue;
    for (const spans of [hours, days]) {
      const span = spans.findLast(({ start }) => start <= instant);
      if (span !== undefined) span.counts[outcome] += 1;
    }
  }
  return { hours: told(hours, now), days: told(days, now) };
}

type Span = { readonly start: number; readonly counts: Record<VerdictOutcome, number> };

/** Where the last `count` stretches up to now begin. Each ends where the next begins, whatever the clock on the wall did between them. */
function startsBefore(startOf: (instant: number) => number, now: number, count: number): number[] {
  const starts = [startOf(now)];
  while (starts.length < count) starts.unshift(startOf((starts[0] ?? now) - 1));
  return starts;
}

function emptySpan(start: number): Span {
  const counts = {
    sanitized: 0,
    'sanitized-with-exceptions': 0,
    failed: 0,
    stalled: 0,
    interrupted: 0,
    unverified: 0,
  };
  return { start, counts };
}

function told(spans: readonly Span[], now: number): ThroughputSpan[] {
  return spans.map(({ start, counts }, index) => ({
    start: new Date(start).toISOString(),
    end: new Date(spans[index + 1]?.start ?? now).toISOString(),
    counts,
  }));
}
