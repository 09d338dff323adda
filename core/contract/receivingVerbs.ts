import { z } from 'zod';
import { lotState } from '../domain/lot.ts';
import { details, reason } from '../domain/reason.ts';
import { answer } from '../domain/refusal.ts';
import { custodyAct, custodyPlace } from '../reconciliation/custody.ts';
import { disposition, gradeReason, repairCode } from '../reconciliation/disposition.ts';
import { closureReason, exceptionCode } from '../reconciliation/exceptions.ts';
import { call } from './rpc.ts';

const sessionToken = z.string().min(16).max(128);
const lotId = z.string().regex(/^[a-z0-9-]{1,64}$/);
const thingId = z.string().regex(/^[a-z0-9-]{1,64}$/);
const text = (max: number) => z.string().trim().min(1).max(max);
const count = z.number().int().nonnegative();
const limit = z.number().int().positive().max(500);

export const rowStateName = z.enum(['awaited', 'missing', 'matched', 'wrong-type', 'no-drive-inside']);
export const thingStateName = z.enum(['matched', 'wrong-type', 'no-drive-inside', 'unexpected', 'duplicate', 'inside']);
const dataState = z.enum(['sanitized', 'destroyed', 'none', 'open']);
export const deviceKindName = z.enum([
  'laptop',
  'desktop',
  'server',
  'drive',
  'tablet',
  'phone',
  'monitor',
  'printer',
  'network',
  'storage',
  'dock',
  'other',
]);

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

const custodySubject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('lot') }),
  z.strictObject({ kind: z.literal('pallet'), pallet: text(64) }),
  z.strictObject({ kind: z.literal('thing'), thingId }),
]);

export const custodyState = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('not-received') }),
  z.strictObject({ kind: z.literal('at-place'), place: custodyPlace, at: z.iso.datetime() }),
  z.strictObject({
    kind: z.literal('with-person'),
    holder: z.string(),
    place: z.string().nullable(),
    at: z.iso.datetime(),
  }),
  z.strictObject({ kind: z.literal('ended'), how: z.enum(['returned', 'destroyed']), at: z.iso.datetime() }),
]);

export const custodyView = z.strictObject({
  eventSeq: count,
  subject: custodySubject,
  at: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
  by: z.string(),
  act: custodyAct,
  takenBack: z.boolean(),
});
export type CustodyView = z.infer<typeof custodyView>;

const driveRules = z.strictObject({
  owner: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('asset'),
      assetId: z.number().int().positive(),
      securityRequirement: z.string().nullable(),
    }),
    z.strictObject({ kind: z.literal('added') }),
    z.strictObject({ kind: z.literal('inside-unknown') }),
    z.strictObject({ kind: z.literal('unknown') }),
  ]),
  allowed: z.array(z.string()),
  refused: z.array(z.strictObject({ policyId: z.string(), why: reason })),
  mustBeDestroyed: z.boolean(),
  certify: reason.nullable(),
});

const done = z.strictObject({ actSeq: count, thing: thingView.nullable(), lot: receivingView });

const share = z.strictObject({ count, of: count });
const valueSum = z.strictObject({
  currency: z.string(),
  estimatedMinorUnits: z.number().int(),
  estimatedCount: count,
  realizedMinorUnits: z.number().int(),
  realizedCount: count,
});
const missingGroup = z.strictObject({ name: z.string().nullable(), missing: share });
const pattern = <Code extends z.ZodType>(code: Code) =>
  z.strictObject({ code, count, models: z.array(z.strictObject({ model: z.string().nullable(), share })) });

/** What a customer's lots teach. Groups without a name hold rows that do not say theirs. */
export const insightView = z.strictObject({
  rows: count,
  values: z.array(
    z.strictObject({
      model: z.string().nullable(),
      received: count,
      grades: z.strictObject({ A: count, B: count, C: count, D: count, unknown: count }),
      values: z.array(valueSum),
    }),
  ),
  failures: z.array(z.strictObject({ model: z.string().nullable(), failed: share, destroyed: share })),
  missingByDepartment: z.array(missingGroup),
  missingByLocation: z.array(missingGroup),
  days: z.strictObject({
    known: count,
    unknown: count,
    contradicting: count,
    medianDays: count.nullable(),
    ninetiethDays: count.nullable(),
    longestDays: count.nullable(),
    bars: z.array(z.strictObject({ upToDays: count.nullable(), count })),
  }),
  repairs: z.array(pattern(repairCode)),
  wear: z.array(pattern(gradeReason)),
  refresh: z.array(
    z.strictObject({
      years: count.nullable(),
      received: count,
      remarketed: share,
      values: z.array(valueSum),
    }),
  ),
});
export type InsightView = z.infer<typeof insightView>;

/**
 * Receiving, custody, disposition and the report back. Reading is everybody's. What is done at the bench needs a signed-in person; closing a lot, taking its
 * completeness back and the report need a shift lead.
 */
