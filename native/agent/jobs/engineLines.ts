import { z } from 'zod';

const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

/**
 * What the engine prints (native/engine/README.md). Loose objects: more fields may come; the ones named here are all that is believed. A line
 * that is none of these is a word we do not know, and then the run proves nothing.
 */
export const engineLine = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('begin'), verb: z.string(), sizeBytes: count }),
  z.looseObject({
    type: z.literal('progress'),
    doneBytes: count,
    totalBytes: count,
    bytesPerSecond: z.number().nonnegative(),
    badBlocks: count,
  }),
  z.looseObject({ type: z.literal('checkpoint'), durableBytes: count, badBlocks: count }),
  z.looseObject({
    type: z.literal('bad-range'),
    operation: z.enum(['read', 'write']),
    firstLba: count,
    lastLba: count,
    errnoName: z.string(),
  }),
  z.looseObject({ type: z.literal('mismatch'), firstByte: count, lastByte: count }),
  z.looseObject({ type: z.literal('canary'), state: z.string() }),
  z.looseObject({ type: z.literal('sample'), offsetBytes: count, lengthBytes: count }),
  z.looseObject({ type: z.literal('unchanged'), offsetBytes: count, lengthBytes: count }),
  z.looseObject({
    type: z.literal('end'),
    verb: z.string(),
    outcome: z.enum(['completed', 'findings', 'too-many-bad', 'stopped', 'refused', 'device-lost', 'fault']),
    reason: z.string().optional(),
  }),
]);
export type EngineLine = z.infer<typeof engineLine>;
export type EngineEnd = Extract<EngineLine, { type: 'end' }>;

const transfers = z.looseObject({
  backend: z.string(),
  blockBytes: count,
  depth: count,
  memory: z.string(),
  cpuPath: z.string(),
  probe: z.array(z.unknown()),
});

/** How the engine moved the bytes; `null` when it does not say. */
export function transfersOf(end: EngineEnd | null): z.infer<typeof transfers> | null {
  return transfers.safeParse(end?.io).data ?? null;
}

/** The line, or `null` when it is none the agent knows. */
export function readEngineLine(text: string): EngineLine | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = engineLine.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** A number of the end line; 0 when it does not say, so that a missing count never counts as one. */
export function countOf(end: EngineEnd | null, name: string): number {
  return count.safeParse(end?.[name]).data ?? 0;
}

/** The same, with "does not say" kept apart. */
export function countOrNull(end: EngineEnd | null, name: string): number | null {
  return count.safeParse(end?.[name]).data ?? null;
}

/** The samples of a survey that consist of one byte, by that byte in hex; `null` when it does not say. */
export function uniformBytesOf(end: EngineEnd | null): Readonly<Record<string, number>> | null {
  return z.record(z.string().regex(/^[0-9a-f]{2}$/), count).safeParse(end?.uniformBytes).data ?? null;
}
