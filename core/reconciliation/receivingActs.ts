import { z } from 'zod';
import { because, type Reason } from '../domain/reason.ts';
import { type DeviceKind, deviceKindName } from './deviceKind.ts';

export const thingId = z.string().regex(/^[a-z0-9-]{1,64}$/);
const text = z.string().trim().min(1).max(200);

/**
 * What a person did with one received thing. Acts are only ever added; what was wrong is taken back by an act that says so. The first act of a thing is
 * its arrival.
 */
export const thingAct = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('arrived'),
    thingId,
    serialNumber: text.nullable(),
    assetTag: text.nullable(),
    /** What stands before the person; `null`: not said. */
    deviceKind: deviceKindName.nullable(),
    /** The row that it is, by an equal serial or tag or by the person's choice; `null`: nobody expected it. */
    assetId: z.number().int().positive().nullable(),
    /** The computer that it was pulled from. */
    insideOf: thingId.nullable(),
  }),
  /** A person says which row it is. */
  z.strictObject({ act: z.literal('linked'), thingId, assetId: z.number().int().positive() }),
  z.strictObject({ act: z.literal('looked-at'), thingId, deviceKind: deviceKindName }),
  /** It was opened and there is no drive in it. */
  z.strictObject({ act: z.literal('found-empty'), thingId }),
  /** A drive that had arrived turns out to be from this computer. */
  z.strictObject({ act: z.literal('pulled-from'), thingId, insideOf: thingId }),
]);
export type ThingAct = z.infer<typeof thingAct>;

/** An act with its place among all acts of the lot. */
export type NumberedAct = { readonly number: number; readonly act: ThingAct };

/** A received thing, as its acts made it. */
export type Thing = {
  readonly thingId: string;
  /** The place of its arrival among the acts of the lot. */
  readonly number: number;
  readonly serialNumber: string | null;
  readonly assetTag: string | null;
  readonly deviceKind: DeviceKind | null;
  readonly assetId: number | null;
  readonly insideOf: string | null;
  readonly foundEmpty: boolean;
};

/** The thing that its acts, in their order and without those taken back, make; `null` when it never arrived. */
export function thingOf(acts: readonly NumberedAct[]): Thing | null {
  let thing: Thing | null = null;
  for (const { number, act } of acts) {
    if (act.act === 'arrived') {
      const { act: _, ...arrival } = act;
      thing = { ...arrival, number, foundEmpty: false };
    } else if (thing !== null) thing = after(thing, act);
  }
  return thing;
}

function after(thing: Thing, act: Exclude<ThingAct, { act: 'arrived' }>): Thing {
  switch (act.act) {
    case 'linked':
      return { ...thing, assetId: act.assetId };
    case 'looked-at':
      return { ...thing, deviceKind: act.deviceKind };
    case 'found-empty':
      return { ...thing, foundEmpty: true };
    case 'pulled-from':
      return { ...thing, insideOf: act.insideOf };
  }
}

/** What is known of other things when an act is judged. */
export type ActScene = {
  readonly thing: (thingId: string) => Thing | null;
  readonly drivesInside: (thingId: string) => number;
  readonly isExpected: (assetId: number) => boolean;
};

/** Why an act cannot be; `null` when it can. What would leave the picture contradicting itself is refused before it is written. */
export function actProblem(act: ThingAct, scene: ActScene): Reason | null {
  const thing = scene.thing(act.thingId);
  if (act.act === 'arrived') {
    if (thing !== null) return because('thing-arrived-already');
    if (act.serialNumber === null && act.assetTag === null) return because('thing-without-identity');
    if (act.assetId !== null && !scene.isExpected(act.assetId)) return because('asset-not-of-this-lot');
    return act.insideOf === null ? null : insideProblem(act.thingId, act.insideOf, scene);
  }
  if (thing === null) return because('thing-not-here');
  switch (act.act) {
    case 'linked':
      return scene.isExpected(act.assetId) ? null : because('asset-not-of-this-lot');
    case 'looked-at':
      return null;
    case 'found-empty':
      if (scene.drivesInside(act.thingId) > 0) return because('drives-were-pulled-from-it');
      return thing.insideOf === null ? null : because('drive-holds-no-drives');
    case 'pulled-from':
      if (scene.drivesInside(act.thingId) > 0 || thing.foundEmpty) return because('drive-holds-no-drives');
      return insideProblem(act.thingId, act.insideOf, scene);
  }
}

function insideProblem(driveId: string, computerId: string, scene: ActScene): Reason | null {
  if (driveId === computerId) return because('drive-holds-no-drives');
  const computer = scene.thing(computerId);
  if (computer === null) return because('thing-not-here');
  if (computer.insideOf !== null) return because('drive-holds-no-drives');
  return computer.foundEmpty ? because('computer-was-found-empty') : null;
}

/** Things that an act speaks of. An act can be taken back while no later act speaks of the same things. */
export function thingsOfAct(act: ThingAct): string[] {
  const inside = act.act === 'arrived' || act.act === 'pulled-from' ? act.insideOf : null;
  return inside === null ? [act.thingId] : [act.thingId, inside];
}
