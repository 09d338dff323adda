import type { Contestant } from './contestants.ts';
import { fastestOf, resultIn, type Speed } from './judgement.ts';
import { type Heat, median, type Result } from './rounds.ts';

/** One line of the result: a pair, or one of our own numbers against its limit. */
export type BenchRow = {
  readonly row: string;
  readonly target: string;
  readonly ours: string;
  readonly peer: string;
  /** Of ours; a row near its goal has more than others. */
  readonly rounds: number;
  /** What the medians are in. */
  readonly unit: string;
  readonly oursMedian: number;
  readonly peerMedian: number;
  /** oursMedian / peerMedian. */
  readonly ratio: number;
  readonly cpuSecondsPerGb: number;
  readonly peerCpuSecondsPerGb: number | null;
  readonly rssMiB: number;
  readonly peerRssMiB: number | null;
  /** The most that programs of others took of the computer in a round that counts. */
  readonly othersShare: number;
  /** What the ratio must be; `null` is shown only. */
  readonly goal: { readonly atLeast: number } | { readonly atMost: number } | null;
  readonly met: boolean | null;
};

type Goal = BenchRow['goal'];

/** Our speed against the fastest peer of the same heat. */
export function pair(heat: Heat, target: string, row: string, { ours, peers, atLeast }: Speed): BenchRow {
  const [us, them] = [resultIn(heat, ours), resultIn(heat, fastestOf(heat, peers))];
  const goal = atLeast === null ? null : { atLeast };
  return rowOf(row, target, us, them.name, 'GB/s', median(us.gbPerSecond), median(them.gbPerSecond), goal, them);
}

/** One of our numbers against a limit it must not pass. */
export function limit(
  heat: Heat,
  target: string,
  row: string,
  ours: Contestant,
  unit: string,
  value: (result: Result) => number,
  atMost: number,
): BenchRow {
  const us = resultIn(heat, ours);
  return rowOf(row, target, us, `limit ${atMost} ${unit}`, unit, value(us), atMost, { atMost: 1 }, null);
}

/** Our CPU time against a share of a peer's. */
export function cpuShare(
  heat: Heat,
  target: string,
  row: string,
  ours: Contestant,
  peerHeat: Heat,
  peer: Contestant,
  atMost: number,
): BenchRow {
  const [us, them] = [resultIn(heat, ours), resultIn(peerHeat, peer)];
  return rowOf(
    row,
    target,
    us,
    them.name,
    'CPU s/GB',
    median(us.cpuSecondsPerGb),
    median(them.cpuSecondsPerGb),
    { atMost },
    them,
  );
}

/** Any two numbers. */
export function compared(
  target: string,
  row: string,
  ours: Result,
  peerName: string,
  unit: string,
  mine: number,
  theirs: number,
  goal: Goal,
): BenchRow {
  return rowOf(row, target, ours, peerName, unit, mine, theirs, goal, null);
}

function rowOf(
  row: string,
  target: string,
  us: Result,
  peer: string,
  unit: string,
  oursMedian: number,
  peerMedian: number,
  goal: Goal,
  them: Result | null,
): BenchRow {
  const ratio = oursMedian / peerMedian;
  return {
    row,
    target,
    ours: us.name,
    peer,
    rounds: us.gbPerSecond.length,
    unit,
    oursMedian,
    peerMedian,
    ratio,
    cpuSecondsPerGb: median(us.cpuSecondsPerGb),
    peerCpuSecondsPerGb: them === null ? null : median(them.cpuSecondsPerGb),
    rssMiB: median(us.rssMiB),
    peerRssMiB: them === null ? null : median(them.rssMiB),
    othersShare: Math.max(us.othersShare, them?.othersShare ?? 0),
    goal,
    met: goal === null ? null : 'atLeast' in goal ? ratio >= goal.atLeast : ratio <= goal.atMost,
  };
}