export const receivingVerbs = {
  'receiving.view': call({ in: z.strictObject({ lotId }), out: answer(receivingView) }),
  /** A scan or paste of any codes of one device. `insideOf`: it was pulled from this computer. */
  'receiving.scan': call({
    in: z.strictObject({
      session: sessionToken,
      lotId,
      text: z.string().min(1).max(8192),
      deviceKind: deviceKindName.nullable(),
      insideOf: thingId.nullable(),
    }),
    out: answer(z.strictObject({ outcome: scanOutcome, lot: receivingView })),
  }),
  /** A person's decision after a scan that asked: a row that was chosen, or a device that nobody expected (`assetId` null). */
  'receiving.arrive': call({
    in: z.strictObject({
      session: sessionToken,
      lotId,
      serialNumber: text(200).nullable(),
      assetTag: text(200).nullable(),
      deviceKind: deviceKindName.nullable(),
      assetId: z.number().int().positive().nullable(),
      insideOf: thingId.nullable(),
    }),
    out: answer(done),
  }),
  'receiving.link': call({
    in: z.strictObject({ session: sessionToken, thingId, assetId: z.number().int().positive() }),
    out: answer(done),
  }),
  'receiving.lookAt': call({
    in: z.strictObject({ session: sessionToken, thingId, deviceKind: deviceKindName }),
    out: answer(done),
  }),
  'receiving.foundEmpty': call({ in: z.strictObject({ session: sessionToken, thingId }), out: answer(done) }),
  'receiving.pulledFrom': call({
    in: z.strictObject({ session: sessionToken, thingId, insideOf: thingId }),
    out: answer(done),
  }),
  /** A person says that the delivery is complete: what was not received is missing from now on. */
  'receiving.finish': call({ in: z.strictObject({ session: sessionToken, lotId }), out: answer(done) }),
  /** Takes back what an act did, by another act. Refused while later acts speak of the same things. */
  'receiving.takeBack': call({ in: z.strictObject({ session: sessionToken, actSeq: count }), out: answer(done) }),
  'receiving.things': call({
    in: z.strictObject({ lotId, state: thingStateName.nullable(), limit, after: count }),
    out: answer(z.strictObject({ things: z.array(thingView), next: count.nullable() })),
  }),
  'receiving.inside': call({
    in: z.strictObject({ thingId }),
    out: answer(z.strictObject({ things: z.array(thingView) })),
  }),
  'exceptions.list': call({
    in: z.strictObject({ lotId, openOnly: z.boolean(), limit, after: z.string().max(200) }),
    out: answer(z.strictObject({ exceptions: z.array(exceptionView), next: z.string().nullable() })),
  }),
  'exceptions.close': call({
    in: z.strictObject({
      session: sessionToken,
      exceptionId: z.string().max(200),
      reason: closureReason,
      note: text(500).nullable(),
    }),
    out: answer(z.strictObject({ exception: exceptionView, lot: receivingView })),
  }),
  'exceptions.reopen': call({
    in: z.strictObject({ session: sessionToken, exceptionId: z.string().max(200) }),
    out: answer(z.strictObject({ exception: exceptionView, lot: receivingView })),
  }),
  /** `at` is when it happened; what does not fit the chain becomes an exception, it is not refused. */
  'custody.add': call({
    in: z.strictObject({
      session: sessionToken,
      lotId,
      subject: custodySubject,
      at: z.iso.datetime(),
      act: custodyAct,
    }),
    out: answer(z.strictObject({ eventSeq: count, state: custodyState, lot: receivingView })),
  }),
  'custody.takeBack': call({
    in: z.strictObject({ session: sessionToken, eventSeq: count }),
    out: answer(z.strictObject({ lot: receivingView })),
  }),
  /** `subject` null: the whole lot with its pallets and things. */
  'custody.list': call({
    in: z.strictObject({ lotId, subject: custodySubject.nullable() }),
    out: answer(z.strictObject({ events: z.array(custodyView).max(5000) })),
  }),
  /** What becomes of things, the same for all that are named: all or none. */
  'disposition.set': call({
    in: z.strictObject({ session: sessionToken, lotId, thingIds: z.array(thingId).min(1).max(500), disposition }),
    out: answer(z.strictObject({ things: z.array(thingView), lot: receivingView })),
  }),
  /** Closes a lot in which nothing is open. A closed lot is not opened again: its report is out. */
  'receiving.closeLot': call({ in: z.strictObject({ session: sessionToken, lotId }), out: answer(done) }),
  /** The report in the shape of the customer's own list: one file for each list of the lot, and one for what no list has. */
  'report.create': call({
    in: z.strictObject({ session: sessionToken, lotId, format: z.enum(['csv', 'xlsx', 'json']) }),
    out: answer(z.strictObject({ files: z.array(z.strictObject({ path: z.string(), rows: count })) })),
  }),
  /** What a lot says of a drive before it is wiped; `rules` null: no lot of this name is known here, and it says nothing. */
  'receiving.driveRules': call({
    in: z.strictObject({
      lotName: text(200),
      serialNumber: z.string().max(4096).nullable(),
      assetTag: text(200).nullable(),
    }),
    out: z.strictObject({ rules: driveRules.nullable() }),
  }),
  'insight.read': call({ in: z.strictObject({ lotIds: z.array(lotId).min(1).max(200) }), out: answer(insightView) }),
} as const;

export const receivingEvents = {
  'receiving.changed': receivingView,
} as const;
