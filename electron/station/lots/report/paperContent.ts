import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CustodyAct } from '../../../../core/reconciliation/custody.ts';
import type { Disposition, Grade, Route } from '../../../../core/reconciliation/disposition.ts';
import { gradeCounts, type ValueSum, valueSums } from '../../../../core/reconciliation/insightValues.ts';
import type { RowReport } from '../../../../core/reconciliation/reportTable.ts';
import type { CustodySubject } from '../custody/custodyTable.ts';
import type { StoredException } from '../receiving/exceptionTable.ts';
import type { LotRef } from '../receiving/lotRefs.ts';
import type { ReceivingStore } from '../receiving/receivingStore.ts';
import type { ReportSource } from './reportSource.ts';

/** So many rows, exceptions and events each are printed; the tables of the report have all. */
export const MOST_PRINTED = 1_000;

/** A part of a list that is printed, and how many of it are not. */
export type Printed<T> = { readonly shown: readonly T[]; readonly more: number };

export type PaperRow = { readonly row: number; readonly name: string; readonly report: RowReport };
/** What an exception or event is about: a device by its name, a pallet by its own, or the whole lot. */
export type PaperSubject = { readonly kind: 'lot' | 'pallet' | 'thing'; readonly name: string };
export type PaperException = { readonly subject: PaperSubject; readonly exception: StoredException };
export type PaperEvent = {
  readonly at: string;
  readonly by: string;
  readonly subject: PaperSubject;
  readonly act: CustodyAct;
  /** Number of the certificate of destruction that it stands on. */
  readonly destructionId: string | null;
};

/** What the printed report says, gathered once. */
export type PaperContent = {
  readonly lotName: string;
  readonly customer: string;
  readonly deadline: string | null;
  readonly closed: boolean;
  readonly writtenAt: string;
  /** Whether the records of this station are of a bench of image files. */
  readonly virtual: boolean;
  readonly counts: {
    readonly expected: number;
    readonly received: number;
    readonly missing: number;
    readonly awaited: number;
    readonly unexpected: number;
  };
  readonly outcomes: ReadonlyMap<RowReport['outcome'], number>;
  readonly routes: ReadonlyMap<Route | null, number>;
  readonly grades: Readonly<Record<Grade | 'unknown', number>>;
  readonly values: readonly ValueSum[];
  readonly exceptions: Printed<PaperException>;
  readonly destructions: Printed<PaperEvent>;
  readonly custody: Printed<PaperEvent>;
  readonly lists: readonly { readonly fileName: string; readonly rows: Printed<PaperRow> }[];
  readonly unlisted: Printed<PaperRow>;
};

/** Rows are gathered in turns of this many, so that the station answers meanwhile. */
const TURN_ROWS = 100;

/** Reads every row of the lot; keeps those that are printed and counts all. */
export async function paperContent(store: ReceivingStore, source: ReportSource, lot: LotRef): Promise<PaperContent> {
  const names = namesOf(store, lot);
  const outcomes = new Map<RowReport['outcome'], number>();
  const counts = { expected: 0, received: 0, missing: 0, awaited: 0, unexpected: 0 };
  const arrived: Disposition[] = [];
  const routes = new Map<Route | null, number>();
  let left = MOST_PRINTED;
  const arrive = ({ disposition }: RowReport) => {
    arrived.push(disposition ?? NOTHING_DECIDED);
    const route = disposition?.route ?? null;
    routes.set(route, (routes.get(route) ?? 0) + 1);
  };

  const lists: { fileName: string; rows: Printed<PaperRow> }[] = [];
  for (const list of source.lists(lot)) {
    const shown: PaperRow[] = [];
    let more = 0;
    let turn = 0;
    for (const { assetId, rowNumber, cells, report } of source.rows(lot, list)) {
      turn += 1;
      if (turn % TURN_ROWS === 0) await nextTurn();
      outcomes.set(report.outcome, (outcomes.get(report.outcome) ?? 0) + 1);
      if (report.state !== 'rejected') counts.expected += 1;
      if (report.state === 'missing' || report.state === 'awaited') counts[report.state] += 1;
      else if (report.state !== 'rejected') {
        counts.received += 1;
        arrive(report);
      }
      if (left === 0) more += 1;
      else {
        left -= 1;
        shown.push({ row: rowNumber, name: assetId === null ? cells.join(' · ') : names.ofAsset(assetId), report });
      }
    }
    lists.push({ fileName: list.fileName, rows: { shown, more } });
  }
  const unlisted = source.unlisted(lot).map(({ thing, report }) => {
    if (thing.state === 'unexpected') {
      counts.unexpected += 1;
      arrive(report);
    }
    return { row: thing.number, name: names.ofThing(thing.thingId), report };
  });
  const events = store.custody.events(lot.lotSeq, null).filter(({ takenBack }) => !takenBack);
  const eventOf = ({ at, by, act, subject, destructionId }: (typeof events)[number]): PaperEvent => ({
    at,
    by,
    act,
    subject: names.ofSubject(subject),
    destructionId,
  });
  return {
    lotName: lot.name,
    ...customerOf(store, lot),
    closed: lot.closedAct !== null,
    writtenAt: store.clock().toISOString(),
    virtual: isVirtual(store),
    counts,
    outcomes,
    routes,
    grades: gradeCounts(arrived),
    values: valueSums(arrived),
    exceptions: printed(
      allExceptions(store, lot).map((exception) => ({ exception, subject: names.ofException(exception) })),
    ),
    destructions: printed(events.filter(({ act }) => act.act === 'destroyed').map(eventOf)),
    custody: printed(events.filter(({ act }) => act.act !== 'destroyed').map(eventOf)),
    lists,
    unlisted: printed(unlisted),
  };
}

