import { type DeviceKind, deviceKind } from './deviceKind.ts';
import type { DataState, Route } from './disposition.ts';
import type { ClosureReason } from './exceptions.ts';
import type { Thing } from './receivingActs.ts';
import { mustBeOpened } from './reconcile.ts';

/** What is known around a received thing. */
export type ThingFacts = {
  readonly expectedType: string | null;
  readonly drivesInside: number;
  /** Of those, how many are sanitized or destroyed. */
  readonly drivesDone: number;
  /** Whether a record of this very drive, made in this lot, says sanitized. */
  readonly sanitized: boolean;
  /** How its exception was closed. */
  readonly closure: ClosureReason | null;
  /** How its custody ended. */
  readonly ended: 'returned' | 'destroyed' | null;
  readonly route: Route | null;
};

/** What has still to be done with a thing before its lot can be closed, and how its data stands. */
export type ThingDuties = {
  readonly unopened: boolean;
  readonly dataOpen: boolean;
  readonly needsRoute: boolean;
  readonly data: DataState;
};

/** Reasons by which a thing is no thing of this lot any more. `no-asset` is not among them: a data carrier is one, whatever the books say. */
const LEFT_THE_LOT: readonly ClosureReason[] = ['same-device-scanned-twice', 'sent-back', 'belongs-to-another-lot'];

/** Kinds that keep nothing of their owner. Any other kind has to be opened or sanitized. */
const WITHOUT_DATA: readonly (DeviceKind | null)[] = ['monitor', 'dock'];

/** Whether a thing is a drive by itself: somebody said so, the list does, or it was pulled from a computer. */
export function isDriveThing(thing: Pick<Thing, 'deviceKind' | 'insideOf'>, expectedType: string | null): boolean {
  return thing.insideOf !== null || (thing.deviceKind ?? deviceKind(expectedType)) === 'drive';
}

/** The duties of one thing. What nobody looked at is a duty, never a pass. */
export function thingDuties(thing: Thing, facts: ThingFacts): ThingDuties {
  const left = facts.ended !== null || (facts.closure !== null && LEFT_THE_LOT.includes(facts.closure));
  const kind = thing.deviceKind ?? deviceKind(facts.expectedType);
  const isDrive = isDriveThing(thing, facts.expectedType);
  const unopened = !isDrive && mustBeOpened(thing, facts.expectedType, facts.drivesInside);
  const data = dataOf(thing, kind, isDrive, unopened, facts);
  return {
    unopened: !left && unopened,
    // A computer's drives are things of their own and are counted as such.
    dataOpen: !left && data === 'open' && !unopened && facts.drivesInside === 0,
    needsRoute: !left && facts.route === null,
    data,
  };
}

function dataOf(
  thing: Thing,
  kind: DeviceKind | null,
  isDrive: boolean,
  unopened: boolean,
  facts: ThingFacts,
): DataState {
  if (facts.ended === 'destroyed') return 'destroyed';
  if (isDrive) return facts.sanitized ? 'sanitized' : 'open';
  if (thing.foundEmpty) return 'none';
  if (facts.drivesInside > 0) return facts.drivesDone === facts.drivesInside ? 'sanitized' : 'open';
  if (unopened) return 'open';
  return WITHOUT_DATA.includes(kind) ? 'none' : 'open';
}
