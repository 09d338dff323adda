import { z } from 'zod';
import { bay } from '../domain/bay.ts';
import { bayMap, bayPath } from '../domain/bayMap.ts';
import { answer } from '../domain/refusal.ts';
import { call } from './rpc.ts';
import { sessionToken } from './sessionToken.ts';

const nothing = z.strictObject({});
const entrySeq = z.number().int().nonnegative().nullable();

/** A place of the computer that holds a drive now. */
export const bayPlace = z.strictObject({ path: bayPath, driveId: z.string() });
export type BayPlace = z.infer<typeof bayPlace>;

/** `map` null: bays are numbered as drives are first seen. `seq`: the ledger entry by which it holds; null before anybody laid the bench out. */
export const bayMapView = z.strictObject({
  map: bayMap.nullable(),
  seq: entrySeq,
  places: z.array(bayPlace).max(1024),
});
export type BayMapView = z.infer<typeof bayMapView>;

/** The layout of the bench, spread into both contracts. */
export const bayVerbs = {
  'bays.view': call({ in: nothing, out: answer(bayMapView) }),
  /**
   * Lays the bench out, for drives that come and wipes that begin from now on; only a shift lead. Refused while a bay that would change its number holds a wipe,
   * and when `basedOn` is not the layout in force: somebody else changed it meanwhile.
   */
  'bays.setMap': call({
    in: z.strictObject({ session: sessionToken, map: bayMap.nullable(), basedOn: entrySeq }),
    out: answer(bayMapView),
  }),
  /** Asks the enclosure to light or darken the bay's locate LED. `done` means that it was asked: whether it is lit only a person sees. */
  'bays.locate': call({
    in: z.strictObject({ session: sessionToken, bayId: z.string().max(64), lit: z.boolean() }),
    out: answer(nothing),
  }),
} as const;

export const bayEvents = { 'bays.changed': z.strictObject({ bays: z.array(bay) }) } as const;
