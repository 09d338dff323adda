import { z } from 'zod';
import { health } from '../../../core/domain/health.ts';
import { jobPhase } from '../../../core/domain/job.ts';
import { details, reason } from '../../../core/domain/reason.ts';
import { techniqueId } from '../../../core/domain/technique.ts';
import { commandRun } from '../../../core/record/recordV1.ts';
import { jobIntent } from './jobIntent.ts';

const count = z.number().int().nonnegative();
/** Of which namespace the fact is, on a drive that has several. */
const namespace = count.optional();
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

/** How the drive's own erase ended (techniques/deviceTechnique.ts). */
const deviceOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('completed'), notes: z.array(reason).max(64) }),
  z.strictObject({ kind: z.literal('failed'), why: reason }),
  z.strictObject({ kind: z.literal('stalled'), silentMs: z.number().nonnegative() }),
  z.strictObject({ kind: z.literal('unknown'), why: reason }),
  z.strictObject({ kind: z.literal('interrupted'), why: reason }),
]);

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
  /** `sizeBytes` is the capacity the job works on from here. */
  fact('hidden-areas-examined', {
    state: z.enum(['none', 'restored', 'present', 'not-applicable', 'behind-bridge', 'not-examined']),
    why: z.string(),
    sizeBytes: count,
  }),
  fact('technique-started', { techniqueId }),
  fact('technique-note', { what: z.string(), facts: details }),
  fact('technique-ended', { outcome: deviceOutcome }),
  fact('status-page', { name: z.string(), bytes: count, base64: z.string() }),
  fact('command-repeated', { program: z.string(), verb: z.string(), times: count }),
  fact('capacity-read', { sizeBytes: count.nullable(), askedAgain: z.boolean() }),
  fact('survey-taken', { namespace, outcome: z.string(), samples: count, unreadable: count, sha256: z.string() }),
  fact('survey-lost', { why: z.string() }),
  fact('survey-compared', {
    namespace,
    outcome: z.string(),
    subsections: count,
    samples: count,
    sampledBytes: count,
    bytesRead: count,
    unchanged: count,
    changed: count,
    uninformative: count,
    unreadable: count,
    uniformValue: z.number().int().min(0).max(255).nullable(),
  }),
  fact('overwrite-started', { pass: count, fromBytes: count }),
  fact('checkpoint', { durableBytes: count, percent: z.number(), badBlocks: count }),
  fact('overwrite-ended', { outcome: z.string(), durableBytes: count, bytesWritten: count, badBlocks: count }),
  fact('canaries-planted', { namespace, outcome: z.string(), places: count, planted: count, confirmed: count }),
  fact('canaries-checked', {
    namespace,
    outcome: z.string(),
    checked: count,
    gone: count,
    survivors: count,
    unreadable: count,
  }),
  fact('read-back-started', { design: z.enum(['full', 'sampled']) }),
  fact('read-back-ended', {
    namespace,
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
  /** How the engine moved the bytes of this run, and what its trials of other ways reached. */
  fact('transfers-chosen', {
    verb: z.string(),
    backend: z.string(),
    blockBytes: count,
    depth: count,
    memory: z.string(),
    cpuPath: z.string(),
    trials: count,
  }),
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
