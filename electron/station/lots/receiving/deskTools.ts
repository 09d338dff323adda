import type { ReceivingView, ThingView } from '../../../../core/contract/receivingViews.ts';
import type { CallInput, CallOutput } from '../../../../core/contract/rpc.ts';
import type { StationContract } from '../../../../core/contract/station.ts';
import type { Reason } from '../../../../core/domain/reason.ts';
import { type Answer, type Refusal, type RefusalCode, refuse } from '../../../../core/domain/refusal.ts';
import type { LotQuality } from '../../../../core/reconciliation/lotRules.ts';
import { labelSerialsOf } from '../../../../core/reconciliation/serialKey.ts';
import type { Actor } from './actTable.ts';
import { lotPictureOf, type QualityCounts } from './lotPicture.ts';
import type { LotRef } from './lotRefs.ts';
import type { ReceivingStore } from './receivingStore.ts';
import { type NamedThing, thingLabelsOf } from './thingLabels.ts';

/** What an act did; `actSeq` takes it back. */
export type Done = { actSeq: number; thing: ThingView | null; lot: ReceivingView };

/** What a call of the window brings; its session was checked before. */
export type In<Name extends keyof StationContract['calls'] & string> = Omit<
  CallInput<StationContract, Name>,
  'session'
>;
export type Out<Name extends keyof StationContract['calls'] & string> = CallOutput<StationContract, Name>;

export type DeskNeeds = {
  readonly store: ReceivingStore;
  readonly changed: (view: ReceivingView) => void;
  readonly quality: QualityCounts;
  /** The way of a wiped drive was chosen, in the same transaction: its label follows. */
  readonly routed: (recordId: string, toBeDestroyed: boolean) => void;
  /** What is known of the way of a drive that was never wiped, in the transaction of the act that it follows from: its label follows. */
  readonly unwiped: (thing: NamedThing, toBeDestroyed: boolean, actor: Actor) => void;
};

/** What every desk of receiving works with. */
export type DeskTools = {
  readonly store: ReceivingStore;
  readonly routed: DeskNeeds['routed'];
  /** Something was done with a thing: it and the drives that were pulled from it get the label that unwiped drives carry, where they need one. */
  labelUnwiped(thingId: string, actor: Actor): void;
  /** How quality stands in the lot; `null` when nobody knows now. */
  qualityOf(lot: LotRef): LotQuality | null;
  /** The lot's counters as they are. */
  picture(lot: LotRef): ReceivingView;
  /** The lot after a change, kept with the lot. */
  pictureNow(lotSeq: number): ReceivingView;
  /** One change: all of it is written and all windows are told, or nothing. */
  change<T extends { lot: ReceivingView }>(work: () => Answer<T>): Answer<T>;
};

export function deskToolsOf({ store, changed, quality, routed, unwiped }: DeskNeeds): DeskTools {
  const { database, expected, lots, things } = store;
  const qualityOf = ({ name, lotSeq }: LotRef) =>
    quality({
      name,
      holds: (serialNumber) =>
        labelSerialsOf(serialNumber).some((key) => things.bySerial(key).some((thing) => thing.lotSeq === lotSeq)),
    });
  const thingLabels = thingLabelsOf(store);
  const picture = lotPictureOf(database, expected, qualityOf);
  const setState = database.prepare('UPDATE lots SET state = ? WHERE lot_seq = ? AND state <> ?');
  return {
    store,
    routed,
    labelUnwiped(thingId, actor) {
      for (const thing of [things.find(thingId) ?? [], things.inside(thingId)].flat()) {
        const toBeDestroyed = thingLabels.unwipedWay(thing);
        if (toBeDestroyed !== null) unwiped(thingLabels.named(thing), toBeDestroyed, actor);
      }
    },
    qualityOf,
    picture,
    pictureNow(lotSeq) {
      const view = picture(lots.of(lotSeq));
      setState.run(view.state, lotSeq, view.state);
      return view;
    },
    change(work) {
      const answer = database.transaction(work)();
      if (answer.outcome === 'done') changed(answer.value.lot);
      return answer;
    },
  };
}

export const refused = (...refusals: Refusal[]) => ({ outcome: 'refused' as const, refusals });
export const refusedBecause = (code: RefusalCode, why: Reason) =>
  refused(refuse(code, { ...why.details, why: why.code }));
