import { z } from 'zod';
import { sizeBytes } from './size.ts';
import { techniqueId } from './technique.ts';
import { verdictSchema } from './verdict.ts';

/** The phases of a job in their order. */
export const jobPhase = z.enum(['preflight', 'canaries', 'sanitize', 'canary-check', 'verify', 'seal']);
export type JobPhase = z.infer<typeof jobPhase>;

export const jobState = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('running'),
    phase: jobPhase,
    doneBytes: sizeBytes,
    totalBytes: sizeBytes,
    bytesPerSecond: z.number().nonnegative().nullable(),
    /** Estimate for the whole job, not only this phase; `null` is unknown. */
    remainingMs: z.number().nonnegative().nullable(),
    badBlocks: z.number().int().nonnegative(),
  }),
  /** Was running when the agent died; waits for its drive to come back. */
  z.strictObject({ kind: z.literal('waiting-for-drive'), sinceAt: z.iso.datetime() }),
  z.strictObject({
    kind: z.literal('ended'),
    verdict: verdictSchema,
    recordId: z.string(),
    recordSeq: z.number().int().nonnegative(),
    endedAt: z.iso.datetime(),
  }),
]);
export type JobState = z.infer<typeof jobState>;

/** One sanitization of one drive, from start to sealed record. */
export const job = z.strictObject({
  jobId: z.string().min(1).max(64),
  driveId: z.string(),
  bayId: z.string().nullable(),
  model: z.string().nullable(),
  serialNumber: z.string().nullable(),
  sizeBytes,
  virtual: z.boolean(),
  techniqueId,
  policyId: z.string(),
  operatorId: z.string(),
  operatorName: z.string(),
  assetTag: z.string().nullable(),
  lotName: z.string().nullable(),
  startedAt: z.iso.datetime(),
  resumed: z.number().int().nonnegative(),
  state: jobState,
});
export type Job = z.infer<typeof job>;

/** One line of a job's story, as journalled and as the window's log shows it. `code` has its words in `messages/<language>/journal.json`. */
export const journalLine = z.strictObject({
  at: z.iso.datetime(),
  code: z.string().regex(/^[a-z0-9-]{1,64}$/),
  details: z.record(z.string(), z.unknown()),
});
export type JournalLine = z.infer<typeof journalLine>;
