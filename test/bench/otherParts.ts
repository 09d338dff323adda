import type { BenchPlan } from './benchPlan.ts';
import { type BenchRow, pair } from './benchRow.ts';
import { fio, fioSync, ours, peers } from './contestants.ts';
import { speed } from './judgement.ts';
import { fioWriters, GIB, heat } from './partRuns.ts';
import { diskTarget, slowAnswerTarget, zramTarget } from './targets.ts';

const BEST_FIO = 'zero overwrite, best fio with huge pages';

/** A drive with a real answering time and a cache of its host. */
export async function diskPart(plan: BenchPlan): Promise<readonly BenchRow[]> {
  const target = await diskTarget(plan.folder, 4 * GIB);
  try {
    const name = 'disk file';
    const toFio = speed(ours.zero, fioWriters, 0.97);
    const streamToZero = speed(ours.stream, [ours.zero], 0.85);
    const writers = [ours.zero, ours.stream, ...fioWriters];
    const write = await heat(plan, target, writers, [toFio, streamToZero], ours.zero);
    const toScan = speed(ours.verifyZero, [ours.scan], 0.92);
    const toBadblocks = speed(ours.verifyZero, [peers.badblocksPart], 1);
    const toCmp = speed(ours.verifyZero, [peers.cmp], 1);
    const readers = [ours.verifyZero, ours.scan, peers.badblocksPart, peers.cmp];
    const read = await heat(plan, target, readers, [toScan, toBadblocks, toCmp], ours.zero);
    return [
      pair(write, name, BEST_FIO, toFio),
      pair(write, name, 'AES-CTR overwrite, our zero overwrite', streamToZero),
      pair(read, name, 'full verify, our read only', toScan),
      pair(read, name, 'full verify, badblocks', toBadblocks),
      pair(read, name, 'full verify, cmp', toCmp),
    ];
  } finally {
    await target.release();
  }
}

/** A drive that answers within the call. */
export async function zramPart(plan: BenchPlan): Promise<readonly BenchRow[]> {
  const target = await zramTarget(8 * GIB * plan.sizeFactor);
  if (typeof target === 'string') {
    plan.say(`  SKIPPED zram: ${target}`);
    return [];
  }
  try {
    const name = 'zram';
    const fioAll = [...fioWriters, fioSync('write', 1024), fioSync('write', 256)];
    const toFio = speed(ours.zero, fioAll, 0.97);
    const write = await heat(plan, target, [ours.zero, ...fioAll], [toFio], ours.zero);
    const toBadblocks = speed(ours.verifyZero, [peers.badblocksPart], 1);
    const toCmp = speed(ours.verifyZero, [peers.cmp], 1);
    const readers = [ours.verifyZero, ours.scan, peers.badblocksPart, peers.cmp];
    const read = await heat(plan, target, readers, [toBadblocks, toCmp], ours.zero);
    return [
      pair(write, name, BEST_FIO, toFio),
      pair(read, name, 'full verify, our read only', speed(ours.verifyZero, [ours.scan], null)),
      pair(read, name, 'full verify, badblocks', toBadblocks),
      pair(read, name, 'full verify, cmp', toCmp),
    ];
  } finally {
    await target.release();
  }
}

/** A drive that answers late: only many requests at once make it fast. */
export async function latencyPart(plan: BenchPlan): Promise<readonly BenchRow[]> {
  const target = await slowAnswerTarget(plan.folder, GIB * plan.sizeFactor, 2);
  try {
    const name = '2 ms added latency';
    const deep = [fioWriters[1], fio('write', 1024, 16), fio('write', 1024, 32)];
    const deepReaders = [fio('read', 1024, 16), fio('read', 1024, 32)];
    const toFio = speed(ours.zero, deep, 0.97);
    const write = await heat(plan, target, [ours.zero, ...deep], [toFio], ours.zero);
    const toScan = speed(ours.verifyZero, [ours.scan], 0.92);
    const toBadblocks = speed(ours.verifyZero, [peers.badblocksPart], 1);
    const readers = [ours.verifyZero, ours.scan, ...deepReaders, peers.badblocksPart];
    const read = await heat(plan, target, readers, [toScan, toBadblocks], ours.zero);
    return [
      pair(write, name, BEST_FIO, toFio),
      pair(read, name, 'full verify, best fio reading only', speed(ours.verifyZero, deepReaders, null)),
      pair(read, name, 'full verify, our read only', toScan),
      pair(read, name, 'full verify, badblocks', toBadblocks),
    ];
  } finally {
    await target.release();
  }
}
