import { z } from 'zod';

const endLine = z.looseObject({ type: z.literal('end'), elapsedMs: z.number() });

/** The time of a run by the engine's own clock, from its output. Throws when it did not end in order. */
export function elapsedMsOf(output: string): number {
  return endLine.parse(JSON.parse(output.trimEnd().split('\n').at(-1) ?? '')).elapsedMs;
}
