import type { Database } from 'better-sqlite3';
import type { Disposition } from '../../../../core/reconciliation/disposition.ts';
import { disposition } from '../../../../core/reconciliation/disposition.ts';
import {
  type NumberedAct,
  type ThingAct,
  thingAct,
  thingsOfAct,
} from '../../../../core/reconciliation/receivingActs.ts';

/** Who did something; written with everything that is done. */
export type Actor = { readonly personId: string; readonly name: string };

/** What can be done at receiving besides acts on one thing. */
export type LotAct = 'finished' | 'lot-closed';

export type StoredAct = {
  readonly actSeq: number;
  readonly lotSeq: number;
  readonly act: string;
  readonly thingId: string | null;
  readonly insideOf: string | null;
  readonly takenBack: boolean;
};

/** Everything that was done, insert-only. "Living" acts are those that no later act took back. */
export type ActTable = {
  addThingAct(lotSeq: number, act: ThingAct, actor: Actor): number;
  addDisposition(lotSeq: number, thingId: string, wish: Disposition, actor: Actor): number;
  addLotAct(lotSeq: number, act: LotAct, actor: Actor): number;
  takeBack(act: StoredAct, actor: Actor): number;
  find(actSeq: number): StoredAct | null;
  /** Whether a later living act speaks of one of these things. */
  anyAfter(actSeq: number, thingIds: readonly string[]): boolean;
  livingOf(thingId: string): NumberedAct[];
  livingDisposition(thingId: string): Disposition | null;
  arrivalOf(actSeq: number): { readonly at: string; readonly by: string };
};

const LIVING = 'NOT EXISTS (SELECT 1 FROM receiving_acts AS counter WHERE counter.undoes = acts.act_seq)';

export function actTableOf(database: Database, clock: () => Date): ActTable {
  const insert = database.prepare(
    `INSERT INTO receiving_acts (lot_seq, act, thing_id, inside_of, undoes, content, person_id, person_name, at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  type Row = {
    act_seq: number;
    lot_seq: number;
    act: string;
    thing_id: string | null;
    inside_of: string | null;
    taken_back: number;
  };
  const one = database.prepare<[number], Row>(
    `SELECT act_seq, lot_seq, act, thing_id, inside_of, NOT ${LIVING} AS taken_back FROM receiving_acts AS acts WHERE act_seq = ?`,
  );
  const afterThing = database
    .prepare<[string, number], number>(
      `SELECT 1 FROM receiving_acts AS acts WHERE thing_id = ? AND act_seq > ? AND act <> 'taken-back' AND ${LIVING} LIMIT 1`,
    )
    .pluck();
  const afterInside = database
    .prepare<[string, number], number>(
      `SELECT 1 FROM receiving_acts AS acts WHERE inside_of = ? AND act_seq > ? AND act <> 'taken-back' AND ${LIVING} LIMIT 1`,
    )
    .pluck();
  const living = database.prepare<[string], { act_seq: number; content: string }>(
    `SELECT act_seq, content FROM receiving_acts AS acts
       WHERE thing_id = ? AND act IN ('arrived', 'linked', 'looked-at', 'found-empty', 'pulled-from') AND ${LIVING} ORDER BY act_seq`,
  );
  const lastDisposition = database
    .prepare<[string], string>(
      `SELECT content FROM receiving_acts AS acts WHERE thing_id = ? AND act = 'disposed' AND ${LIVING} ORDER BY act_seq DESC LIMIT 1`,
    )
    .pluck();
  const arrival = database.prepare<[number], { at: string; person_name: string }>(
    'SELECT at, person_name FROM receiving_acts WHERE act_seq = ?',
  );

  function add(
    lotSeq: number,
    act: string,
    thing: { thingId: string; insideOf: string | null } | null,
    undoes: number | null,
    content: unknown,
    actor: Actor,
  ): number {
    const at = clock().toISOString();
    const row = [
      lotSeq,
      act,
      thing?.thingId ?? null,
      thing?.insideOf ?? null,
      undoes,
      JSON.stringify(content),
    ] as const;
    return Number(insert.run(...row, actor.personId, actor.name, at).lastInsertRowid);
  }

  return {
    addThingAct(lotSeq, act, actor) {
      const [, insideOf = null] = thingsOfAct(act);
      return add(lotSeq, act.act, { thingId: act.thingId, insideOf }, null, act, actor);
    },
    addDisposition: (lotSeq, thingId, wish, actor) =>
      add(lotSeq, 'disposed', { thingId, insideOf: null }, null, wish, actor),
    addLotAct: (lotSeq, act, actor) => add(lotSeq, act, null, null, {}, actor),
    takeBack: (act, actor) => add(act.lotSeq, 'taken-back', null, act.actSeq, {}, actor),
    find(actSeq) {
      const row = one.get(actSeq);
      if (row === undefined) return null;
      return {
        actSeq: row.act_seq,
        lotSeq: row.lot_seq,
        act: row.act,
        thingId: row.thing_id,
        insideOf: row.inside_of,
        takenBack: row.taken_back === 1,
      };
    },
    anyAfter: (actSeq, thingIds) =>
      thingIds.some((id) => afterThing.get(id, actSeq) !== undefined || afterInside.get(id, actSeq) !== undefined),
    livingOf: (thingId) =>
      living.all(thingId).map((row) => ({ number: row.act_seq, act: thingAct.parse(JSON.parse(row.content)) })),
    livingDisposition(thingId) {
      const content = lastDisposition.get(thingId);
      return content === undefined ? null : disposition.parse(JSON.parse(content));
    },
    arrivalOf(actSeq) {
      const row = arrival.get(actSeq);
      if (row === undefined) throw new Error(`there is no act ${actSeq}`);
      return { at: row.at, by: row.person_name };
    },
  };
}
