import type { Database } from 'better-sqlite3';
import { type Answer, refuse } from '../../../../core/domain/refusal.ts';

/** A lot as receiving needs it. */
export type LotRef = {
  readonly lotSeq: number;
  readonly lotId: string;
  readonly name: string;
  readonly finishedAct: number | null;
  readonly closedAct: number | null;
};

export type LotRefs = {
  find(lotId: string): Answer<LotRef>;
  /** The lot, if it is not closed: nothing changes in a closed one. */
  open(lotId: string): Answer<LotRef>;
  of(lotSeq: number): LotRef;
  /** Every lot that is not closed, the oldest first. */
  allOpen(): number[];
};

type Row = { lot_seq: number; lot_id: string; name: string; finished_act: number | null; closed_act: number | null };

export function lotRefsOf(database: Database): LotRefs {
  const columns = `SELECT lots.lot_seq, lot_id, name, finished_act, closed_act
    FROM lots LEFT JOIN lot_receiving ON lot_receiving.lot_seq = lots.lot_seq`;
  const byId = database.prepare<[string], Row>(`${columns} WHERE lot_id = ?`);
  const bySeq = database.prepare<[number], Row>(`${columns} WHERE lots.lot_seq = ?`);
  const open = database
    .prepare<[], number>(
      `SELECT lots.lot_seq FROM lots LEFT JOIN lot_receiving ON lot_receiving.lot_seq = lots.lot_seq
         WHERE closed_act IS NULL ORDER BY lots.lot_seq`,
    )
    .pluck();
  const refOf = (row: Row): LotRef => ({
    lotSeq: row.lot_seq,
    lotId: row.lot_id,
    name: row.name,
    finishedAct: row.finished_act,
    closedAct: row.closed_act,
  });
  function find(lotId: string): Answer<LotRef> {
    const row = byId.get(lotId);
    if (row === undefined) return { outcome: 'refused', refusals: [refuse('lot-unknown')] };
    return { outcome: 'done', value: refOf(row) };
  }
  return {
    find,
    allOpen: () => open.all(),
    open(lotId) {
      const found = find(lotId);
      if (found.outcome === 'refused' || found.value.closedAct === null) return found;
      return { outcome: 'refused', refusals: [refuse('lot-closed', { name: found.value.name })] };
    },
    of(lotSeq) {
      const row = bySeq.get(lotSeq);
      if (row === undefined) throw new Error(`there is no lot ${lotSeq}`);
      return refOf(row);
    },
  };
}
