import { agentPath } from './agentPath.ts';
import type { BenchPlan } from './benchPlan.ts';
import { type BenchRow, compared, cpuShare, limit, of, pair, pairWithBest } from './benchRow.ts';
import { type Contestant, fio, fioSync, likeNwipe42, nwipe, ours, peers } from './contestants.ts';
import { elapsedMsOf } from './engineEnd.ts';
import { type Heat, median, runHeat } from './rounds.ts';
import {
  diskTarget,
  memoryTarget,
  numbersOf,
  sharedMemoryTarget,
  slowAnswerTarget,
  type Target,
  zramTarget,
} from './targets.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

type Part = (plan: BenchPlan) => Promise<readonly BenchRow[]>;

const fioWriters = [fio('write', 1024, 4), fio('write', 512, 16)] as const;
const atLeast = (value: number) => ({ atLeast: value });

/** The parts of the bench, each with a target of its own that is gone afterwards. */
export const parts: Readonly<Record<string, Part>> = {
  memory: async (plan) => {
    const target = await memoryTarget(plan.folder, 4 * GIB);
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
        pairWithBest(
          write,
          name,
          'pattern overwrite, best fio with huge pages',
          ours.pattern,
          fioWriters,
          atLeast(0.97),
        ),
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
  },

  // These peers take seconds for what takes us milliseconds.
  nwipe: async (plan) => {
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
  },

  shred: async (plan) => {
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
  },

  disk: async (plan) => {
    const target = await diskTarget(plan.folder, 2 * GIB);
    try {
      const write = await heat(plan, target, [ours.zero, ours.stream, ...fioWriters], ours.zero);
      const read = await heat(plan, target, [ours.verifyZero, ours.scan, peers.badblocks, peers.cmp], ours.zero);
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
        pair(read, 'disk file', 'full verify, badblocks', ours.verifyZero, peers.badblocks, atLeast(1)),
        pair(read, 'disk file', 'full verify, cmp', ours.verifyZero, peers.cmp, atLeast(1)),
      ];
    } finally {
      await target.release();
    }
  },

  zram: async (plan) => {
    const target = await zramTarget(4 * GIB);
    if (typeof target === 'string') {
      plan.say(`  SKIPPED zram: ${target}`);
      return [];
    }
    try {
      const writers = [...fioWriters, fioSync('write', 1024), fioSync('write', 256)];
      const write = await heat(plan, target, [ours.zero, ...writers], ours.zero);
      const read = await heat(plan, target, [ours.verifyZero, ours.scan, peers.badblocks, peers.cmp], ours.zero);
      return [
        pairWithBest(write, 'zram', 'zero overwrite, best fio with huge pages', ours.zero, writers, atLeast(0.97)),
        pair(read, 'zram', 'full verify, our read only', ours.verifyZero, ours.scan, null),
        pair(read, 'zram', 'full verify, badblocks', ours.verifyZero, peers.badblocks, atLeast(1)),
        pair(read, 'zram', 'full verify, cmp', ours.verifyZero, peers.cmp, atLeast(1)),
      ];
    } finally {
      await target.release();
    }
  },

  parallel: async (plan) => {
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
  },

  throttled: async (plan) => {
    const name = '24 at 100 MiB/s';
    const target = await sharedMemoryTarget(plan.folder, 512 * MIB, 24);
    try {
      for (const device of target.devices) plan.group.throttle(...numbersOf(device), 100 * MIB);
      const slow = { ...plan, rounds: plan.slowRounds };
      const write = await heat(slow, target, [ours.stream, ours.zero]);
      const read = await heat(slow, target, [ours.verifyZero], plan.slowRounds % 2 === 1 ? undefined : ours.zero);
      const idealSeconds = target.sizeBytes / (100 * MIB);
      const jobs = [
        [write, ours.zero, 'zero overwrite', 5],
        [read, ours.verifyZero, 'zero verify', 20],
        [write, ours.stream, 'AES-CTR overwrite', 30],
      ] as const;
      return [
        ...jobs.flatMap(([results, contestant, words, percent]) => {
          const us = of(results, contestant);
          const wall = median(us.windowMs) / 1000;
          const share = median(us.cpuSeconds.map((seconds, at) => (100 * seconds * 1000) / (us.wallMs[at] ?? 1)));
          const spread = median(us.outputs.map(slowestToFastest));
          return [
            compared(
              name,
              `${words}: time from the first byte to the last, ideal`,
              us,
              'ideal',
              's',
              wall,
              idealSeconds,
              { atMost: 1.03 },
            ),
            compared(name, `${words}: share of one core`, us, `limit ${percent} %`, '%', share, percent, { atMost: 1 }),
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
      await target.release();
    }
  },

  agent: agentPath,

  sample: async (plan) => {
    const name = '1 at 100 MiB/s';
    const target = await sharedMemoryTarget(plan.folder, 512 * MIB, 1);
    try {
      for (const device of target.devices) plan.group.throttle(...numbersOf(device), 100 * MIB);
      const slow = { ...plan, rounds: plan.slowRounds };
      const read = await heat(slow, target, [ours.verifyZero, ours.sampleTenth], ours.zero);
      const [verify, tenth] = [of(read, ours.verifyZero), of(read, ours.sampleTenth)];
      const seconds = [tenth, verify].map(({ wallMs }) => median(wallMs) / 1000);
      const row = 'representative sample of 10 %, full verify';
      return [compared(name, row, tenth, verify.name, 's', seconds[0] ?? 0, seconds[1] ?? 0, { atMost: 0.13 })];
    } finally {
      await target.release();
    }
  },

  latency: async (plan) => {
    const target = await slowAnswerTarget(plan.folder, 256 * MIB, 2);
    try {
      const deep = [...fioWriters, fio('write', 1024, 16), fio('write', 1024, 32)];
      const deepReaders = [fio('read', 1024, 16), fio('read', 1024, 32)];
      const write = await heat(plan, target, [ours.zero, ...deep], ours.zero);
      const read = await heat(plan, target, [ours.verifyZero, ours.scan, ...deepReaders, peers.badblocks], ours.zero);
      const name = '2 ms added latency';
      return [
        pairWithBest(write, name, 'zero overwrite, best fio with huge pages', ours.zero, deep, atLeast(0.97)),
        pairWithBest(read, name, 'full verify, best fio reading only', ours.verifyZero, deepReaders, null),
        pair(read, name, 'full verify, our read only', ours.verifyZero, ours.scan, atLeast(0.92)),
        pair(read, name, 'full verify, badblocks', ours.verifyZero, peers.badblocks, atLeast(1)),
      ];
    } finally {
      await target.release();
    }
  },
};

function heat(plan: BenchPlan, target: Target, contestants: readonly Contestant[], before?: Contestant): Promise<Heat> {
  const { group, rounds, repeats, say } = plan;
  return runHeat({ group, target, contestants, rounds, repeats, say, ...(before === undefined ? {} : { before }) });
}

function cpuLimit(heat: Heat, target: string, row: string, contestant: Contestant, atMost: number): BenchRow {
  return limit(heat, target, row, contestant, 'CPU s/GB', ({ cpuSecondsPerGb }) => median(cpuSecondsPerGb), atMost);
}

/** Everything but moving bytes of an overwrite and the verify after it: start, break between them, end. */
function deadTime(write: Heat, read: Heat, target: string): BenchRow {
  const [first, second] = [of(write, ours.zero), of(read, ours.verifyZero)];
  const seconds = (median(first.idleMs) + median(second.idleMs)) / 1000;
  return compared(target, 'dead time of overwrite and verify', first, 'limit 0.3 s', 's', seconds, 0.3, { atMost: 1 });
}

/** By the engines' own clocks. */
function slowestToFastest(outputs: readonly string[]): number {
  const elapsed = outputs.map(elapsedMsOf);
  return Math.max(...elapsed) / Math.min(...elapsed);
}
