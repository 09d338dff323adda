import { z } from 'zod';
import { lotState } from '../domain/lot.ts';
import { details, reason } from '../domain/reason.ts';
import { deviceKindName } from '../reconciliation/deviceKind.ts';
import { disposition } from '../reconciliation/disposition.ts';
import { closureReason, exceptionCode } from '../reconciliation/exceptions.ts';
import { thingId } from '../reconciliation/receivingActs.ts';

const lotId = z.string().regex(/^[a-z0-9-]{1,64}$/);
const count = z.number().int().nonnegative();

export const rowStateName = z.enum(['awaited', 'missing', 'matched', 'wrong-type', 'no-drive-inside']);
export const thingStateName = z.enum(['matched', 'wrong-type', 'no-drive-inside', 'unexpected', 'duplicate', 'inside']);
const dataState = z.enum(['sanitized', 'destroyed', 'none', 'open']);

/** The live counters of one lot, and what still stands in the way of closing it. */
export const receivingView = z.strictObject({
  lotId,
  lotName: z.string(),
  state: lotState,
  finished: z.boolean(),
  closed: z.boolean(),
  expected: count,
  rows: z.strictObject({
    awaited: count,
    missing: count,
    matched: count,
    'wrong-type': count,
    'no-drive-inside': count,
  }),
  things: z.strictObject({
    matched: count,
    'wrong-type': count,
    'no-drive-inside': count,
    unexpected: count,
    duplicate: count,
    inside: count,
  }),
  openExceptions: count,
  unopened: count,
  dataOpen: count,
  withoutRoute: count,
  /** Empty when the lot may be closed. Words: `problems` of `messages/<language>/receiving.json`. */
  closingProblems: z.array(reason),
});
export type ReceivingView = z.infer<typeof receivingView>;

export const thingView = z.strictObject({
  thingId,
  number: count,
  serialNumber: z.string().nullable(),
  assetTag: z.string().nullable(),
  deviceKind: deviceKindName.nullable(),
  assetId: z.number().int().positive().nullable(),
  insideOf: thingId.nullable(),
  foundEmpty: z.boolean(),
  state: thingStateName,
  data: dataState,
  unopened: z.boolean(),
  disposition: disposition.nullable(),
  arrivedAt: z.iso.datetime(),
  arrivedBy: z.string(),
});
export type ThingView = z.infer<typeof thingView>;

export const expectedView = z.strictObject({
  assetId: z.number().int().positive(),
  serialNumber: z.string().nullable(),
  assetTag: z.string().nullable(),
  deviceType: z.string().nullable(),
  make: z.string().nullable(),
  model: z.string().nullable(),
});
export type ExpectedView = z.infer<typeof expectedView>;

const candidate = z.strictObject({ value: z.string(), why: z.string() });

/** What a scan did or asks. Only `matched` has changed anything; `actSeq` takes it back. */
export const scanOutcome = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('matched'),
    by: z.enum(['serial', 'asset-tag']),
    thing: thingView,
    row: expectedView,
    actSeq: count,
  }),
  /** It has arrived already: most often the same device, scanned again. */
  z.strictObject({ kind: z.literal('again'), thing: thingView }),
  z.strictObject({ kind: z.literal('several'), rows: z.array(expectedView), candidates: z.array(candidate) }),
  z.strictObject({
    kind: z.literal('unexpected'),
    candidates: z.array(candidate),
    proposals: z.array(z.strictObject({ row: expectedView, why: z.string() })),
  }),
  z.strictObject({
    kind: z.literal('no-identity'),
    others: z.array(z.strictObject({ what: z.string(), value: z.string() })),
    candidates: z.array(candidate),
  }),
]);
export type ScanOutcome = z.infer<typeof scanOutcome>;

export const exceptionView = z.strictObject({
  exceptionId: z.string(),
  code: exceptionCode,
  details,
  raisedAt: z.iso.datetime(),
  /** False: it was put right by itself (the missing device came). */
  standing: z.boolean(),
  thing: thingView.nullable(),
  row: expectedView.nullable(),
  custodySeq: count.nullable(),
  /** The reasons that can close it. */
  reasons: z.array(closureReason),
  closure: z
    .strictObject({ reason: closureReason, note: z.string().nullable(), personName: z.string(), at: z.iso.datetime() })
    .nullable(),
});
export type ExceptionView = z.infer<typeof exceptionView>;
