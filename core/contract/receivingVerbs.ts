import { z } from 'zod';
import { answer } from '../domain/refusal.ts';
import { deviceKindName } from '../reconciliation/deviceKind.ts';
import { disposition } from '../reconciliation/disposition.ts';
import { closureReason } from '../reconciliation/exceptions.ts';
import { thingId } from '../reconciliation/receivingActs.ts';
import { custodyVerbs } from './custodyVerbs.ts';
import { driveRules } from './driveRules.ts';
import { insightView } from './insightView.ts';
import { exceptionView, receivingView, scanOutcome, thingStateName, thingView } from './receivingViews.ts';
import { call } from './rpc.ts';
import { throughputVerbs } from './throughputVerbs.ts';

const sessionToken = z.string().min(16).max(128);
const lotId = z.string().regex(/^[a-z0-9-]{1,64}$/);
const text = (max: number) => z.string().trim().min(1).max(max);
const count = z.number().int().nonnegative();
const limit = z.number().int().positive().max(500);

/** `pdf` is for people: it shows what the tables hold. */
export const reportFormat = z.enum(['csv', 'xlsx', 'json', 'pdf']);
export type ReportFormat = z.infer<typeof reportFormat>;

const done = z.strictObject({ actSeq: count, thing: thingView.nullable(), lot: receivingView });

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
  ...custodyVerbs,
  /** What becomes of things, the same for all that are named: all or none. */
  'disposition.set': call({
    in: z.strictObject({ session: sessionToken, lotId, thingIds: z.array(thingId).min(1).max(500), disposition }),
    out: answer(z.strictObject({ things: z.array(thingView), lot: receivingView })),
  }),
  /** Closes a lot in which nothing is open. A closed lot is not opened again: its report is out. */
  'receiving.closeLot': call({ in: z.strictObject({ session: sessionToken, lotId }), out: answer(done) }),
  /** The report in the shape of the customer's own list: one file for each list of the lot, and one for what no list has. As PDF: one file for people. */
  'report.create': call({
    in: z.strictObject({ session: sessionToken, lotId, format: reportFormat }),
    out: answer(z.strictObject({ files: z.array(z.strictObject({ path: z.string(), rows: count })) })),
  }),
  /** What the lots say of a drive before it is wiped; `rules` null: no lot of this name is known here and no open one has the drive, so none says anything. */
  'receiving.driveRules': call({
    in: z.strictObject({
      lotName: text(200).nullable(),
      serialNumber: z.string().max(4096).nullable(),
      assetTag: text(200).nullable(),
    }),
    out: z.strictObject({ rules: driveRules.nullable() }),
  }),
  ...throughputVerbs,
  'insight.read': call({ in: z.strictObject({ lotIds: z.array(lotId).min(1).max(200) }), out: answer(insightView) }),
} as const;

export const receivingEvents = {
  'receiving.changed': receivingView,
} as const;
