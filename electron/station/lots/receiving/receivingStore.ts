import type { Database } from 'better-sqlite3';
import { type CustodyTable, custodyTableOf } from '../custody/custodyTable.ts';
import { type ActTable, actTableOf } from './actTable.ts';
import { type ExceptionTable, exceptionTableOf } from './exceptionTable.ts';
import { type ExpectedAssets, expectedAssetsOf } from './expectedAssets.ts';
import { type LotRefs, lotRefsOf } from './lotRefs.ts';
import { driveRecordsOf, type FindDriveRecord } from './sanitizedDrives.ts';
import { type ThingTable, thingTableOf } from './thingTable.ts';

/** Everything that receiving keeps (migration 9), on the open store. */
export type ReceivingStore = {
  readonly database: Database;
  readonly clock: () => Date;
  readonly acts: ActTable;
  readonly exceptions: ExceptionTable;
  readonly expected: ExpectedAssets;
  readonly lots: LotRefs;
  readonly custody: CustodyTable;
  readonly things: ThingTable;
  readonly recordOf: FindDriveRecord;
};

export function receivingStoreOf(database: Database, clock: () => Date): ReceivingStore {
  const acts = actTableOf(database, clock);
  const exceptions = exceptionTableOf(database, clock);
  const expected = expectedAssetsOf(database);
  const lots = lotRefsOf(database);
  const custody = custodyTableOf(database, exceptions, clock);
  const recordOf = driveRecordsOf(database);
  const things = thingTableOf(database, {
    acts,
    exceptions,
    expected,
    lots,
    recordOf,
    custodyEnd(lotSeq, thingId) {
      const state = custody.stateOf(lotSeq, { kind: 'thing', id: thingId });
      return state.kind === 'ended' ? state.how : null;
    },
  });
  return { database, clock, acts, exceptions, expected, lots, custody, things, recordOf };
}
