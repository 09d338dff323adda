import type { BenchPlan } from './benchPlan.ts';
import { type BenchRow, compared, limit } from './benchRow.ts';
import { type Contestant, fio, ours } from './contestants.ts';
import { type Judgement, resultIn, stillOpen } from './judgement.ts';
import { type Heat, median, runHeat } from './rounds.ts';
import type { Target } from './targets.ts';

export const MIB = 1024 * 1024;
export const GIB = 1024 * MIB;

/** The two shapes of fio that were the best of many on one or another target. */
export const fioWriters = [fio('write', 1024, 4), fio('write', 512, 16), fio('write', 2048, 4)] as const;

/** A heat with the plan's rounds, and more of them for those whose rows are near their goals. `before` is done first and not measured. */
export function heat(
  plan: BenchPlan,
  target: Target,
  contestants: readonly Contestant[],
  judgements: readonly Judgement[],
  before?: Contestant,
): Promise<Heat> {
  const { group, rounds, mostRounds, repeats, say } = plan;
  const more = { mostRounds, stillOpen: (soFar: Heat) => stillOpen(soFar, judgements) };
  return runHeat({
    group,
    target,
    contestants,
    rounds,
    more,
    repeats,
    say,
    ...(before === undefined ? {} : { before }),
  });
}

/** Our CPU time for a gigabyte against its limit. */
export function cpuLimit(heat: Heat, target: string, row: string, contestant: Contestant, atMost: number): BenchRow {
  return limit(heat, target, row, contestant, 'CPU s/GB', ({ cpuSecondsPerGb }) => median(cpuSecondsPerGb), atMost);
}

/** Everything but moving bytes of an overwrite and the verify after it: start, break between them, end. */
export function deadTime(write: Heat, read: Heat, target: string): BenchRow {
  const [first, second] = [resultIn(write, ours.zero), resultIn(read, ours.verifyZero)];
  const seconds = (median(first.idleMs) + median(second.idleMs)) / 1000;
  return compared(target, 'dead time of overwrite and verify', first, 'limit 0.3 s', 's', seconds, 0.3, { atMost: 1 });
}
