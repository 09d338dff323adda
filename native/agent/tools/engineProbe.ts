import { z } from 'zod';
import { jsonOutput } from './jsonOutput.ts';
import { type Reading, unknown } from './reading.ts';
import type { RunTool, Tool } from './run.ts';

const count = z.number().int().nonnegative();

/** The engine's `probe` line: what the kernel says about an open descriptor. */
export const engineProbeLine = z.object({
  kind: z.enum(['block', 'file']),
  major: count,
  minor: count,
  inode: count,
  sizeBytes: count.max(Number.MAX_SAFE_INTEGER),
  logicalBlockBytes: count,
  physicalBlockBytes: count,
  readOnly: z.boolean(),
  rotational: z.boolean().nullable(),
  diskSequence: count.nullable(),
});
export type EngineProbe = z.infer<typeof engineProbeLine>;

/** Asks the kernel through an open descriptor (never through a path) what it is now. */
export async function probeDescriptor(run: RunTool, engine: Tool, descriptor: number): Promise<Reading<EngineProbe>> {
  const result = await run(engine, ['probe', '--fd', '3'], { timeoutMs: 15_000, descriptors: [descriptor] });
  if (result.exitCode !== 0) {
    return unknown(
      `engine probe ${result.ending} (exit ${result.exitCode}): ${result.stderr.toString().slice(0, 200)}`,
    );
  }
  return jsonOutput(result, engineProbeLine);
}
