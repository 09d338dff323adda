import type { Database } from 'better-sqlite3';
import type { ExpectedRow } from '../../../../core/reconciliation/chooseExpected.ts';
import type { DeviceKind } from '../../../../core/reconciliation/deviceKind.ts';
import { type DataState, type Disposition, disposition } from '../../../../core/reconciliation/disposition.ts';
import { exceptionOfThing } from '../../../../core/reconciliation/exceptions.ts';
import { type Thing, thingOf } from '../../../../core/reconciliation/receivingActs.ts';
import {
  identityConflict,
  type ThingState,
  thingState,
  twinKeysOf,
} from '../../../../core/reconciliation/reconcile.ts';
import { identityKey } from '../../../../core/reconciliation/serialKey.ts';
import { thingDuties } from '../../../../core/reconciliation/thingDuties.ts';
import type { CustodyEnd } from '../custody/custodyTable.ts';
import type { ActTable } from './actTable.ts';
import type { ExceptionTable } from './exceptionTable.ts';
import type { ExpectedAssets } from './expectedAssets.ts';
import type { LotRefs } from './lotRefs.ts';
import type { FindDriveRecord } from './sanitizedDrives.ts';

/** A received thing as it stands. */
export type StoredThing = Thing & {
  readonly lotSeq: number;
  readonly state: ThingState;
  readonly data: DataState;
  readonly unopened: boolean;
  readonly disposition: Disposition | null;
  readonly arrivedAt: string;
  readonly arrivedBy: string;
};

export type ThingTable = {
  find(thingId: string): StoredThing | null;
  ofAsset(assetId: number): StoredThing[];
  bySerial(key: string): StoredThing[];
  byTag(key: string): StoredThing[];
  inside(thingId: string): StoredThing[];
  /** In the order of arrival; `state` null: all. `after` is a thing's number. */
  list(lotSeq: number, state: ThingState | null, after: number, limit: number): StoredThing[];
  /** Makes the picture of a thing anew from its acts, and of everything that its change touches. */
  refresh(lotSeq: number, thingId: string): void;
};

type Row = {
  thing_id: string;
  lot_seq: number;
  number: number;
  serial_number: string | null;
  asset_tag: string | null;
  device_kind: string | null;
  asset_id: number | null;
  inside_of: string | null;
  found_empty: number;
  state: string;
  data: string;
  unopened: number;
  disposition: string | null;
  arrived_at: string;
  arrived_by: string;
};

const SELECT = `SELECT thing_id, lot_seq, number, serial_number, asset_tag, device_kind, asset_id, inside_of, found_empty, state, data, unopened, disposition,
  arrived_at, arrived_by FROM received_things`;

export const thingStatements = {
  list: `${SELECT} WHERE lot_seq = ? AND number > ? ORDER BY number LIMIT ?`,
  listOfState: `${SELECT} WHERE lot_seq = ? AND state = ? AND number > ? ORDER BY number LIMIT ?`,
  bySerial: `${SELECT} WHERE serial_key = ? ORDER BY number`,
  byTag: `${SELECT} WHERE tag_key = ? ORDER BY number`,
  ofAsset: `${SELECT} WHERE asset_id = ? ORDER BY number`,
  inside: `${SELECT} WHERE inside_of = ? ORDER BY number`,
} as const;

export type ThingTools = {
  readonly acts: ActTable;
  readonly exceptions: ExceptionTable;
  readonly expected: ExpectedAssets;
  readonly lots: LotRefs;
  readonly recordOf: FindDriveRecord;
  readonly custodyEnd: CustodyEnd;
};

