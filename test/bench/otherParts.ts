import type { BenchPlan } from './benchPlan.ts';
import { type BenchRow, pair, pairWithBest } from './benchRow.ts';
import { fio, fioSync, ours, peers } from './contestants.ts';
import { atLeast, fioWriters, GIB, heat } from './partRuns.ts';
import { diskTarget, slowAnswerTarget, zramTarget } from './targets.ts';

/** A drive with a real answering time and a cache of its host. */
export async function diskPart(plan: BenchPlan): Promise<readonly BenchRow[]> {
  const target = await diskTarget(plan.folder, 4 * GIB);
  try {
    const write = await heat(plan, target, [ours.zero, ours.stream, ...fioWriters], ours.zero);
    const read = await heat(plan, target, [ours.verifyZero, ours.scan, peers.badblocksPart, peers.cmp], ours.zero);
    return [
      pairWithBest(
        write,
        'disk file',
        'zero overwrite, best fio with huge pages',
        ours.zero,
        fioWriters,
        atLeast(0.97),
      ),
      pair(write, 'disk file', 'AES-CTR overwrite, our zero overwrite', ours.stream, ours.zero, atLeast(0.85)),
      pair(read, 'disk file', 'full verify, our read only', ours.verifyZero, ours.scan, atLeast(0.92)),
      pair(read, 'disk file', 'full verify, badblocks', ours.verifyZero, peers.badblocksPart, atLeast(1)),
      pair(read, 'disk file', 'full verify, cmp', ours.verifyZero, peers.cmp, atLeast(1)),
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
    const writers = [...fioWriters, fioSync('write', 1024), fioSync('write', 256)];
    const write = await heat(plan, target, [ours.zero, ...writers], ours.zero);
    const read = await heat(plan, target, [ours.verifyZero, ours.scan, peers.badblocksPart, peers.cmp], ours.zero);
    return [
      pairWithBest(write, 'zram', 'zero overwrite, best fio with huge pages', ours.zero, writers, atLeast(0.97)),
      pair(read, 'zram', 'full verify, our read only', ours.verifyZero, ours.scan, null),
      pair(read, 'zram', 'full verify, badblocks', ours.verifyZero, peers.badblocksPart, atLeast(1)),
      pair(read, 'zram', 'full verify, cmp', ours.verifyZero, peers.cmp, atLeast(1)),
    ];
  } finally {
    await target.release();
  }
}

/** A drive that answers late: only many requests at once make it fast. */
export async function latencyPart(plan: BenchPlan): Promise<readonly BenchRow[]> {
  const target = await slowAnswerTarget(plan.folder, GIB * plan.sizeFactor, 2);
  try {
    const deep = [fioWriters[1], fio('write', 1024, 16), fio('write', 1024, 32)];
    const deepReaders = [fio('read', 1024, 16), fio('read', 1024, 32)];
    const write = await heat(plan, target, [ours.zero, ...deep], ours.zero);
    const read = await heat(plan, target, [ours.verifyZero, ours.scan, ...deepReaders, peers.badblocksPart], ours.zero);
    const name = '2 ms added latency';
    return [
      pairWithBest(write, name, 'zero overwrite, best fio with huge pages', ours.zero, deep, atLeast(0.97)),
      pairWithBest(read, name, 'full verify, best fio reading only', ours.verifyZero, deepReaders, null),
      pair(read, name, 'full verify, our read only', ours.verifyZero, ours.scan, atLeast(0.92)),
      pair(read, name, 'full verify, badblocks', ours.verifyZero, peers.badblocksPart, atLeast(1)),
    ];
  } finally {
    await target.release();
  }
}
