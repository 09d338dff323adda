import { describe, expect, it } from 'vitest';
import { isOpen, limitOf, speed, stillOpen } from '../../bench/judgement.ts';
import { type Heat, type Result, runHeat } from '../../bench/rounds.ts';

const contestant = (name: string) => ({ name, argv: () => [] });
const us = contestant('us');
const fast = contestant('fast');
const slow = contestant('slow');

function result(name: string, gbPerSecond: readonly number[]): Result {
  const same = gbPerSecond.map(() => 1);
  return {
    name,
    bytes: 1e9,
    gbPerSecond,
    cpuSecondsPerGb: same,
    rssMiB: same,
    pssMiB: same,
    wallMs: same,
    windowMs: same,
    idleMs: same,
    steadyCpuShare: gbPerSecond,
    othersShare: 0,
    outputs: [],
  };
}

const heatOf = (ours: readonly number[], theirs: readonly number[]): Heat =>
  new Map([
    [us, result('us', ours)],
    [fast, result('fast', theirs)],
    [slow, result('slow', [0.1, 0.1, 0.1, 0.1, 0.1])],
  ]);
const names = (open: ReadonlySet<{ readonly name: string }>) => [...open].map(({ name }) => name);

describe('whether a row needs more rounds', () => {
  it('does where the goal lies among the values', () => {
    expect(isOpen([0.9, 1, 1.1], 0.97)).toBe(true);
    expect(isOpen([1, 1.1, 1.2], 0.97)).toBe(false);
    expect(isOpen([0.8, 0.9, 0.96], 0.97)).toBe(false);
  });

  it('is the same question for a hair above and a hair below', () => {
    expect(isOpen([0.9, 0.98, 0.99, 0.99, 1], 0.97)).toBe(true);
    expect(isOpen([0.94, 0.95, 0.95, 0.96, 1.04], 0.97)).toBe(true);
  });

  it('leaves out as many at either end as the chance of a fifth allows', () => {
    // Of nine the third and the third last (82 %), of five the first and the last (62 % between the second and the fourth).
    const nine = (below: number) => Array.from({ length: 9 }, (_, at) => (at < below ? 0.9 : 1));
    expect(isOpen(nine(2), 0.97)).toBe(false);
    expect(isOpen(nine(3), 0.97)).toBe(true);
    expect(isOpen(nine(6), 0.97)).toBe(true);
    expect(isOpen(nine(7), 0.97)).toBe(false);
    expect(isOpen([0.9, 1, 1, 1, 1], 0.97)).toBe(true);
    expect(isOpen([0.9], 0.97)).toBe(false);
  });

  it('asks nobody to decide from nothing', () => {
    expect(() => isOpen([], 1)).toThrow('nothing was measured');
  });
});

describe('who runs again', () => {
  it('is ours and all its peers, judged by the fastest and round by round', () => {
    const near = heatOf([1, 2, 3, 4, 5], [1.1, 1.9, 3.1, 4, 4.9]);
    expect(names(stillOpen(near, [speed(us, [slow, fast], 0.97)]))).toEqual(['us', 'slow', 'fast']);
    // The speeds differ by five times from round to round, ours is a tenth faster in each.
    const clear = heatOf([1.1, 2.2, 3.3, 4.4, 5.5], [1, 2, 3, 4, 5]);
    expect(names(stillOpen(clear, [speed(us, [slow, fast], 0.97)]))).toEqual([]);
  });

  it('is nobody for a row that is only shown', () => {
    expect(names(stillOpen(heatOf([0.9, 1.1, 1], [1, 1, 1]), [speed(us, [fast], null)]))).toEqual([]);
  });

  it('is ours alone near a limit', () => {
    const judgement = limitOf(us, ({ steadyCpuShare }) => steadyCpuShare, 0.05);
    expect(names(stillOpen(heatOf([0.04, 0.06, 0.05], []), [judgement]))).toEqual(['us']);
    expect(names(stillOpen(heatOf([0.04, 0.045, 0.048], []), [judgement]))).toEqual([]);
  });
});

describe('the rounds of a heat', () => {
  const group = {
    version: 2 as const,
    procs: [],
    cpuSeconds: () => 0,
    userSeconds: () => 0,
    throttle: () => undefined,
    remove: () => undefined,
  };
  const said: string[] = [];
  const heat = (mostRounds: number, open: (soFar: Heat) => ReadonlySet<ReturnType<typeof contestant>>) => {
    said.length = 0;
    return runHeat({
      group,
      target: { devices: [], sizeBytes: 1, release: async () => undefined },
      contestants: [us, fast, slow],
      rounds: 2,
      more: { mostRounds, stillOpen: open },
      repeats: { left: 0 },
      say: (line) => said.push(line.split(': ').slice(0, 2).join(' ').trim()),
    });
  };

  it('begin with another contestant each time and go back and forth', async () => {
    await heat(2, () => new Set());
    expect(said).toEqual(['round 1 us', 'round 1 fast', 'round 1 slow', 'round 2 us', 'round 2 slow', 'round 2 fast']);
  });

  it('go on with those who are open, and end when nobody is or there were enough', async () => {
    const result = await heat(10, (soFar) => new Set((soFar.get(us)?.gbPerSecond.length ?? 0) < 5 ? [us, slow] : []));
    expect([us, fast, slow].map((one) => result.get(one)?.gbPerSecond.length)).toEqual([5, 2, 5]);
    const bounded = await heat(4, () => new Set([us]));
    expect(bounded.get(us)?.gbPerSecond.length).toBe(4);
  });
});
