import { labelSerialsOf } from '../../../../core/reconciliation/serialKey.ts';
import { isDriveThing } from '../../../../core/reconciliation/thingDuties.ts';
import type { LabelledThing } from '../../bench/labelDesk.ts';
import { driveOwnersOf } from './driveOwner.ts';
import type { ReceivingStore } from './receivingStore.ts';
import type { StoredThing } from './thingTable.ts';

/** A thing as its labels name it, but for what only the station knows. */
export type NamedThing = Omit<LabelledThing, 'virtual' | 'personName'>;

/** What labels say of received things. */
export type ThingLabels = {
  named(thing: StoredThing): NamedThing;
  /**
   * Whether destruction is the way of a drive that no record of this stay speaks of: somebody chose it, or the customer wants nothing else and no way was chosen.
   * `null`: it is no such drive, so it carries no label for that.
   */
  unwipedWay(thing: StoredThing): boolean | null;
  /** Whether destruction is the way of a drive of this serial in any open lot. */
  toBeDestroyed(serialNumber: string): boolean;
};

export function thingLabelsOf(store: ReceivingStore): ThingLabels {
  const { expected, lots, things } = store;
  const owners = driveOwnersOf(store);
  const rowOf = ({ lotSeq, assetId }: StoredThing) => (assetId === null ? null : expected.find(lotSeq, assetId));
  const isDrive = (thing: StoredThing) => isDriveThing(thing, rowOf(thing)?.deviceType ?? null);
  const goesToDestruction = (thing: StoredThing): boolean => {
    const route = thing.disposition?.route ?? null;
    return route === null ? owners.mustBeDestroyed(thing) : route === 'destroy';
  };

  return {
    named(thing) {
      const row = rowOf(thing);
      // The list's model of a computer is not its drive's.
      const model =
        row === null || thing.insideOf !== null ? [] : [row.make, row.model].filter((part) => part !== null);
      return {
        thingId: thing.thingId,
        assetTag: thing.assetTag ?? row?.assetTag ?? null,
        serialNumber: thing.serialNumber ?? row?.serialNumber ?? null,
        model: model.length === 0 ? null : model.join(' '),
        lotName: lots.of(thing.lotSeq).name,
      };
    },
    unwipedWay(thing) {
      if (thing.data !== 'open' || !isDrive(thing)) return null;
      const { serialNumber, arrivedAt } = thing;
      const lotName = lots.of(thing.lotSeq).name;
      const record = serialNumber === null ? null : store.recordOf({ serialNumber, arrivedAt, lotName });
      return record === null ? goesToDestruction(thing) : null;
    },
    toBeDestroyed: (serialNumber) =>
      labelSerialsOf(serialNumber)
        .flatMap((key) => things.bySerial(key))
        .some((thing) => lots.of(thing.lotSeq).closedAct === null && isDrive(thing) && goesToDestruction(thing)),
  };
}
