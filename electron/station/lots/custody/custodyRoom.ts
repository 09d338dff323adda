import type { CustodyView } from '../../../../core/contract/custodyVerbs.ts';
import type { ReceivingView } from '../../../../core/contract/receivingViews.ts';
import type { CallInput, CallOutput } from '../../../../core/contract/rpc.ts';
import type { StationContract } from '../../../../core/contract/station.ts';
import { type Answer, type Refusal, refuse } from '../../../../core/domain/refusal.ts';
import { custodyProblem } from '../../../../core/reconciliation/custody.ts';
import type { Actor } from '../receiving/actTable.ts';
import type { LotRef } from '../receiving/lotRefs.ts';
import type { ReceivingStore } from '../receiving/receivingStore.ts';
import type { CustodySubject, StoredCustodyEvent } from './custodyTable.ts';

type Calls = StationContract['calls'];
type In<Name extends keyof Calls & string> = Omit<CallInput<StationContract, Name>, 'session'>;
type Out<Name extends keyof Calls & string> = CallOutput<StationContract, Name>;
type SubjectView = NonNullable<In<'custody.list'>['subject']>;

/** Custody as the window's calls reach it. What does not fit a chain is written and becomes an exception: a record of what was said is never refused for it. */
export type CustodyRoom = {
  /** `destructionId`: the certificate of destruction that was sealed before. */
  add(input: In<'custody.add'>, actor: Actor, destructionId?: string): Out<'custody.add'>;
  /** Why an event would be refused; `null` when it would not. */
  problem(input: In<'custody.add'>, actor: Actor): Refusal | null;
  /** The answer about a destruction that was written down on its certificate. */
  written(lotId: string, destructionId: string): Out<'custody.add'>;
  takeBack(eventSeq: number, actor: Actor): Out<'custody.takeBack'>;
  list(input: In<'custody.list'>): Out<'custody.list'>;
  /** Looks for what has stood unkept for too long by now, in all open lots or in one; each becomes an exception of its lot. */
  lookForGaps(lotSeq?: number): void;
};

/** `after` brings the thing and the counters of the lot up to what was just written. */
export function custodyRoom(
  store: ReceivingStore,
  after: (lot: LotRef, thingId: string | null) => ReceivingView,
  changed: (view: ReceivingView) => void,
): CustodyRoom {
  const { database, custody, lots, things } = store;

  function change<T extends { lot: ReceivingView }>(work: () => Answer<T>): Answer<T> {
    const answer = database.transaction(work)();
    if (answer.outcome === 'done') changed(answer.value.lot);
    return answer;
  }

  function lookForGaps(only?: number): void {
    for (const lotSeq of only === undefined ? lots.allOpen() : [only]) {
      const found = database.transaction(() => custody.findGapsNow(lotSeq))();
      if (found) changed(after(lots.of(lotSeq), null));
    }
  }

  function problem({ lotId, subject, act }: In<'custody.add'>, actor: Actor): Refusal | null {
    const lot = lots.open(lotId);
    if (lot.outcome === 'refused') return lot.refusals[0] ?? refuse('lot-unknown');
    if (subject.kind === 'thing' && things.find(subject.thingId)?.lotSeq !== lot.value.lotSeq) {
      return refuse('thing-unknown');
    }
    const why = custodyProblem(act, actor.name);
    return why === null ? null : refuse('receiving-impossible', { why: why.code });
  }

  return {
    lookForGaps,
    problem,
    written(lotId, destructionId) {
      const lot = lots.find(lotId);
      if (lot.outcome === 'refused') return lot;
      const eventSeq = custody.ofDestruction(destructionId);
      const event = eventSeq === null ? null : custody.find(eventSeq);
      if (event === null) {
        const why = { why: 'destruction-not-written', certificateId: destructionId };
        return { outcome: 'refused', refusals: [refuse('receiving-impossible', why)] };
      }
      const state = custody.stateOf(event.lotSeq, event.subject);
      const view = after(lot.value, event.subject.id);
      return { outcome: 'done', value: { eventSeq: event.number, state, lot: view, destructionId } };
    },
    add: (input, actor, destructionId) =>
      change(() => {
        const refusal = problem(input, actor);
        if (refusal !== null) return { outcome: 'refused', refusals: [refusal] };
        const { lotId, subject, at, act } = input;
        const lot = lots.open(lotId);
        if (lot.outcome === 'refused') return lot;
        const { lotSeq } = lot.value;
        const stored = subjectOf(subject);
        const eventSeq = custody.add(lotSeq, stored, at, act, actor, destructionId ?? null);
        const view = after(lot.value, subject.kind === 'thing' ? subject.thingId : null);
        const state = custody.stateOf(lotSeq, stored);
        return { outcome: 'done', value: { eventSeq, state, lot: view, destructionId: destructionId ?? null } };
      }),
    takeBack: (eventSeq, actor) =>
      change(() => {
        const event = custody.find(eventSeq);
        if (event === null || event.takenBack) return { outcome: 'refused', refusals: [refuse('act-unknown')] };
        const lot = lots.open(lots.of(event.lotSeq).lotId);
        if (lot.outcome === 'refused') return lot;
        // What was sealed cannot be unsealed, and its paper may be out.
        if (event.destructionId !== null) {
          return { outcome: 'refused', refusals: [refuse('receiving-impossible', { why: 'destruction-sealed' })] };
        }
        if (custody.anyAfter(eventSeq, event.lotSeq, event.subject)) {
          return { outcome: 'refused', refusals: [refuse('receiving-impossible', { why: 'later-acts' })] };
        }
        custody.takeBack(event, actor);
        return {
          outcome: 'done',
          value: { lot: after(lot.value, event.subject.kind === 'thing' ? event.subject.id : null) },
        };
      }),
    list({ lotId, subject }) {
      const lot = lots.find(lotId);
      if (lot.outcome === 'refused') return lot;
      const events = custody.events(lot.value.lotSeq, subject === null ? null : subjectOf(subject)).slice(-MOST_EVENTS);
      const state = custody.stateOf(lot.value.lotSeq, subjectOf(subject ?? { kind: 'lot' }));
      return { outcome: 'done', value: { state, events: events.map(viewOf) } };
    },
  };
}

/** As many as the contract lets through, the newest. */
const MOST_EVENTS = 5000;

function subjectOf(subject: SubjectView): CustodySubject {
  switch (subject.kind) {
    case 'lot':
      return { kind: 'lot', id: '' };
    case 'pallet':
      return { kind: 'pallet', id: subject.pallet };
    case 'thing':
      return { kind: 'thing', id: subject.thingId };
  }
}

function viewOf({
  number,
  subject,
  at,
  recordedAt,
  by,
  act,
  takenBack,
  destructionId,
}: StoredCustodyEvent): CustodyView {
  const shown: SubjectView =
    subject.kind === 'lot'
      ? { kind: 'lot' }
      : subject.kind === 'pallet'
        ? { kind: 'pallet', pallet: subject.id }
        : { kind: 'thing', thingId: subject.id };
  return { eventSeq: number, subject: shown, at, recordedAt, by, act, takenBack, destructionId };
}
