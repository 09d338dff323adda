import type { BenchPlan } from './benchPlan.ts';
import { type BenchRow, compared } from './benchRow.ts';
import { type Contestant, ours } from './contestants.ts';
import { elapsedMsOf } from './engineEnd.ts';
import { type Judgement, limitOf, resultIn } from './judgement.ts';
import { heat, MIB } from './partRuns.ts';
import { median } from './rounds.ts';
import { numbersOf, sharedMemoryTarget, type Target } from './targets.ts';

// Shares of one core for all twenty-four.
const ZERO_PERCENT = 5;
const VERIFY_PERCENT = 20;
const STREAM_PERCENT = 30;

/** A bench full of hard disks. */
export async function throttledPart(plan: BenchPlan): Promise<readonly BenchRow[]> {
  const name = '24 at 100 MiB/s';
  const target = await sharedMemoryTarget(plan.folder, 512 * MIB, 24);
  try {
    holdAll(plan, target, 100 * MIB);
    const slow = { ...plan, rounds: plan.slowRounds };
    const share = (contestant: Contestant, percent: number): Judgement =>
      limitOf(contestant, ({ steadyCpuShare }) => steadyCpuShare, percent / 100);
    const writes = [share(ours.zero, ZERO_PERCENT), share(ours.stream, STREAM_PERCENT)];
    const write = await heat(slow, target, [ours.stream, ours.zero], writes);
    const read = await heat(slow, target, [ours.verifyZero], [share(ours.verifyZero, VERIFY_PERCENT)], ours.zero);
    const idealSeconds = target.sizeBytes / (100 * MIB);
    const jobs = [
      [write, ours.zero, 'zero overwrite', ZERO_PERCENT],
      [read, ours.verifyZero, 'zero verify', VERIFY_PERCENT],
      [write, ours.stream, 'AES-CTR overwrite', STREAM_PERCENT],
    ] as const;
    return [
      ...jobs.flatMap(([results, contestant, words, percent]) => {
        const us = resultIn(results, contestant);
        const slowest = median(us.outputs.map((outputs) => Math.max(...outputs.map(elapsedMsOf)))) / 1000;
        const share = 100 * median(us.steadyCpuShare);
        const spread = median(us.outputs.map(slowestToFastest));
        return [
          compared(
            name,
            `${words}: time of the slowest drive by its engine's clock, ideal`,
            us,
            'ideal',
            's',
            slowest,
            idealSeconds,
            { atMost: 1.03 },
          ),
          compared(
            name,
            `${words}: share of one core in the steady middle of the run`,
            us,
            `limit ${percent} %`,
            '%',
            share,
            percent,
            { atMost: 1 },
          ),
          compared(name, `${words}: slowest to fastest drive`, us, 'the fastest drive', 'x', spread, 1, {
            atMost: 1.05,
          }),
          compared(name, `${words}: memory of all 24 (PSS)`, us, 'limit 64 MiB', 'MiB', median(us.pssMiB), 64, {
            atMost: 1,
          }),
        ];
      }),
    ];
  } finally {
    holdAll(plan, target, null);
    await target.release();
  }
}

/** What sampling saves on one of them. */
export async function samplePart(plan: BenchPlan): Promise<readonly BenchRow[]> {
  const name = '1 at 100 MiB/s';
  const target = await sharedMemoryTarget(plan.folder, 512 * MIB, 1);
  try {
    holdAll(plan, target, 100 * MIB);
    const slow = { ...plan, rounds: plan.slowRounds };
    const read = await heat(slow, target, [ours.verifyZero, ours.sampleTenth], [], ours.zero);
    const [verify, tenth] = [resultIn(read, ours.verifyZero), resultIn(read, ours.sampleTenth)];
    const seconds = [tenth, verify].map(({ wallMs }) => median(wallMs) / 1000);
    const row = 'representative sample of 10 %, full verify';
    return [compared(name, row, tenth, verify.name, 's', seconds[0] ?? 0, seconds[1] ?? 0, { atMost: 0.13 })];
  } finally {
    holdAll(plan, target, null);
    await target.release();
  }
}

function holdAll({ group }: BenchPlan, { devices }: Target, bytesPerSecond: number | null): void {
  for (const device of devices) group.throttle(...numbersOf(device), bytesPerSecond);
}

/** By the engines' own clocks. */
function slowestToFastest(outputs: readonly string[]): number {
  const elapsed = outputs.map(elapsedMsOf);
  return Math.max(...elapsed) / Math.min(...elapsed);
}
