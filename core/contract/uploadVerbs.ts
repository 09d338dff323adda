import { z } from 'zod';
import { reason } from '../domain/reason.ts';
import { answer } from '../domain/refusal.ts';
import { call } from './rpc.ts';
import { sessionToken } from './sessionToken.ts';

/** One place that ledger entries are uploaded to. `target` holds no secret. */
export const uploadSinkView = z.strictObject({
  name: z.string(),
  kind: z.enum(['https', 'postgres', 'directory']),
  target: z.string(),
  /** Entries of the ledger that are durable there, and those that wait. */
  sent: z.number().int().nonnegative(),
  waiting: z.number().int().nonnegative(),
  lastSuccessAt: z.iso.datetime().nullable(),
  state: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('done') }),
    z.strictObject({ kind: z.literal('sending') }),
    /** By a shift lead, until one lets it go on. */
    z.strictObject({ kind: z.literal('paused') }),
    /** It is tried again by itself, not before `retryAt`. */
    z.strictObject({ kind: z.literal('waiting'), why: reason, retryAt: z.iso.datetime().nullable() }),
    /** Trying again would give the same answer: a person looks and un-parks. */
    z.strictObject({ kind: z.literal('parked'), why: reason }),
  ]),
});
export type UploadSinkView = z.infer<typeof uploadSinkView>;

/** `problem`: the upload settings cannot be used, so nothing is uploaded. */
export const uploadsView = z.strictObject({ sinks: z.array(uploadSinkView), problem: reason.nullable() });
export type UploadsView = z.infer<typeof uploadsView>;

/** What is uploaded, and what stands in its way. */
export const uploadVerbs = {
  'uploads.list': call({ in: z.strictObject({}), out: uploadsView }),
  /** A shift lead has put right what stood in the way: the parked sink goes on. */
  'uploads.unpark': call({
    in: z.strictObject({ session: sessionToken, sink: z.string().max(64) }),
    out: answer(uploadSinkView),
  }),
  /** Tries now instead of after the pause, with the settings as they are now. */
  'uploads.sendNow': call({
    in: z.strictObject({ session: sessionToken, sink: z.string().max(64) }),
    out: answer(uploadSinkView),
  }),
} as const;
