import type { Answer } from '../../../../core/domain/refusal.ts';
import { refuse } from '../../../../core/domain/refusal.ts';
import { dispositionProblems } from '../../../../core/reconciliation/disposition.ts';
import type { Actor } from './actTable.ts';
import { type DeskTools, type Done, type In, type Out, refused, refusedBecause } from './deskTools.ts';
import { driveOwnersOf } from './driveOwner.ts';
import { thingViewOf } from './lotPicture.ts';
import type { StoredThing } from './thingTable.ts';

/** The end of a delivery, of its things and of the lot. */
export type LotEndDesk = {
  finish(lotId: string, actor: Actor): Answer<Done>;
  dispose(input: In<'disposition.set'>, actor: Actor): Out<'disposition.set'>;
  closeLot(lotId: string, actor: Actor): Answer<Done>;
  /** The completeness of the delivery is taken back. */
  unfinish(lotSeq: number): void;
};

export function lotEndDesk({ store, routed, labelUnwiped, change, picture, pictureNow }: DeskTools): LotEndDesk {
  const { database, acts, exceptions, expected, lots, things } = store;
  const owners = driveOwnersOf(store);
  const ensureReceiving = database.prepare('INSERT INTO lot_receiving (lot_seq) VALUES (?) ON CONFLICT DO NOTHING');
  const setFinished = database.prepare('UPDATE lot_receiving SET finished_act = ? WHERE lot_seq = ?');
  const setClosed = database.prepare('UPDATE lot_receiving SET closed_act = ? WHERE lot_seq = ?');

  function setMissing(lotSeq: number, missing: boolean): void {
    for (const assetId of expected.awaited(lotSeq))
      exceptions.set(lotSeq, 'missing', { kind: 'asset', assetId }, missing);
  }

  return {
    finish: (lotId, actor) =>
      change(() => {
        const lot = lots.open(lotId);
        if (lot.outcome === 'refused') return lot;
        const { lotSeq } = lot.value;
        ensureReceiving.run(lotSeq);
        const actSeq = lot.value.finishedAct ?? acts.addLotAct(lotSeq, 'finished', actor);
        setFinished.run(actSeq, lotSeq);
        setMissing(lotSeq, true);
        return { outcome: 'done', value: { actSeq, thing: null, lot: pictureNow(lotSeq) } };
      }),
    dispose: ({ lotId, thingIds, disposition }, actor) =>
      change(() => {
        const lot = lots.open(lotId);
        if (lot.outcome === 'refused') return lot;
        const { lotSeq, name: lotName } = lot.value;
        const chosen: StoredThing[] = [];
        for (const id of new Set(thingIds)) {
          const thing = things.find(id);
          if (thing === null || thing.lotSeq !== lotSeq) return refused(refuse('thing-unknown'));
          // The requirement is about data: a computer whose drives were pulled, or that has none, may go any way.
          const carriesData = thing.data !== 'none' && things.inside(id).length === 0;
          const [problem] = dispositionProblems(disposition, thing.data, carriesData && owners.mustBeDestroyed(thing));
          if (problem !== undefined) return refusedBecause('disposition-unsuitable', problem);
          chosen.push(thing);
        }
        for (const { thingId, serialNumber, arrivedAt } of chosen) {
          acts.addDisposition(lotSeq, thingId, disposition, actor);
          things.refresh(lotSeq, thingId);
          const record = serialNumber === null ? null : store.recordOf({ serialNumber, arrivedAt, lotName });
          if (record !== null) routed(record.recordId, disposition.route === 'destroy');
          labelUnwiped(thingId, actor);
        }
        const now = chosen.flatMap(({ thingId }) => things.find(thingId) ?? []).map(thingViewOf);
        return { outcome: 'done', value: { things: now, lot: pictureNow(lotSeq) } };
      }),
    closeLot: (lotId, actor) =>
      change(() => {
        const lot = lots.open(lotId);
        if (lot.outcome === 'refused') return lot;
        const { lotSeq, name } = lot.value;
        const { closingProblems } = picture(lot.value);
        if (closingProblems.length > 0) {
          return refused(
            ...closingProblems.map(({ code, details }) =>
              code === 'quality-unknown'
                ? refuse('lot-quality-unknown', { lot: name })
                : refuse('lot-not-closable', { count: 1, ...details, lot: name, why: code }),
            ),
          );
        }
        ensureReceiving.run(lotSeq);
        const actSeq = acts.addLotAct(lotSeq, 'lot-closed', actor);
        setClosed.run(actSeq, lotSeq);
        return { outcome: 'done', value: { actSeq, thing: null, lot: pictureNow(lotSeq) } };
      }),
    unfinish(lotSeq) {
      setFinished.run(null, lotSeq);
      setMissing(lotSeq, false);
    },
  };
}