const NOTHING_DECIDED: Disposition = {
  grade: null,
  gradeReasons: [],
  repairs: [],
  notes: '',
  estimated: null,
  realized: null,
  route: null,
};

function printed<T>(all: readonly T[]): Printed<T> {
  return { shown: all.slice(0, MOST_PRINTED), more: Math.max(0, all.length - MOST_PRINTED) };
}

const PAGE = 500;

function allExceptions({ exceptions }: ReceivingStore, lot: LotRef): StoredException[] {
  const all: StoredException[] = [];
  for (let after = ''; ; ) {
    const page = exceptions.list(lot.lotSeq, false, after, PAGE);
    all.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return all;
    after = last.exceptionId;
  }
}

function customerOf({ database }: ReceivingStore, { lotSeq }: LotRef): { customer: string; deadline: string | null } {
  const row = database
    .prepare<[number], { customer: string; deadline: string | null }>(
      `SELECT customers.name AS customer, lots.deadline FROM lots JOIN customers ON customers.customer_id = lots.customer_id
         WHERE lot_seq = ?`,
    )
    .get(lotSeq);
  if (row === undefined) throw new Error(`the lot ${lotSeq} has no customer`);
  return row;
}

/** One station keeps one ledger, and all of it is virtual or none. */
function isVirtual({ database }: ReceivingStore): boolean {
  return database.prepare<[], number>('SELECT virtual FROM records LIMIT 1').pluck().get() === 1;
}

type Names = {
  ofAsset(assetId: number): string;
  ofThing(thingId: string): string;
  ofSubject(subject: CustodySubject): PaperSubject;
  ofException(exception: StoredException): PaperSubject;
};

/** Serial, tag, make and model, as far as they are known. */
function namesOf({ expected, things, custody }: ReceivingStore, { lotSeq }: LotRef): Names {
  const joined = (parts: readonly (string | null | undefined)[]) =>
    parts.filter((part) => part !== null && part !== undefined && part !== '').join(' · ');
  const ofAsset = (assetId: number) => {
    const row = expected.find(lotSeq, assetId);
    return joined([row?.serialNumber, row?.assetTag, row?.make, row?.model]);
  };
  const ofThing = (thingId: string) => {
    const thing = things.find(thingId);
    return joined([thing?.serialNumber, thing?.assetTag, thing?.deviceKind]);
  };
  const thing = (name: string): PaperSubject => ({ kind: 'thing', name });
  const ofSubject = ({ kind, id }: CustodySubject): PaperSubject =>
    kind === 'thing' ? thing(ofThing(id)) : { kind, name: id };
  return {
    ofAsset,
    ofThing,
    ofSubject,
    ofException({ thingId, assetId, custodySeq }) {
      if (thingId !== null) return thing(ofThing(thingId));
      if (assetId !== null) return thing(ofAsset(assetId));
      const event = custodySeq === null ? null : custody.find(custodySeq);
      return event === null ? { kind: 'lot', name: '' } : ofSubject(event.subject);
    },
  };
}