export function thingTableOf(database: Database, tools: ThingTools): ThingTable {
  const { acts, exceptions, expected, lots } = tools;
  const one = database.prepare<[string], Row>(`${SELECT} WHERE thing_id = ?`);
  const list = database.prepare<[number, number, number], Row>(thingStatements.list);
  const listOfState = database.prepare<[number, string, number, number], Row>(thingStatements.listOfState);
  const bySerial = database.prepare<[string], Row>(thingStatements.bySerial);
  const byTag = database.prepare<[string], Row>(thingStatements.byTag);
  const ofAsset = database.prepare<[number], Row>(thingStatements.ofAsset);
  const inside = database.prepare<[string], Row>(thingStatements.inside);
  const drop = database.prepare('DELETE FROM received_things WHERE thing_id = ?');
  const put = database.prepare(
    `INSERT INTO received_things (thing_id, lot_seq, number, serial_number, asset_tag, serial_key, tag_key, device_kind, asset_id, inside_of, found_empty,
         state, data, unopened, data_open, needs_route, disposition, arrived_at, arrived_by)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (thing_id) DO UPDATE SET serial_number = excluded.serial_number, asset_tag = excluded.asset_tag, serial_key = excluded.serial_key,
         tag_key = excluded.tag_key, device_kind = excluded.device_kind, asset_id = excluded.asset_id, inside_of = excluded.inside_of,
         found_empty = excluded.found_empty, state = excluded.state, data = excluded.data, unopened = excluded.unopened, data_open = excluded.data_open,
         needs_route = excluded.needs_route, disposition = excluded.disposition`,
  );
  const twinKeys = database.prepare<[string], string>('SELECT key FROM thing_twins WHERE thing_id = ?').pluck();
  const dropTwins = database.prepare('DELETE FROM thing_twins WHERE thing_id = ?');
  const addTwin = database.prepare('INSERT INTO thing_twins (lot_seq, key, number, thing_id) VALUES (?, ?, ?, ?)');
  const twins = database
    .prepare<[number, string], string>('SELECT thing_id FROM thing_twins WHERE lot_seq = ? AND key = ?')
    .pluck();
  const earlierTwin = database
    .prepare<[number, string, number], number>(
      'SELECT 1 FROM thing_twins WHERE lot_seq = ? AND key = ? AND number < ? LIMIT 1',
    )
    .pluck();
  const putRow = database.prepare(
    `INSERT INTO row_states (asset_id, lot_seq, thing_id, state) VALUES (?, ?, ?, ?)
       ON CONFLICT (asset_id) DO UPDATE SET thing_id = excluded.thing_id, state = excluded.state`,
  );
  const dropRow = database.prepare('DELETE FROM row_states WHERE asset_id = ?');

  const find = (thingId: string) => {
    const row = one.get(thingId);
    return row === undefined ? null : storedOf(row);
  };

  function derive(lotSeq: number, thingId: string): StoredThing | null {
    const living = acts.livingOf(thingId);
    const thing = thingOf(living);
    if (thing === null) {
      drop.run(thingId);
      for (const { code } of exceptions.standingOf({ thingId }))
        exceptions.set(lotSeq, code, { kind: 'thing', thingId }, false);
      return null;
    }
    const row = thing.assetId === null ? null : expected.find(lotSeq, thing.assetId);
    const laterTwin = twinKeysOf(thing).some((key) => earlierTwin.get(lotSeq, key, thing.number) !== undefined);
    const state = thingState(thing, { row, laterTwin });
    raise(lotSeq, thing, row, state);
    const wish = acts.livingDisposition(thingId);
    const lot = lots.of(lotSeq);
    const arrival = acts.arrivalOf(thing.number);
    const drives = inside.all(thingId);
    const ended = tools.custodyEnd(lotSeq, thingId);
    const record =
      thing.serialNumber === null
        ? null
        : tools.recordOf({ serialNumber: thing.serialNumber, arrivedAt: arrival.at, lotName: lot.name });
    const duties = thingDuties(thing, {
      expectedType: row?.deviceType ?? null,
      drivesInside: drives.length,
      drivesDone: drives.filter(({ data }) => data === 'sanitized' || data === 'destroyed').length,
      sanitized: record?.outcome === 'sanitized',
      closure: closureOf(thingId),
      ended,
      route: wish?.route ?? null,
    });
    put.run(
      thingId,
      lotSeq,
      thing.number,
      thing.serialNumber,
      thing.assetTag,
      identityKey(thing.serialNumber),
      identityKey(thing.assetTag),
      thing.deviceKind,
      thing.assetId,
      thing.insideOf,
      thing.foundEmpty ? 1 : 0,
      state,
      duties.data,
      duties.unopened ? 1 : 0,
      duties.dataOpen ? 1 : 0,
      duties.needsRoute ? 1 : 0,
      wish === null ? null : JSON.stringify(wish),
      arrival.at,
      arrival.by,
    );
    return find(thingId);
  }

  /** The exceptions that the thing's state is; those that it no longer is are put right. */
  function raise(lotSeq: number, thing: Thing, row: ExpectedRow | null, state: ThingState): void {
    const subject = { kind: 'thing', thingId: thing.thingId } as const;
    const now = exceptionOfThing(state);
    for (const code of ['unexpected', 'duplicate', 'wrong-type', 'no-drive-inside'] as const) {
      // A computer of the wrong type that is empty is both.
      const alsoEmpty = code === 'no-drive-inside' && thing.foundEmpty && state === 'wrong-type';
      exceptions.set(lotSeq, code, subject, code === now || alsoEmpty);
    }
    exceptions.set(lotSeq, 'identity-conflict', subject, row !== null && identityConflict(thing, row));
  }

  function closureOf(thingId: string) {
    const closed = exceptions
      .standingOf({ thingId })
      .find(({ code, closure }) => closure !== null && (code === 'unexpected' || code === 'duplicate'));
    return closed?.closure?.reason ?? null;
  }

  function refreshRow(lotSeq: number, assetId: number): void {
    const first = ofAsset.all(assetId).find(({ lot_seq, state }) => lot_seq === lotSeq && state !== 'duplicate');
    if (first === undefined) dropRow.run(assetId);
    else putRow.run(assetId, lotSeq, first.thing_id, first.state);
    const { finishedAct } = lots.of(lotSeq);
    exceptions.set(lotSeq, 'missing', { kind: 'asset', assetId }, finishedAct !== null && first === undefined);
  }

  return {
    find,
    ofAsset: (assetId) => ofAsset.all(assetId).map(storedOf),
    bySerial: (key) => bySerial.all(key).map(storedOf),
    byTag: (key) => byTag.all(key).map(storedOf),
    inside: (thingId) => inside.all(thingId).map(storedOf),
    list: (lotSeq, state, after, limit) =>
      (state === null ? list.all(lotSeq, after, limit) : listOfState.all(lotSeq, state, after, limit)).map(storedOf),
    refresh(lotSeq, thingId) {
      const before = find(thingId);
      const thing = thingOf(acts.livingOf(thingId));
      const keys = new Set(twinKeys.all(thingId));
      dropTwins.run(thingId);
      if (thing !== null) {
        for (const key of twinKeysOf(thing)) {
          keys.add(key);
          addTwin.run(lotSeq, key, thing.number, thingId);
        }
      }
      const touched = new Set([thingId, ...[...keys].flatMap((key) => twins.all(lotSeq, key))]);
      const assets = new Set<number>();
      const computers = new Set<string>();
      const note = (one: StoredThing | null) => {
        if (one?.assetId != null) assets.add(one.assetId);
        if (one?.insideOf != null) computers.add(one.insideOf);
      };
      note(before);
      for (const id of touched) note(derive(lotSeq, id));
      // After its drives, because it is as done as they are.
      for (const id of computers) if (!touched.has(id) || id !== thingId) note(derive(lotSeq, id));
      for (const assetId of assets) refreshRow(lotSeq, assetId);
    },
  };
}

function storedOf(row: Row): StoredThing {
  return {
    thingId: row.thing_id,
    number: row.number,
    serialNumber: row.serial_number,
    assetTag: row.asset_tag,
    deviceKind: row.device_kind as DeviceKind | null,
    assetId: row.asset_id,
    insideOf: row.inside_of,
    foundEmpty: row.found_empty === 1,
    lotSeq: row.lot_seq,
    state: row.state as ThingState,
    data: row.data as DataState,
    unopened: row.unopened === 1,
    disposition: row.disposition === null ? null : disposition.parse(JSON.parse(row.disposition)),
    arrivedAt: row.arrived_at,
    arrivedBy: row.arrived_by,
  };
}
