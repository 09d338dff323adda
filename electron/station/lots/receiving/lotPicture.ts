import type { Database } from 'better-sqlite3';
import type { ExpectedView, ReceivingView, ThingView } from '../../../../core/contract/receivingViews.ts';
import type { ExpectedRow } from '../../../../core/reconciliation/chooseExpected.ts';
import {
  closingProblems,
  type LotCounts,
  type LotQuality,
  lotStateOf,
} from '../../../../core/reconciliation/lotRules.ts';
import type { ExpectedAssets } from './expectedAssets.ts';
import type { LotRef } from './lotRefs.ts';
import type { StoredThing } from './thingTable.ts';

/** How quality stands in a lot that holds the drives of these serials; `null` when nobody knows now. */
export type QualityCounts = (lot: {
  readonly name: string;
  readonly holds: (serialNumber: string) => boolean;
}) => LotQuality | null;

/** The live counters of a lot: read, not counted. */
export function lotPictureOf(
  database: Database,
  expected: ExpectedAssets,
  quality: (lot: LotRef) => LotQuality | null,
): (lot: LotRef) => ReceivingView {
  const counts = database.prepare<[number], { what: string; amount: number }>(
    'SELECT what, amount FROM lot_counts WHERE lot_seq = ?',
  );
  return (lot) => {
    const amounts = new Map(counts.all(lot.lotSeq).map(({ what, amount }) => [what, amount]));
    const amount = (what: string) => amounts.get(what) ?? 0;
    const rows = {
      matched: amount('row matched'),
      'wrong-type': amount('row wrong-type'),
      'no-drive-inside': amount('row no-drive-inside'),
    };
    const received = rows.matched + rows['wrong-type'] + rows['no-drive-inside'];
    const rowsExpected = expected.count(lot.lotSeq);
    const absent = Math.max(0, rowsExpected - received);
    const finished = lot.finishedAct !== null;
    const things = {
      matched: amount('thing matched'),
      'wrong-type': amount('thing wrong-type'),
      'no-drive-inside': amount('thing no-drive-inside'),
      unexpected: amount('thing unexpected'),
      duplicate: amount('thing duplicate'),
      inside: amount('thing inside'),
    };
    // A list that was imported after the delivery was called complete: its rows are missing, and nobody has said why.
    const unspoken = finished ? Math.max(0, absent - amount('standing missing')) : 0;
    const counted: LotCounts = {
      expected: rowsExpected,
      receivedRows: received,
      things: Object.values(things).reduce((sum, one) => sum + one, 0),
      finished,
      openExceptions: amount('exceptions open') + unspoken,
      unopened: amount('unopened'),
      drivesOpen: amount('data open'),
      withoutDisposition: amount('needs route'),
      quality: quality(lot),
      closed: lot.closedAct !== null,
    };
    return {
      lotId: lot.lotId,
      lotName: lot.name,
      state: lotStateOf(counted),
      finished,
      closed: counted.closed,
      expected: rowsExpected,
      rows: { awaited: finished ? 0 : absent, missing: finished ? absent : 0, ...rows },
      things,
      openExceptions: counted.openExceptions,
      unopened: counted.unopened,
      dataOpen: counted.drivesOpen,
      withoutRoute: counted.withoutDisposition,
      closingProblems: closingProblems(counted),
    };
  };
}

export function thingViewOf(thing: StoredThing): ThingView {
  const { lotSeq: _, ...view } = thing;
  return view;
}

export function expectedViewOf({
  assetId,
  serialNumber,
  assetTag,
  deviceType,
  make,
  model,
}: ExpectedRow): ExpectedView {
  return { assetId, serialNumber, assetTag, deviceType, make, model };
}
