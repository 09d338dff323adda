import { describe, expect, it } from 'vitest';
import type { BenchRow } from '../../bench/benchRow.ts';
import { pair } from '../../bench/benchRow.ts';
import { speed } from '../../bench/judgement.ts';
import { type BenchRun, performancePage, performancePlot } from '../../bench/performancePage.ts';
import { type Heat, median, type Result } from '../../bench/rounds.ts';

const contestant = (name: string) => ({ name, argv: () => [] });
const us = contestant('us');
const them = contestant('them');

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
    steadyCpuShare: same,
    othersShare: 0,
    outputs: [],
  };
}

const rowOf = (ours: readonly number[], theirs: readonly number[], atLeast: number): BenchRow => {
  const heat: Heat = new Map([
    [us, result('us', ours)],
    [them, result('them', theirs)],
  ]);
  return pair(heat, 'memory', 'a <row>', speed(us, [them], atLeast));
};
const run = (...rows: BenchRow[]): BenchRun => ({
  rows,
  quick: true,
  rounds: 3,
  seconds: 1,
  machine: 'here',
  versions: 'x 1',
});

describe('a row of the bench', () => {
  it('is the ratio of the medians, and one wild round does not move it', () => {
    expect(rowOf([4, 100, 4.2], [2, 2.1, 0.001], 2)).toMatchObject({
      oursMedian: 4.2,
      peerMedian: 2,
      ratio: 2.1,
      met: true,
    });
  });

  it('is not met a hair below its goal', () => {
    expect(rowOf([0.969], [1], 0.97).met).toBe(false);
    expect(rowOf([0.97], [1], 0.97).met).toBe(true);
  });

  it('has no median of nothing', () => {
    expect(() => median([])).toThrow();
  });
});

describe('the page of a run', () => {
  it('names every goal that was not met, first thing under the results', () => {
    const page = performancePage(run(rowOf([1], [2], 0.97), rowOf([2], [1], 0.97)));
    expect(page).toContain('Not met in this run: a <row> on memory (0.50).');
    expect(page).not.toContain('Every goal is met');
  });

  it('says that all is met only then', () => {
    expect(performancePage(run(rowOf([2], [1], 0.97)))).toContain('Every goal is met in this run.');
  });

  it('marks ratios of a computer that was not left alone', () => {
    const disturbed = { ...rowOf([2], [1], 0.97), othersShare: 0.5 };
    expect(performancePage(run(disturbed))).toContain('| ~2.00 |');
  });

  it('draws a bar for every goal, and text that is no markup', () => {
    const plot = performancePlot(run(rowOf([1], [2], 0.97), rowOf([2], [1], 0.97)));
    expect(plot.match(/<rect x=/g)).toHaveLength(2);
    expect(plot).toContain('memory: a &lt;row>');
  });
});
