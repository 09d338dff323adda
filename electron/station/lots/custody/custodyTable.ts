import type { Database } from 'better-sqlite3';
import {
  type CustodyAct,
  type CustodyEvent,
  type CustodyState,
  checkCustody,
  custodyAct,
  gapNow,
} from '../../../../core/reconciliation/custody.ts';
import type { Actor } from '../receiving/actTable.ts';
import type { ExceptionTable } from '../receiving/exceptionTable.ts';

export type CustodySubject = { readonly kind: 'lot' | 'pallet' | 'thing'; readonly id: string };

/** How a thing's own custody ended; `null` while it goes on. */
export type CustodyEnd = (lotSeq: number, thingId: string) => 'returned' | 'destroyed' | null;

export type StoredCustodyEvent = CustodyEvent & {
  readonly subject: CustodySubject;
  readonly takenBack: boolean;
  /** Number of the certificate of destruction that it stands on. */
  readonly destructionId: string | null;
};

export type CustodyTable = {
  add(
    lotSeq: number,
    subject: CustodySubject,
    at: string,
    act: CustodyAct,
    actor: Actor,
    destructionId: string | null,
  ): number;
  /** The event that a certificate of destruction was written down as. */
  ofDestruction(destructionId: string): number | null;
  /** Number of the certificate of destruction of a thing, of the living event that ended it. */
  destructionOf(lotSeq: number, thingId: string): string | null;
  takeBack(event: StoredCustodyEvent & { lotSeq: number }, actor: Actor): void;
  find(eventSeq: number): (StoredCustodyEvent & { readonly lotSeq: number }) | null;
  /** Whether a later event of the same subject was recorded and not taken back. */
  anyAfter(eventSeq: number, lotSeq: number, subject: CustodySubject): boolean;
  /** All events of a lot, its pallets and things, or of one subject, with those taken back, in the order of recording. */
  events(lotSeq: number, subject: CustodySubject | null): StoredCustodyEvent[];
  /** Where it is; a pallet or thing that was never moved by itself is where its lot is. */
  stateOf(lotSeq: number, subject: CustodySubject): CustodyState;
  /** Makes exceptions of what has stood unkept for too long by now. Answers whether there was any that nobody had seen. */
  findGapsNow(lotSeq: number): boolean;
};

type Row = {
  event_seq: number;
  lot_seq: number;
  subject_kind: string;
  subject_id: string;
  at: string;
  act: string;
  person_name: string;
  recorded_at: string;
  taken_back: number;
  destruction_id: string | null;
};

const SELECT = `SELECT event_seq, lot_seq, subject_kind, subject_id, at, act, person_name, recorded_at, destruction_id,
  EXISTS (SELECT 1 FROM custody_events AS counter WHERE counter.undoes = events.event_seq) AS taken_back FROM custody_events AS events`;

