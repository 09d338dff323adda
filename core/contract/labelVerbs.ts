import { z } from 'zod';
import { labelKind } from '../domain/label.ts';
import { labelSize, printerLanguage } from '../domain/printer.ts';
import { reason } from '../domain/reason.ts';
import { answer } from '../domain/refusal.ts';
import { thingId } from '../reconciliation/receivingActs.ts';
import { call } from './rpc.ts';
import { sessionToken } from './sessionToken.ts';

export const labelState = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('waiting'), why: reason }),
  z.strictObject({ kind: z.literal('printing') }),
  z.strictObject({ kind: z.literal('printed'), at: z.iso.datetime() }),
  /** Bytes were sent, the end was not seen: a person looks whether the label is there before it is printed again. */
  z.strictObject({ kind: z.literal('uncertain'), why: reason }),
]);
export type LabelState = z.infer<typeof labelState>;

export const queuedLabel = z.strictObject({
  labelId: z.string(),
  /** The record that it is of, with its job; `null` for the label of a received thing that no record speaks of. */
  recordId: z.string().nullable(),
  jobId: z.string().nullable(),
  /** The received thing that it is of; `null` for the label of a record. */
  thingId: z.string().nullable(),
  kind: labelKind,
  serialNumber: z.string().nullable(),
  assetTag: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** 1 for the first print; each reprint adds one and has a reason. */
  copy: z.number().int().positive(),
  reprintReason: z.string().nullable(),
  state: labelState,
});
export type QueuedLabel = z.infer<typeof queuedLabel>;

/** A label as the printer that is set up prints it: the very dots, and how they are said. */
export const labelPreview = z.strictObject({
  pngBase64: z.string(),
  language: printerLanguage,
  labelSize,
  dotsPerMillimetre: z.number().int(),
  sentBytes: z.number().int(),
});
export type LabelPreview = z.infer<typeof labelPreview>;

/** The label queue: everything that was queued is in the snapshot and told by `label.changed`. */
export const labelVerbs = {
  'labels.preview': call({
    in: z.strictObject({ labelId: z.string() }),
    out: answer(labelPreview),
  }),
  'labels.reprint': call({
    in: z.strictObject({ session: sessionToken, labelId: z.string(), why: z.string().trim().min(1).max(500) }),
    out: answer(queuedLabel),
  }),
  /** A person looked: the uncertain label is there (`printed`) or is not (it is printed again as the same copy). */
  'labels.resolve': call({
    in: z.strictObject({ session: sessionToken, labelId: z.string(), found: z.boolean() }),
    out: answer(queuedLabel),
  }),
  /**
   * Queues the ASSET label of each received thing. One that has its label already is answered with it and not printed again, unless the thing is called
   * otherwise by now: then the next copy says so, and why. All or none.
   */
  'labels.asset': call({
    in: z.strictObject({ session: sessionToken, thingIds: z.array(thingId).min(1).max(500) }),
    out: answer(z.strictObject({ labels: z.array(queuedLabel), queued: z.number().int().nonnegative() })),
  }),
} as const;
