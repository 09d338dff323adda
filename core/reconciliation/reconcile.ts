import type { ExpectedRow } from './chooseExpected.ts';
import { deviceKind, holdsDrives, isOtherKind } from './deviceKind.ts';
import { nearMisses } from './nearMiss.ts';
import { type NumberedAct, type Thing, thingOf } from './receivingActs.ts';
import { identityKey } from './serialKey.ts';

/** Where an expected row stands. `awaited` is `missing` from the moment on when a person says that the delivery is complete. */
export type RowState = 'awaited' | 'missing' | 'matched' | 'wrong-type' | 'no-drive-inside';
/** Where a received thing stands. `inside`: a drive that no row names, pulled from a computer that is known. */
export type ThingState = 'matched' | 'wrong-type' | 'no-drive-inside' | 'unexpected' | 'duplicate' | 'inside';

export const ROW_STATES: readonly RowState[] = ['awaited', 'missing', 'matched', 'wrong-type', 'no-drive-inside'];
export const THING_STATES: readonly ThingState[] = [
  'matched',
  'wrong-type',
  'no-drive-inside',
  'unexpected',
  'duplicate',
  'inside',
];

/** What decides the state of a thing besides itself. */
export type ThingScene = {
  /** The row that it is linked to. */
  readonly row: { readonly deviceType: string | null } | null;
  /** Whether another thing came before it as the same row, or under the same serial. */
  readonly laterTwin: boolean;
};

/** The one state of a thing. A twin says the least about the device before us, so it comes first. */
export function thingState(thing: Thing, { row, laterTwin }: ThingScene): ThingState {
  if (laterTwin) return 'duplicate';
  if (row === null) return thing.insideOf === null ? 'unexpected' : 'inside';
  if (isOtherKind(deviceKind(row.deviceType), thing.deviceKind)) return 'wrong-type';
  return thing.foundEmpty ? 'no-drive-inside' : 'matched';
}

/** The one state of a row, by the state of the first thing that arrived as it. */
export function rowState(first: ThingState | null, finished: boolean): RowState {
  switch (first) {
    case null:
      return finished ? 'missing' : 'awaited';
    case 'wrong-type':
    case 'no-drive-inside':
    case 'matched':
      return first;
    case 'unexpected':
    case 'duplicate':
    case 'inside':
      throw new Error(`the first thing of a row cannot be ${first}`);
  }
}

/** By what two things can be the same: their row, and their serial or else their tag. Two that share any of them are twins. */
export function twinKeysOf(thing: Pick<Thing, 'assetId' | 'serialNumber' | 'assetTag'>): string[] {
  const keys = thing.assetId === null ? [] : [`row ${thing.assetId}`];
  const serial = identityKey(thing.serialNumber);
  if (serial !== null) return [...keys, `serial ${serial}`];
  const tag = identityKey(thing.assetTag);
  return tag === null ? keys : [...keys, `tag ${tag}`];
}

/** Whether what stands on a device is another identity than its row's: another tag, or a serial that is not even a near miss. A person chose the row. */
export function identityConflict(
  thing: Pick<Thing, 'serialNumber' | 'assetTag'>,
  row: Pick<ExpectedRow, 'serialNumber' | 'assetTag'>,
): boolean {
  const [tag, rowTag] = [identityKey(thing.assetTag), identityKey(row.assetTag)];
  if (tag !== null && rowTag !== null && tag !== rowTag) return true;
  const [serial, rowSerial] = [identityKey(thing.serialNumber), identityKey(row.serialNumber)];
  if (serial === null || rowSerial === null || serial === rowSerial) return false;
  return nearMisses(serial, [{ assetId: 0, serialNumber: row.serialNumber ?? '' }]).length === 0;
}

export type Reconciliation = {
  readonly rows: ReadonlyMap<number, RowState>;
  readonly things: ReadonlyMap<string, { readonly thing: Thing; readonly state: ThingState }>;
};

/**
 * Where everything stands: all rows of a lot and everything that was received, each in exactly one state. `acts` are those that were not taken back. It
 * looks at all of them; the station keeps the same picture act by act, and the tests hold the two together.
 */
export function reconcile(
  rows: readonly ExpectedRow[],
  acts: readonly NumberedAct[],
  finished: boolean,
): Reconciliation {
  const rowsById = new Map(rows.map((row) => [row.assetId, row]));
  const actsOfThing = Map.groupBy(acts, ({ act }) => act.thingId);
  const arrived = [...actsOfThing.values()]
    .map(thingOf)
    .filter((thing) => thing !== null)
    .sort((left, right) => left.number - right.number);
  const seen = new Set<string>();
  const things = new Map<string, { thing: Thing; state: ThingState }>();
  const firstStates = new Map<number, ThingState>();
  for (const thing of arrived) {
    const keys = twinKeysOf(thing);
    const laterTwin = keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    const row = thing.assetId === null ? null : (rowsById.get(thing.assetId) ?? null);
    const state = thingState(thing, { row, laterTwin });
    things.set(thing.thingId, { thing, state });
    if (thing.assetId !== null && !laterTwin) firstStates.set(thing.assetId, state);
  }
  return {
    rows: new Map(rows.map(({ assetId }) => [assetId, rowState(firstStates.get(assetId) ?? null, finished)])),
    things,
  };
}

/** Whether a thing must be opened before its lot can be closed: it holds drives, and neither was one pulled nor was it found empty. */
export function mustBeOpened(thing: Thing, expectedType: string | null, drivesInside: number): boolean {
  const kind = thing.deviceKind ?? deviceKind(expectedType);
  // A kind that nobody said could hold anything.
  return (kind === null || holdsDrives(kind)) && !thing.foundEmpty && drivesInside === 0 && thing.insideOf === null;
}
