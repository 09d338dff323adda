import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type VerdictOutcome, verdictOutcome } from '../../../../core/domain/verdict.ts';
import { localTimeIn } from '../../../../core/reconciliation/localTime.ts';
import { throughputOf, throughputStart } from '../../../../core/reconciliation/throughput.ts';

const HOUR_MS = 3_600_000;
const ended = (endedAt: string, outcome: VerdictOutcome = 'sanitized') => ({ endedAt, outcome });
const at = (timeZone: string, now: string, wipes: readonly ReturnType<typeof ended>[] = []) =>
  throughputOf(localTimeIn(timeZone), Date.parse(now), wipes);
const hoursOf = ({ start, end }: { readonly start: string; readonly end: string }) =>
  (Date.parse(end) - Date.parse(start)) / HOUR_MS;

describe('hours and days of the bench', () => {
  it('begin by the clock on its wall, also where that is not a whole hour from UTC', () => {
    const { hours, days } = at('Asia/Kathmandu', '2026-11-23T03:20:00.000Z');
    expect(hours.at(-1)).toMatchObject({ start: '2026-11-23T03:15:00.000Z', end: '2026-11-23T03:20:00.000Z' });
    expect(hours).toHaveLength(24);
    expect(hours[0]).toMatchObject({ start: '2026-11-22T04:15:00.000Z' });
    expect(days.map(({ start }) => start.slice(5, 16))).toEqual([
      '11-16T18:15',
      '11-17T18:15',
      '11-18T18:15',
      '11-19T18:15',
      '11-20T18:15',
      '11-21T18:15',
      '11-22T18:15',
    ]);
  });

  it('know a day of 23 hours and a day of 25', () => {
    const spring = at('Europe/Warsaw', '2026-03-30T10:00:00.000Z').days.map(hoursOf);
    expect(spring).toEqual([24, 24, 24, 24, 24, 23, 12]);
    const autumn = at('Europe/Warsaw', '2026-10-26T10:00:00.000Z').days.map(hoursOf);
    expect(autumn).toEqual([24, 24, 24, 24, 24, 25, 11]);
  });

  it('keep the hour that comes twice as two hours', () => {
    const { hours } = at('Europe/Warsaw', '2026-10-25T03:30:00.000Z', [
      ended('2026-10-25T00:30:00.000Z'),
      ended('2026-10-25T01:30:00.000Z', 'failed'),
    ]);
    const night = hours.filter(({ counts }) => counts.sanitized + counts.failed > 0);
    expect(night.map(({ start }) => start)).toEqual(['2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z']);
  });

  it('begin a day whose midnight is leapt over at the end of the leap', () => {
    const { days } = at('Asia/Beirut', '2026-03-29T12:00:00.000Z');
    expect(days.slice(-2).map(({ start }) => start)).toEqual(['2026-03-27T22:00:00.000Z', '2026-03-28T22:00:00.000Z']);
    expect(days.slice(-2).map(hoursOf)).toEqual([24, 14]);
  });
});

describe('what ended', () => {
  it('is counted by its verdict in the hour and the day of its end', () => {
    const now = '2026-11-23T12:30:00.000Z';
    const { hours, days } = at('UTC', now, [
      ended('2026-11-23T12:00:00.000Z'),
      ended('2026-11-23T11:59:59.999Z', 'failed'),
      ended('2026-11-23T11:00:00Z', 'unverified'),
      ended('2026-11-17T00:00:00.000Z', 'stalled'),
    ]);
    expect(hours.at(-1)?.counts).toMatchObject({ sanitized: 1, failed: 0 });
    expect(hours.at(-2)?.counts).toMatchObject({ sanitized: 0, failed: 1, unverified: 1 });
    expect(days.at(-1)?.counts).toMatchObject({ sanitized: 1, failed: 1, unverified: 1, stalled: 0 });
    expect(days[0]?.counts).toMatchObject({ stalled: 1 });
  });

  it('is in no hour when it ended earlier, after now, or at no known time', () => {
    const { hours, days } = at('UTC', '2026-11-23T12:30:00.000Z', [
      ended('2026-11-16T23:59:59.999Z'),
      ended('2026-11-23T12:30:00.001Z'),
      ended('soon'),
    ]);
    expect([...hours, ...days].flatMap(({ counts }) => Object.values(counts)).every((one) => one === 0)).toBe(true);
  });

  it('is in exactly one hour and one day, whatever the zone and the moment', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const moment = fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2035, 0, 1) });
    const wipe = fc.record({
      back: fc.integer({ min: 0, max: 8 * 24 * HOUR_MS }),
      outcome: fc.constantFrom(...verdictOutcome.options),
    });
    fc.assert(
      fc.property(fc.constantFrom(...zones), moment, fc.array(wipe, { maxLength: 20 }), (zone, now, wipes) => {
        const local = localTimeIn(zone);
        const all = wipes.map(({ back, outcome }) => ended(new Date(now - back).toISOString(), outcome));
        const { hours, days } = throughputOf(local, now, all);
        expect([hours.length, days.length]).toEqual([24, 7]);
        expect(days[0]?.start).toBe(new Date(throughputStart(local, now)).toISOString());
        for (const spans of [hours, days]) {
          expect(spans.slice(1).map(({ start }) => start)).toEqual(spans.slice(0, -1).map(({ end }) => end));
          expect(spans.every(({ start, end }, index) => start < end || index === spans.length - 1)).toBe(true);
          const first = spans[0]?.start ?? '';
          const counted = spans.flatMap(({ counts }) => Object.values(counts)).reduce((sum, one) => sum + one, 0);
          expect(counted).toBe(all.filter(({ endedAt }) => endedAt >= first).length);
        }
      }),
      { numRuns: 300 },
    );
  });
});