export function custodyTableOf(database: Database, exceptions: ExceptionTable, clock: () => Date): CustodyTable {
  const insert = database.prepare(
    `INSERT INTO custody_events (lot_seq, subject_kind, subject_id, at, act, undoes, person_id, person_name, recorded_at, destruction_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const one = database.prepare<[number], Row>(`${SELECT} WHERE event_seq = ? AND undoes IS NULL`);
  const ofSubject = database.prepare<[number, string, string], Row>(
    `${SELECT} WHERE lot_seq = ? AND subject_kind = ? AND subject_id = ? AND undoes IS NULL ORDER BY event_seq`,
  );
  const ofLot = database.prepare<[number], Row>(`${SELECT} WHERE lot_seq = ? AND undoes IS NULL ORDER BY event_seq`);
  const ofDestruction = database
    .prepare<[string], number>('SELECT event_seq FROM custody_events WHERE destruction_id = ?')
    .pluck();
  const destructionOf = database
    .prepare<[number, string], string>(
      `SELECT destruction_id FROM custody_events AS events WHERE lot_seq = ? AND subject_kind = 'thing' AND subject_id = ?
         AND destruction_id IS NOT NULL`,
    )
    .pluck();
  const state = database
    .prepare<[number, string, string], string>(
      'SELECT state FROM custody_states WHERE lot_seq = ? AND subject_kind = ? AND subject_id = ?',
    )
    .pluck();
  const putState = database.prepare(
    `INSERT INTO custody_states (lot_seq, subject_kind, subject_id, state) VALUES (?, ?, ?, ?)
       ON CONFLICT (lot_seq, subject_kind, subject_id) DO UPDATE SET state = excluded.state`,
  );
  const dropState = database.prepare(
    'DELETE FROM custody_states WHERE lot_seq = ? AND subject_kind = ? AND subject_id = ?',
  );

  function stateOf(lotSeq: number, subject: CustodySubject): CustodyState {
    const own = state.get(lotSeq, subject.kind, subject.id);
    if (own !== undefined) return JSON.parse(own) as CustodyState;
    return subject.kind === 'lot' ? { kind: 'not-received' } : stateOf(lotSeq, { kind: 'lot', id: '' });
  }

  const subjects = database.prepare<[number], { subject_kind: CustodySubject['kind']; subject_id: string }>(
    'SELECT subject_kind, subject_id FROM custody_states WHERE lot_seq = ?',
  );

  /**
   * The exception of a thing that stands unkept since an event, seen while it still stands. It has a place of its own beside the gaps that events show, so that
   * the event which ends the gap does not make a second one of it.
   */
  const standingSince = (eventSeq: number) => ({ kind: 'custody', eventSeq, index: 1 }) as const;

  /** The chain of one subject, checked from its beginning: chains are short, and an event taken back changes what came after it. */
  function recheck(lotSeq: number, subject: CustodySubject): void {
    const rows = ofSubject.all(lotSeq, subject.kind, subject.id).map(eventOf);
    const living = rows.filter(({ takenBack }) => !takenBack);
    const start: CustodyState =
      subject.kind === 'lot' ? { kind: 'not-received' } : lotStateBefore(lotSeq, living[0]?.number);
    const checked = checkCustody(living, undefined, start);
    for (const { number } of rows) {
      const gaps = checked.gaps.filter(({ event }) => event === number);
      const before = living[living.findIndex((one) => one.number === number) - 1]?.number;
      // An event has few gaps; places that it no longer has are put right.
      for (const code of CUSTODY_CODES) {
        const gap = gaps.find((one) => one.code === code);
        const known = code === UNKEPT && before !== undefined && exceptions.stands(lotSeq, code, standingSince(before));
        if (gap !== undefined && known) exceptions.set(lotSeq, code, standingSince(before), true, gap.details);
        const own = { kind: 'custody', eventSeq: number, index: 0 } as const;
        exceptions.set(lotSeq, code, own, gap !== undefined && !known, gap?.details);
      }
    }
    settleUnkept(lotSeq, rows, living, checked);
    if (living.length === 0) dropState.run(lotSeq, subject.kind, subject.id);
    else putState.run(lotSeq, subject.kind, subject.id, JSON.stringify(checked.state));
  }

  /** What was seen standing unkept and was not, by what is written now: an event in between was added late, or the event that put it there was taken back. */
  function settleUnkept(
    lotSeq: number,
    rows: readonly StoredCustodyEvent[],
    living: readonly StoredCustodyEvent[],
    { gaps, state: now }: ReturnType<typeof checkCustody>,
  ): void {
    for (const { number } of rows) {
      const index = living.findIndex((one) => one.number === number);
      const next = living[index + 1]?.number;
      const still =
        index >= 0 &&
        (next === undefined
          ? gapNow(now, clock().toISOString()) !== null
          : gaps.some(({ event, code }) => event === next && code === UNKEPT));
      if (!still) exceptions.set(lotSeq, UNKEPT, standingSince(number), false);
    }
  }

  /** Where the lot stood when the first event of one of its parts was recorded. */
  function lotStateBefore(lotSeq: number, eventSeq: number | undefined): CustodyState {
    const before = ofSubject
      .all(lotSeq, 'lot', '')
      .map(eventOf)
      .filter(({ number, takenBack }) => !takenBack && number < (eventSeq ?? 0));
    return checkCustody(before).state;
  }

  return {
    add(lotSeq, subject, at, act, actor, destructionId) {
      const recordedAt = clock().toISOString();
      const { lastInsertRowid } = insert.run(
        lotSeq,
        subject.kind,
        subject.id,
        at,
        JSON.stringify(act),
        null,
        actor.personId,
        actor.name,
        recordedAt,
        destructionId,
      );
      recheck(lotSeq, subject);
      return Number(lastInsertRowid);
    },
    takeBack(event, actor) {
      const at = clock().toISOString();
      const { kind, id } = event.subject;
      insert.run(
        event.lotSeq,
        kind,
        id,
        at,
        JSON.stringify(event.act),
        event.number,
        actor.personId,
        actor.name,
        at,
        null,
      );
      recheck(event.lotSeq, event.subject);
    },
    ofDestruction: (destructionId) => ofDestruction.get(destructionId) ?? null,
    destructionOf: (lotSeq, thingId) => destructionOf.get(lotSeq, thingId) ?? null,
    find(eventSeq) {
      const row = one.get(eventSeq);
      return row === undefined ? null : { ...eventOf(row), lotSeq: row.lot_seq };
    },
    anyAfter: (eventSeq, lotSeq, subject) =>
      ofSubject.all(lotSeq, subject.kind, subject.id).some((row) => row.event_seq > eventSeq && row.taken_back === 0),
    events: (lotSeq, subject) =>
      (subject === null ? ofLot.all(lotSeq) : ofSubject.all(lotSeq, subject.kind, subject.id)).map(eventOf),
    stateOf,
    findGapsNow(lotSeq) {
      let found = false;
      for (const { subject_kind: kind, subject_id: id } of subjects.all(lotSeq)) {
        const gap = gapNow(stateOf(lotSeq, { kind, id }), clock().toISOString());
        const last = gap === null ? undefined : ofSubject.all(lotSeq, kind, id).findLast((row) => row.taken_back === 0);
        if (gap === null || last === undefined) continue;
        const subject = standingSince(last.event_seq);
        if (exceptions.stands(lotSeq, gap.code, subject)) continue;
        exceptions.set(lotSeq, gap.code, subject, true, gap.details);
        found = true;
      }
      return found;
    },
  };
}

const UNKEPT = 'custody-without-holder';

const CUSTODY_CODES = [
  'custody-never-received',
  'custody-moved-from-elsewhere',
  'custody-other-holder',
  'custody-time-backwards',
  'custody-seal-differs',
  'custody-without-holder',
  'custody-after-its-end',
] as const;

function eventOf(row: Row): StoredCustodyEvent {
  return {
    number: row.event_seq,
    at: row.at,
    recordedAt: row.recorded_at,
    by: row.person_name,
    act: custodyAct.parse(JSON.parse(row.act)),
    subject: { kind: row.subject_kind as CustodySubject['kind'], id: row.subject_id },
    takenBack: row.taken_back === 1,
    destructionId: row.destruction_id,
  };
}
