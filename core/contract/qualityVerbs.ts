import { z } from 'zod';
import { pin } from '../domain/person.ts';
import { qualityDecision, qualityView, recoveryTool } from '../domain/quality.ts';
import { answer } from '../domain/refusal.ts';
import { call } from './rpc.ts';
import { sessionToken } from './sessionToken.ts';

const text = (max: number) => z.string().trim().min(1).max(max);
const nothing = z.strictObject({});

/** The calls of quality assurance, spread into both contracts. */
export const qualityVerbs = {
  'quality.queue': call({ in: nothing, out: qualityView }),
  /** Ends the draw of a lot and tells its seed. A lot of which nothing was drawn gets one drive drawn now. */
  'quality.closeDraw': call({
    in: z.strictObject({ session: sessionToken, lotName: text(200).nullable() }),
    out: answer(z.strictObject({ drawnRecordIds: z.array(z.string()), seedHex: z.string() })),
  }),
  /** Begins to read a drawn drive again, by another plan; the queue shows how it ends. Nothing is written to the drive. */
  'quality.reverify': call({
    in: z.strictObject({ session: sessionToken, recordId: z.string().max(64), driveId: z.string().max(200) }),
    out: answer(nothing),
  }),
  'quality.decide': call({
    in: z.strictObject({
      session: sessionToken,
      pin,
      recordId: z.string().max(64),
      decision: qualityDecision,
      why: text(500),
      recoveryTool: recoveryTool.nullable(),
    }),
    out: answer(nothing),
  }),
  /** One of the two releases that a held lot needs; `released` says whether it was the second. */
  'quality.releaseLot': call({
    in: z.strictObject({ session: sessionToken, pin, lotName: text(200), why: text(500) }),
    out: answer(z.strictObject({ released: z.boolean() })),
  }),
} as const;

/** Something in `quality.queue` changed: ask again. */
export const qualityEvents = {
  'quality.changed': z.strictObject({ waiting: z.number().int().nonnegative(), held: z.number().int().nonnegative() }),
} as const;
