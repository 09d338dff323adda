import { totalmem } from 'node:os';
import type { BenchPlan } from './benchPlan.ts';
import { type BenchRow, cpuShare, limit, pair } from './benchRow.ts';
import { likeNwipe42, nwipe, ours, peers } from './contestants.ts';
import { speed } from './judgement.ts';
import { cpuLimit, deadTime, fioWriters, GIB, heat, MIB } from './partRuns.ts';
import { median } from './rounds.ts';
import { memoryTarget } from './targets.ts';

/** Whether the computer has room for the large targets. */
const roomy = ({ sizeFactor }: BenchPlan): boolean => sizeFactor > 1 && totalmem() > 20 * GIB;

/** At the speed of memory: what the engine itself costs. */
export async function memoryPart(plan: BenchPlan): Promise<readonly BenchRow[]> {
  const target = await memoryTarget(plan.folder, roomy(plan) ? 8 * GIB : 4 * GIB);
  try {
    const name = 'memory';
    const likeWrite = likeNwipe42('write');
    const likeRead = likeNwipe42('read');
    const zeroToFio = speed(ours.zero, fioWriters, 0.97);
    const patternToFio = speed(ours.pattern, fioWriters, 0.97);
    const zeroToNwipe = speed(ours.zero, [likeWrite], 1.25);
    const zeroToScrub = speed(ours.zero, [peers.scrub], 1.05);
    const streamToZero = speed(ours.stream, [ours.zero], 0.93);
    const writers = [ours.zero, ours.pattern, ours.stream, ...fioWriters, likeWrite, peers.scrub];
    const judgedWrites = [zeroToFio, patternToFio, zeroToNwipe, zeroToScrub, streamToZero];
    const write = await heat(plan, target, writers, judgedWrites, ours.zero);
    const toScan = speed(ours.verifyZero, [ours.scan], 0.92);
    const toNwipe = speed(ours.verifyZero, [likeRead], 1.5);
    const toBadblocks = speed(ours.verifyZero, [peers.badblocks], 1);
    const toCmp = speed(ours.verifyZero, [peers.cmp], 1);
    const readers = [ours.verifyZero, ours.scan, likeRead, peers.badblocks, peers.cmp];
    const read = await heat(plan, target, readers, [toScan, toNwipe, toBadblocks, toCmp], ours.zero);
    const stream = await heat(plan, target, [ours.verifyStream], [], ours.stream);
    const sampleSmall = ours.sampleSmall(target.sizeBytes);
    const sample = await heat(plan, target, [sampleSmall], [], ours.zero);
    return [
      pair(write, name, 'zero overwrite, best fio with huge pages', zeroToFio),
      pair(write, name, 'pattern overwrite, best fio with huge pages', patternToFio),
      pair(write, name, "zero overwrite, nwipe 0.42's way", zeroToNwipe),
      pair(write, name, 'zero overwrite, scrub', zeroToScrub),
      pair(write, name, 'AES-CTR overwrite, our zero overwrite', streamToZero),
      pair(read, name, 'full verify, our read only', toScan),
      pair(read, name, "full verify, nwipe 0.42's way", toNwipe),
      pair(read, name, 'full verify, badblocks', toBadblocks),
      pair(read, name, 'full verify, cmp', toCmp),
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
    const zeroToNwipe = speed(ours.zero, [zero], plan.nwipe.newer ? 1.25 : 26);
    const verifyToNwipe = speed(ours.verifyZero, [verify], 1.5);
    const slow = { ...plan, rounds: plan.slowRounds };
    const write = await heat(slow, target, [ours.zero, ours.stream, zero, random], [zeroToNwipe], ours.zero);
    const read = await heat(slow, target, [ours.verifyZero, verify], [verifyToNwipe], ours.zero);
    const stream = await heat(slow, target, [ours.verifyStream], [], ours.stream);
    return [
      pair(write, name, 'zero overwrite, nwipe', zeroToNwipe),
      pair(read, name, 'full verify, nwipe', verifyToNwipe),
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
    const name = 'memory, 2 GiB';
    const zeroToShred = speed(ours.zero, [peers.shredZero], 4);
    const streamToShred = speed(ours.stream, [peers.shredRandom], 6);
    const slow = { ...plan, rounds: plan.slowRounds + 1 };
    const all = [ours.zero, ours.stream, peers.shredZero, peers.shredRandom];
    const write = await heat(slow, target, all, [zeroToShred, streamToShred], ours.zero);
    return [
      pair(write, name, 'zero overwrite, shred', zeroToShred),
      pair(write, name, 'AES-CTR overwrite, shred -n1', streamToShred),
    ];
  } finally {
    await target.release();
  }
}

/** Eight drives at once on few cores. */
export async function parallelPart(plan: BenchPlan): Promise<readonly BenchRow[]> {
  const target = await memoryTarget(plan.folder, roomy(plan) ? GIB : 512 * MIB, 8);
  try {
    const name = '8 in parallel';
    const zeroToFio = speed(ours.zero, fioWriters, 0.97);
    const writers = [ours.zero, ours.stream, ...fioWriters, likeNwipe42('write')];
    const write = await heat(plan, target, writers, [zeroToFio], ours.zero);
    const verifyToBadblocks = speed(ours.verifyZero, [peers.badblocks], 1);
    const readers = [ours.verifyZero, ours.scan, peers.badblocks];
    const read = await heat(plan, target, readers, [verifyToBadblocks], ours.zero);
    return [
      pair(write, name, 'zero overwrite, best fio with huge pages', zeroToFio),
      pair(write, name, 'AES-CTR overwrite, our zero overwrite', speed(ours.stream, [ours.zero], null)),
      // Eight drives in memory take all cores: what the comparison takes is then missing to the drives.
      pair(read, name, 'full verify, our read only', speed(ours.verifyZero, [ours.scan], null)),
      pair(read, name, 'full verify, badblocks', verifyToBadblocks),
    ];
  } finally {
    await target.release();
  }
}
