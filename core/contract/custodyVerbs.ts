import { z } from 'zod';
import { answer } from '../domain/refusal.ts';
import { custodyAct, custodyPlace } from '../reconciliation/custody.ts';
import { thingId } from '../reconciliation/receivingActs.ts';
import { receivingView } from './receivingViews.ts';
import { call } from './rpc.ts';

const sessionToken = z.string().min(16).max(128);
const lotId = z.string().regex(/^[a-z0-9-]{1,64}$/);
const text = (max: number) => z.string().trim().min(1).max(max);
const count = z.number().int().nonnegative();

export const custodySubject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('lot') }),
  z.strictObject({ kind: z.literal('pallet'), pallet: text(64) }),
  z.strictObject({ kind: z.literal('thing'), thingId }),
]);

export type CustodySubjectView = z.infer<typeof custodySubject>;

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

export type CustodyStateView = z.infer<typeof custodyState>;

export const custodyView = z.strictObject({
  eventSeq: count,
  subject: custodySubject,
  at: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
  by: z.string(),
  act: custodyAct,
  takenBack: z.boolean(),
  /** Number of the certificate of destruction that it stands on. */
  destructionId: z.string().nullable(),
});
export type CustodyView = z.infer<typeof custodyView>;

/** Who keeps what, from the dock to the end. Reading is everybody's; what is written down needs a signed-in person. */
export const custodyVerbs = {
  /**
   * `at` is when it happened; what does not fit the chain becomes an exception, it is not refused. A destruction is of one thing, and is sealed by the agent
   * before it is written down; asked again, the answer is the one that stands.
   */
  'custody.add': call({
    in: z.strictObject({
      session: sessionToken,
      lotId,
      subject: custodySubject,
      at: z.iso.datetime(),
      act: custodyAct,
    }),
    out: answer(
      z.strictObject({
        eventSeq: count,
        state: custodyState,
        lot: receivingView,
        destructionId: z.string().nullable(),
      }),
    ),
  }),
  'custody.takeBack': call({
    in: z.strictObject({ session: sessionToken, eventSeq: count }),
    out: answer(z.strictObject({ lot: receivingView })),
  }),
  /** `subject` null: the whole lot with its pallets and things. */
  'custody.list': call({
    in: z.strictObject({ lotId, subject: custodySubject.nullable() }),
    /** `state`: where the subject is now; of the whole lot, where the lot is. */
    out: answer(z.strictObject({ state: custodyState, events: z.array(custodyView).max(5000) })),
  }),
} as const;
