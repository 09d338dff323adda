import type { ReceivingView } from '../../../../core/contract/receivingViews.ts';
import { type Answer, refuse } from '../../../../core/domain/refusal.ts';
import { type ActScene, actProblem, type ThingAct } from '../../../../core/reconciliation/receivingActs.ts';
import { labelSerialsOf } from '../../../../core/reconciliation/serialKey.ts';
import type { Actor } from './actTable.ts';
import { type DeskNeeds, type Done, deskToolsOf, type In, type Out, refused, refusedBecause } from './deskTools.ts';
import { type ExceptionDesk, exceptionDesk } from './exceptionDesk.ts';
import { type LotEndDesk, lotEndDesk } from './lotEndDesk.ts';
import { thingViewOf } from './lotPicture.ts';
import type { LotRef } from './lotRefs.ts';
import { type ScanDesk, scanDesk } from './scanDesk.ts';

/** Receiving as the window's calls reach it. Who acts was checked before. */
export type ReceivingRoom = ExceptionDesk &
  Omit<LotEndDesk, 'unfinish'> &
  ScanDesk & {
    view(lotId: string): Answer<ReceivingView>;
    arrive(input: In<'receiving.arrive'>, actor: Actor): Answer<Done>;
    /** An act on a thing that has arrived. */
    act(act: Exclude<ThingAct, { act: 'arrived' }>, actor: Actor): Answer<Done>;
    takeBack(actSeq: number, actor: Actor, isShiftLead: boolean): Answer<Done>;
    things(input: In<'receiving.things'>): Out<'receiving.things'>;
    inside(thingId: string): Out<'receiving.inside'>;
    /** A record was sealed: drives of this serial stand anew. */
    recordSealed(serialNumber: string): void;
    /** Quality was heard, or not any more: the open lots that it changes stand anew. */
    qualityChanged(): void;
    /** The thing's custody changed. */
    custodyChanged(lot: LotRef, thingId: string | null): ReceivingView;
  };

export type ReceivingTools = DeskNeeds & { readonly newId: () => string };

export function receivingRoom(needs: ReceivingTools): ReceivingRoom {
  const { store, newId, changed } = needs;
  const { database, acts, expected, lots, things } = store;
  const tools = deskToolsOf(needs);
  const { change, labelUnwiped, picture, pictureNow, qualityOf } = tools;
  /** What quality said of each open lot when all windows were last told of it, by the lot's number. */
  const toldQuality = new Map<number, string>();
  const { unfinish, ...lotEnd } = lotEndDesk(tools);

  const scene = (lotSeq: number): ActScene => ({
    thing: (thingId) => {
      const thing = things.find(thingId);
      return thing === null || thing.lotSeq !== lotSeq ? null : thing;
    },
    drivesInside: (thingId) => things.inside(thingId).length,
    isExpected: (assetId) => expected.find(lotSeq, assetId) !== null,
  });

  function write(lot: LotRef, act: ThingAct, actor: Actor): Answer<Done> {
    const problem = actProblem(act, scene(lot.lotSeq));
    if (problem !== null) return refusedBecause('receiving-impossible', problem);
    const actSeq = acts.addThingAct(lot.lotSeq, act, actor);
    things.refresh(lot.lotSeq, act.thingId);
    labelUnwiped(act.thingId, actor);
    const thing = things.find(act.thingId);
    return {
      outcome: 'done',
      value: { actSeq, thing: thing === null ? null : thingViewOf(thing), lot: pictureNow(lot.lotSeq) },
    };
  }

  function openLotOfThing(thingId: string): Answer<LotRef> {
    const thing = things.find(thingId);
    if (thing === null) return refused(refuse('thing-unknown'));
    return lots.open(lots.of(thing.lotSeq).lotId);
  }

  return {
    ...exceptionDesk(tools),
    ...lotEnd,
    ...scanDesk(tools, newId, write),
    view(lotId) {
      const lot = lots.find(lotId);
      return lot.outcome === 'refused' ? lot : { outcome: 'done', value: picture(lot.value) };
    },
    arrive: (input, actor) =>
      change(() => {
        const lot = lots.open(input.lotId);
        if (lot.outcome === 'refused') return lot;
        const { serialNumber, assetTag, assetId, insideOf } = input;
        const deviceKind = input.deviceKind ?? (insideOf === null ? null : 'drive');
        const act = {
          act: 'arrived',
          thingId: newId(),
          serialNumber,
          assetTag,
          deviceKind,
          assetId,
          insideOf,
        } as const;
        return write(lot.value, act, actor);
      }),
    act: (act, actor) =>
      change(() => {
        const lot = openLotOfThing(act.thingId);
        return lot.outcome === 'refused' ? lot : write(lot.value, act, actor);
      }),
    takeBack: (actSeq, actor, isShiftLead) =>
      change(() => {
        const act = acts.find(actSeq);
        if (act === null || act.act === 'taken-back' || act.act === 'lot-closed') return refused(refuse('act-unknown'));
        if (act.takenBack) return refusedBecause('receiving-impossible', { code: 'taken-back-already', details: {} });
        const lot = lots.open(lots.of(act.lotSeq).lotId);
        if (lot.outcome === 'refused') return lot;
        if (act.act === 'finished' && !isShiftLead) return refused(refuse('role-missing', { role: 'shift-lead' }));
        const ids = [act.thingId, act.insideOf].filter((id) => id !== null);
        if (acts.anyAfter(actSeq, ids))
          return refusedBecause('receiving-impossible', { code: 'later-acts', details: {} });
        const counterSeq = acts.takeBack(act, actor);
        if (act.act === 'finished') {
          unfinish(act.lotSeq);
        } else if (act.thingId !== null) {
          things.refresh(act.lotSeq, act.thingId);
          labelUnwiped(act.thingId, actor);
        }
        const thing = act.thingId === null ? null : things.find(act.thingId);
        const value = {
          actSeq: counterSeq,
          thing: thing === null ? null : thingViewOf(thing),
          lot: pictureNow(act.lotSeq),
        };
        return { outcome: 'done', value };
      }),
    things({ lotId, state, limit, after }) {
      const lot = lots.find(lotId);
      if (lot.outcome === 'refused') return lot;
      const page = things.list(lot.value.lotSeq, state, after, limit).map(thingViewOf);
      return {
        outcome: 'done',
        value: { things: page, next: page.length < limit ? null : (page.at(-1)?.number ?? null) },
      };
    },
    inside: (thingId) => ({ outcome: 'done', value: { things: things.inside(thingId).map(thingViewOf) } }),
    recordSealed(serialNumber) {
      for (const key of labelSerialsOf(serialNumber)) {
        for (const { lotSeq, thingId } of things.bySerial(key)) {
          if (lots.of(lotSeq).closedAct !== null) continue;
          const view = database.transaction(() => {
            things.refresh(lotSeq, thingId);
            return pictureNow(lotSeq);
          })();
          changed(view);
        }
      }
    },
    qualityChanged() {
      for (const lotSeq of lots.allOpen()) {
        const said = JSON.stringify(qualityOf(lots.of(lotSeq)));
        if (toldQuality.get(lotSeq) === said) continue;
        changed(database.transaction(() => pictureNow(lotSeq))());
        toldQuality.set(lotSeq, said);
      }
    },
    custodyChanged(lot, thingId) {
      if (thingId !== null && things.find(thingId) !== null) things.refresh(lot.lotSeq, thingId);
      return pictureNow(lot.lotSeq);
    },
  };
}
