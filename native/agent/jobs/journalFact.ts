import { z } from 'zod';
import { health } from '../../../core/domain/health.ts';
import { jobPhase } from '../../../core/domain/job.ts';
import { reason } from '../../../core/domain/reason.ts';
import { commandRun } from '../../../core/record/recordV1.ts';
import { jobIntent } from './jobIntent.ts';

const count = z.number().int().nonnegative();
const fact = <C extends string, S extends z.ZodRawShape>(code: C, details: S) =>
  z.strictObject({ at: z.iso.datetime(), code: z.literal(code), details: z.strictObject(details) });

/** How a job ended, as `Evidence` takes it. */
export const jobEnding = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('finished') }),
  z.strictObject({ kind: z.literal('failed'), why: reason }),
  z.strictObject({ kind: z.literal('stalled'), silentMs: z.number().nonnegative() }),
  z.strictObject({ kind: z.literal('interrupted'), why: reason }),
]);
export type JobEnding = z.infer<typeof jobEnding>;

/**
 * One line of a job's journal. Each code has its sentence in `core/messages/<language>/journal.json`. The record is made of these lines and of
 * nothing else, so a crash between the end and the seal loses no fact.
 */
export const journalFact = z.discriminatedUnion('code', [
  fact('job-intended', {
    model: z.string(),
    serialNumber: z.string(),
    techniqueId: z.string(),
    policy: z.string(),
    name: z.string(),
    intent: jobIntent,
  }),
  fact('job-resumed', { resumed: count }),
  fact('drive-awaited', {}),
  fact('phase-started', { phase: jobPhase }),
  fact('overwrite-started', { fromBytes: count }),
  fact('checkpoint', { durableBytes: count, percent: z.number(), badBlocks: count }),
  fact('overwrite-ended', { outcome: z.string(), durableBytes: count, bytesWritten: count, badBlocks: count }),
  fact('canaries-planted', { outcome: z.string(), places: count, planted: count, confirmed: count }),
  fact('canaries-checked', { outcome: z.string(), checked: count, gone: count, survivors: count, unreadable: count }),
  fact('read-back-started', { design: z.enum(['full', 'sampled']) }),
  fact('read-back-ended', {
    outcome: z.string(),
    expectedBytes: count,
    bytesRead: count,
    mismatchBytes: count,
    unreadableBlocks: count,
    samples: count.nullable(),
    subsections: count.nullable(),
  }),
  fact('command-run', { program: z.string(), verb: z.string(), ended: z.string(), run: commandRun }),
  fact('bad-range', { operation: z.enum(['read', 'write']), firstLba: count, lastLba: count, error: z.string() }),
  fact('mismatch-found', { firstByte: count, lastByte: count }),
  fact('engine-said', { sentence: z.string() }),
  fact('engine-words-unknown', { line: z.string() }),
  fact('engine-silent', { silentMs: z.number().nonnegative() }),
  fact('cancel-asked', { name: z.string(), why: z.string() }),
  fact('agent-stopping', {}),
  fact('drive-vanished', {}),
  fact('identity-compared', {
    identity: z.enum(['same', 'changed', 'not-read']),
    capacityAfterBytes: count.nullable(),
    healthAfter: health.nullable(),
  }),
  fact('job-ended', {
    ending: jobEnding,
    outcome: z.string(),
    monotonicElapsedMs: z.number().nonnegative().nullable(),
  }),
  fact('record-waiting', { why: z.string() }),
  fact('record-sealed', { recordId: z.uuid(), seq: count }),
]);
export type JournalFact = z.infer<typeof journalFact>;
export type JournalCode = JournalFact['code'];
/** A fact without its time, as the phases report it. */
export type NewFact = { [C in JournalCode]: Omit<Extract<JournalFact, { code: C }>, 'at'> }[JournalCode];
