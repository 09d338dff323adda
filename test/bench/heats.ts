import { agentPath } from './agentPath.ts';
import type { BenchPlan } from './benchPlan.ts';
import type { BenchRow } from './benchRow.ts';
import { memoryPart, nwipePart, parallelPart, shredPart } from './memoryParts.ts';
import { diskPart, latencyPart, zramPart } from './otherParts.ts';
import { samplePart, throttledPart } from './slowDriveParts.ts';

/** The parts of the bench, each with a target of its own that is gone afterwards. */
export const parts: Readonly<Record<string, (plan: BenchPlan) => Promise<readonly BenchRow[]>>> = {
  memory: memoryPart,
  nwipe: nwipePart,
  shred: shredPart,
  disk: diskPart,
  zram: zramPart,
  parallel: parallelPart,
  throttled: throttledPart,
  sample: samplePart,
  latency: latencyPart,
  agent: agentPath,
};
