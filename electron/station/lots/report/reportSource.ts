import type { Database } from 'better-sqlite3';
import type { RowState } from '../../../../core/reconciliation/reconcile.ts';
import type { ReportedDrive, ReportedException, RowReport } from '../../../../core/reconciliation/reportTable.ts';
import type { StoredException } from '../receiving/exceptionTable.ts';
import type { LotRef } from '../receiving/lotRefs.ts';
import type { ReceivingStore } from '../receiving/receivingStore.ts';
import type { StoredThing } from '../receiving/thingTable.ts';

/** One of the customer's files, as it goes back. */
export type ReportedList = {
  readonly listSeq: number;
  readonly fileName: string;
  readonly columns: readonly string[];
};

/** One row of a report. `assetId` is null for a row that was rejected at the import. */
export type ReportedRow = {
  readonly assetId: number | null;
  readonly rowNumber: number;
  readonly cells: readonly string[];
  readonly report: RowReport;
};

export type ReportSource = {
  lists(lot: LotRef): ReportedList[];
  /** All rows of a list in the order of the file, accepted and rejected ones. */
  rows(lot: LotRef, list: ReportedList): IterableIterator<ReportedRow>;
  /** What arrived and is on no list. */
  unlisted(lot: LotRef): { readonly thing: StoredThing; readonly report: RowReport }[];
  reportOf(lot: LotRef, thing: StoredThing): RowReport;
};

type Row = { asset_id: number | null; row_number: number; cells: string; reasons: string | null };

/** Rows of one list are read in pages: SQLite lets nothing else be asked of a connection that is still reading. */
const PAGE = 500;

export function reportSourceOf(store: ReceivingStore): ReportSource {
  const { database, things, exceptions, custody, recordOf } = store;
  const lists = database.prepare<[number], { list_seq: number; file_name: string; columns: string }>(
    `SELECT list_seq, file_name, columns FROM asset_lists WHERE lot_seq = ? AND state = 'complete' ORDER BY list_seq`,
  );
  const page = pageOf(database);

  function drivesOf(lot: LotRef, thing: StoredThing): ReportedDrive[] {
    const inside = things.inside(thing.thingId);
    const drives = inside.length > 0 ? inside : [thing];
    return drives.flatMap((drive) => {
      const record =
        drive.serialNumber === null
          ? null
          : recordOf({ serialNumber: drive.serialNumber, arrivedAt: drive.arrivedAt, lotName: lot.name });
      if (record === null && inside.length === 0) return [];
      return [
        {
          serialNumber: drive.serialNumber,
          outcome: record?.outcome ?? (drive.data === 'destroyed' ? 'destroyed' : null),
          method: record?.method ?? (drive.data === 'destroyed' ? 'destroy' : null),
          technique: record?.technique ?? null,
          certificateId: record?.certificateId ?? null,
          endedAt: record?.outcome === 'sanitized' ? record.endedAt : null,
        },
      ];
    });
  }

  function reportOf(lot: LotRef, thing: StoredThing): RowReport {
    return {
      state: thing.state,
      serialFound: thing.serialNumber,
      tagFound: thing.assetTag,
      receivedAt: thing.arrivedAt,
      outcome: thing.data === 'none' ? 'no-drive' : thing.data,
      drives: drivesOf(lot, thing),
      destructions: [thing, ...things.inside(thing.thingId)].flatMap(
        ({ thingId }) => custody.destructionOf(lot.lotSeq, thingId) ?? [],
      ),
      disposition: thing.disposition,
      exceptions: exceptions.standingOf({ thingId: thing.thingId }).map(reported),
    };
  }

  function rowReport(lot: LotRef, assetId: number): RowReport {
    const first = things.ofAsset(assetId).find(({ state }) => state !== 'duplicate');
    if (first !== undefined) return reportOf(lot, first);
    const state: RowState = lot.finishedAct === null ? 'awaited' : 'missing';
    return {
      ...nothingKnown,
      state,
      outcome: 'not-received',
      exceptions: exceptions.standingOf({ assetId }).map(reported),
    };
  }

  return {
    lists: (lot) =>
      lists.all(lot.lotSeq).map((row) => ({
        listSeq: row.list_seq,
        fileName: row.file_name,
        columns: JSON.parse(row.columns) as string[],
      })),
    *rows(lot, list) {
      for (let after = -1; ; ) {
        const found = page(list.listSeq, after, PAGE);
        for (const row of found) {
          yield {
            assetId: row.asset_id,
            rowNumber: row.row_number,
            cells: JSON.parse(row.cells) as string[],
            report: row.asset_id === null ? rejectedReport : rowReport(lot, row.asset_id),
          };
        }
        const last = found.at(-1);
        if (last === undefined || found.length < PAGE) return;
        after = last.row_number;
      }
    },
    unlisted(lot) {
      const found: { thing: StoredThing; report: RowReport }[] = [];
      for (const state of ['unexpected', 'duplicate', 'inside'] as const) {
        for (let after = 0; ; ) {
          const some = things.list(lot.lotSeq, state, after, PAGE);
          found.push(...some.map((thing) => ({ thing, report: reportOf(lot, thing) })));
          const last = some.at(-1);
          if (last === undefined || some.length < PAGE) break;
          after = last.number;
        }
      }
      return found.sort((left, right) => left.thing.number - right.thing.number);
    },
    reportOf,
  };
}

const nothingKnown = {
  serialFound: null,
  tagFound: null,
  receivedAt: null,
  drives: [],
  destructions: [],
  disposition: null,
  exceptions: [],
} as const;

const rejectedReport: RowReport = { ...nothingKnown, state: 'rejected', outcome: 'not-read' };

function reported({ code, closure }: StoredException): ReportedException {
  return { code, closure };
}

function pageOf(database: Database): (listSeq: number, after: number, limit: number) => Row[] {
  const statement = database.prepare<[number, number, number, number, number], Row>(
    `SELECT asset_id, row_number, cells, NULL AS reasons FROM assets WHERE list_seq = ? AND row_number > ?
     UNION ALL SELECT NULL, row_number, cells, reasons FROM rejected_rows WHERE list_seq = ? AND row_number > ?
     ORDER BY row_number LIMIT ?`,
  );
  return (listSeq, after, limit) => statement.all(listSeq, after, listSeq, after, limit);
}
