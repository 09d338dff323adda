import { totalmem } from 'node:os';
import type { BenchPlan } from './benchPlan.ts';
import { type BenchRow, cpuShare, limit, pair, pairWithBest } from './benchRow.ts';
import { likeNwipe42, nwipe, ours, peers } from './contestants.ts';
import { atLeast, cpuLimit, deadTime, fioWriters, GIB, heat, MIB } from './partRuns.ts';
import { median } from './rounds.ts';
import { memoryTarget } from './targets.ts';

/** At the speed of memory: what the engine itself costs. */
export async function memoryPart(plan: BenchPlan): Promise<readonly BenchRow[]> {
  const target = await memoryTarget(plan.folder, plan.sizeFactor > 1 && totalmem() > 20 * GIB ? 8 * GIB : 4 * GIB);
  try {
    const likeWrite = likeNwipe42('write');
    const likeRead = likeNwipe42('read');
    const name = 'memory';
    const writers = [ours.zero, ours.pattern, ours.stream, ...fioWriters, likeWrite, peers.scrub];
    const write = await heat(plan, target, writers, ours.zero);
    const read = await heat(
      plan,
      target,
      [ours.verifyZero, ours.scan, likeRead, peers.badblocks, peers.cmp],
      ours.zero,
    );
    const stream = await heat(plan, target, [ours.verifyStream], ours.stream);
    const sampleSmall = ours.sampleSmall(target.sizeBytes);
    const sample = await heat(plan, target, [sampleSmall], ours.zero);
    return [
      pairWithBest(write, name, 'zero overwrite, best fio with huge pages', ours.zero, fioWriters, atLeast(0.97)),
      pairWithBest(write, name, 'pattern overwrite, best fio with huge pages', ours.pattern, fioWriters, atLeast(0.97)),
      pair(write, name, "zero overwrite, nwipe 0.42's way", ours.zero, likeWrite, atLeast(1.25)),
      pair(write, name, 'zero overwrite, scrub', ours.zero, peers.scrub, atLeast(1.05)),
      pair(write, name, 'AES-CTR overwrite, our zero overwrite', ours.stream, ours.zero, atLeast(0.93)),
      pair(read, name, 'full verify, our read only', ours.verifyZero, ours.scan, atLeast(0.92)),
      pair(read, name, "full verify, nwipe 0.42's way", ours.verifyZero, likeRead, atLeast(1.5)),
      pair(read, name, 'full verify, badblocks', ours.verifyZero, peers.badblocks, atLeast(1)),
      pair(read, name, 'full verify, cmp', ours.verifyZero, peers.cmp, atLeast(1)),
      cpuLimit(write, name, 'CPU of zero overwrite', ours.zero, 0.025),
      cpuLimit(read, name, 'CPU of zero verify', ours.verifyZero, 0.075),
      cpuLimit(write, name, 'CPU of AES-CTR overwrite', ours.stream, 0.12),
      cpuLimit(stream, name, 'CPU of AES-CTR verify', ours.verifyStream, 0.12),
      cpuShare(write, name, "CPU of zero overwrite, nwipe 0.42's way", ours.zero, write, likeWrite, 0.5),
      cpuShare(read, name, "CPU of zero verify, nwipe 0.42's way", ours.verifyZero, read, likeRead, 0.5),
      deadTime(write, read, name),
      limit(sample, name, 'sample of 4,000 x 4 KiB', sampleSmall, 's', ({ wallMs }) => median(wallMs) / 1000, 0.1),
    ];
  } finally {
    await target.release();
  }
}

/** nwipe takes seconds for what takes us milliseconds. */
export async function nwipePart(plan: BenchPlan): Promise<readonly BenchRow[]> {
  const target = await memoryTarget(plan.folder, 256 * MIB);
  try {
    const name = 'memory, 256 MiB';
    const [zero, random, verify] = (['zero', 'random', 'verifyZero'] as const).map((job) =>
      nwipe(plan.nwipe.program, job),
    );
    if (zero === undefined || random === undefined || verify === undefined) throw new Error('nwipe has three jobs');
    const slow = { ...plan, rounds: plan.slowRounds };
    const write = await heat(slow, target, [ours.zero, ours.stream, zero, random], ours.zero);
    const read = await heat(slow, target, [ours.verifyZero, verify], ours.zero);
    const stream = await heat(slow, target, [ours.verifyStream], ours.stream);
    const least = plan.nwipe.newer ? 1.25 : 26;
    return [
      pair(write, name, 'zero overwrite, nwipe', ours.zero, zero, atLeast(least)),
      pair(read, name, 'full verify, nwipe', ours.verifyZero, verify, atLeast(1.5)),
      cpuShare(write, name, 'CPU of zero overwrite, nwipe', ours.zero, write, zero, 0.5),
      cpuShare(read, name, 'CPU of zero verify, nwipe', ours.verifyZero, read, verify, 0.5),
      cpuShare(write, name, 'CPU of AES-CTR overwrite, nwipe', ours.stream, write, random, 0.5),
      cpuShare(stream, name, 'CPU of AES-CTR verify, nwipe verifying zeros', ours.verifyStream, read, verify, 0.5),
    ];
  } finally {
    await target.release();
  }
}

/** The same for shred, which is not as slow. */
export async function shredPart(plan: BenchPlan): Promise<readonly BenchRow[]> {
  const target = await memoryTarget(plan.folder, 2 * GIB);
  try {
    const slow = { ...plan, rounds: plan.slowRounds + 1 };
    const all = await heat(slow, target, [ours.zero, ours.stream, peers.shredZero, peers.shredRandom], ours.zero);
    return [
      pair(all, 'memory, 2 GiB', 'zero overwrite, shred', ours.zero, peers.shredZero, atLeast(4)),
      pair(all, 'memory, 2 GiB', 'AES-CTR overwrite, shred -n1', ours.stream, peers.shredRandom, atLeast(6)),
    ];
  } finally {
    await target.release();
  }
}

/** Eight drives at once on few cores. */
export async function parallelPart(plan: BenchPlan): Promise<readonly BenchRow[]> {
  const target = await memoryTarget(plan.folder, 512 * MIB, 8);
  try {
    const write = await heat(plan, target, [ours.zero, ours.stream, ...fioWriters, likeNwipe42('write')], ours.zero);
    const read = await heat(plan, target, [ours.verifyZero, ours.scan, peers.badblocks], ours.zero);
    return [
      pairWithBest(
        write,
        '8 in parallel',
        'zero overwrite, best fio with huge pages',
        ours.zero,
        fioWriters,
        atLeast(0.97),
      ),
      pair(write, '8 in parallel', 'AES-CTR overwrite, our zero overwrite', ours.stream, ours.zero, null),
      // Eight drives in memory take all cores: what the comparison takes is then missing to the drives.
      pair(read, '8 in parallel', 'full verify, our read only', ours.verifyZero, ours.scan, null),
      pair(read, '8 in parallel', 'full verify, badblocks', ours.verifyZero, peers.badblocks, atLeast(1)),
    ];
  } finally {
    await target.release();
  }
}
