import type { ExceptionView, ReceivingView, ScanOutcome, ThingView } from '../../../../core/contract/receivingVerbs.ts';
import type { CallInput, CallOutput } from '../../../../core/contract/rpc.ts';
import type { StationContract } from '../../../../core/contract/station.ts';
import type { Reason } from '../../../../core/domain/reason.ts';
import { type Answer, type Refusal, type RefusalCode, refuse } from '../../../../core/domain/refusal.ts';
import { chooseExpected, type ScanChoice } from '../../../../core/reconciliation/chooseExpected.ts';
import { dispositionProblems } from '../../../../core/reconciliation/disposition.ts';
import { CLOSURES, closureProblem } from '../../../../core/reconciliation/exceptions.ts';
import { type Candidate, readScan, WORTH_ASKING } from '../../../../core/reconciliation/readScan.ts';
import { type ActScene, actProblem, type ThingAct } from '../../../../core/reconciliation/receivingActs.ts';
import { identityKey, labelSerialsOf } from '../../../../core/reconciliation/serialKey.ts';
import type { Actor } from './actTable.ts';
import type { StoredException } from './exceptionTable.ts';
import { expectedViewOf, lotPictureOf, type QualityCounts, thingViewOf } from './lotPicture.ts';
import type { LotRef } from './lotRefs.ts';
import type { ReceivingStore } from './receivingStore.ts';
import type { StoredThing } from './thingTable.ts';

type In<Name extends keyof StationContract['calls'] & string> = Omit<CallInput<StationContract, Name>, 'session'>;
type Out<Name extends keyof StationContract['calls'] & string> = CallOutput<StationContract, Name>;
type Done = { actSeq: number; thing: ThingView | null; lot: ReceivingView };

/** Receiving as the window's calls reach it. Who acts was checked before. */
export type ReceivingRoom = {
  view(lotId: string): Answer<ReceivingView>;
  scan(input: In<'receiving.scan'>, actor: Actor): Out<'receiving.scan'>;
  arrive(input: In<'receiving.arrive'>, actor: Actor): Answer<Done>;
  /** An act on a thing that has arrived. */
  act(act: Exclude<ThingAct, { act: 'arrived' }>, actor: Actor): Answer<Done>;
  finish(lotId: string, actor: Actor): Answer<Done>;
  takeBack(actSeq: number, actor: Actor, isShiftLead: boolean): Answer<Done>;
  things(input: In<'receiving.things'>): Out<'receiving.things'>;
  inside(thingId: string): Out<'receiving.inside'>;
  exceptions(input: In<'exceptions.list'>): Out<'exceptions.list'>;
  closeException(input: In<'exceptions.close'>, actor: Actor): Out<'exceptions.close'>;
  reopenException(exceptionId: string, actor: Actor): Out<'exceptions.reopen'>;
  dispose(input: In<'disposition.set'>, actor: Actor): Out<'disposition.set'>;
  closeLot(lotId: string, actor: Actor): Answer<Done>;
  /** A record was sealed: drives of this serial stand anew. */
  recordSealed(serialNumber: string): void;
  /** Quality was heard, or not any more: the open lots that it changes stand anew. */
  qualityChanged(): void;
  /** The thing's custody changed. */
  custodyChanged(lot: LotRef, thingId: string | null): ReceivingView;
};

export type ReceivingTools = {
  readonly store: ReceivingStore;
  readonly newId: () => string;
  readonly changed: (view: ReceivingView) => void;
  readonly quality: QualityCounts;
};

export function receivingRoom({ store, newId, changed, quality }: ReceivingTools): ReceivingRoom {
  const { database, acts, exceptions, expected, lots, things } = store;
  const qualityOf = ({ name, lotSeq }: LotRef) =>
    quality({
      name,
      holds: (serialNumber) =>
        labelSerialsOf(serialNumber).some((key) => things.bySerial(key).some((thing) => thing.lotSeq === lotSeq)),
    });
  const picture = lotPictureOf(database, expected, qualityOf);
  /** What quality said of each open lot when all windows were last told of it, by the lot's number. */
  const toldQuality = new Map<number, string>();
  const setState = database.prepare('UPDATE lots SET state = ? WHERE lot_seq = ? AND state <> ?');
  const addScan = database.prepare(
    'INSERT INTO receiving_scans (lot_seq, text, outcome, thing_id, person_id, person_name, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const ensureReceiving = database.prepare('INSERT INTO lot_receiving (lot_seq) VALUES (?) ON CONFLICT DO NOTHING');
  const setFinished = database.prepare('UPDATE lot_receiving SET finished_act = ? WHERE lot_seq = ?');
  const setClosed = database.prepare('UPDATE lot_receiving SET closed_act = ? WHERE lot_seq = ?');

  /** The lot after a change, kept with the lot and told to all windows when the transaction is through. */
  function pictureNow(lotSeq: number): ReceivingView {
    const view = picture(lots.of(lotSeq));
    setState.run(view.state, lotSeq, view.state);
    return view;
  }

  /** One change: all of it is written, or nothing. */
  function change<T extends { lot: ReceivingView }>(work: () => Answer<T>): Answer<T> {
    const answer = database.transaction(work)();
    if (answer.outcome === 'done') changed(answer.value.lot);
    return answer;
  }

  const refused = (...refusals: Refusal[]) => ({ outcome: 'refused' as const, refusals });
  const refusedBecause = (code: RefusalCode, why: Reason) => refused(refuse(code, { ...why.details, why: why.code }));

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
    const thing = things.find(act.thingId);
    return {
      outcome: 'done',
      value: { actSeq, thing: thing === null ? null : thingViewOf(thing), lot: pictureNow(lot.lotSeq) },
    };
  }

  /** The thing that one of the candidates says again; the first that arrived. */
  function arrivedAs(
    lotSeq: number,
    candidates: readonly Pick<Candidate, 'value' | 'certainty'>[],
  ): StoredThing | null {
    for (const { value, certainty } of candidates) {
      const key = identityKey(value);
      if (key === null || certainty < WORTH_ASKING) continue;
      const same = [...things.bySerial(key), ...things.byTag(key)].find((thing) => thing.lotSeq === lotSeq);
      if (same !== undefined) return same;
    }
    return null;
  }

  function answerScan(
    lot: LotRef,
    input: In<'receiving.scan'>,
    actor: Actor,
  ): Answer<{ outcome: ScanOutcome; lot: ReceivingView }> {
    const reading = readScan(input.text);
    const choice = chooseExpected(reading, expected.ofLot(lot.lotSeq));
    const again =
      choice.kind === 'row'
        ? (things.ofAsset(choice.row.assetId)[0] ?? null)
        : arrivedAs(lot.lotSeq, reading.candidates);
    if (again !== null && choice.kind !== 'several')
      return noted({ kind: 'again', thing: thingViewOf(again) }, again.thingId);
    if (choice.kind !== 'row') return noted(asked(lot, choice), null);
    const { candidate, by, row } = choice;
    const written = write(
      lot,
      {
        act: 'arrived',
        thingId: newId(),
        serialNumber: by === 'serial' ? candidate.value : null,
        assetTag: by === 'asset-tag' ? candidate.value : null,
        deviceKind: input.deviceKind ?? (input.insideOf === null ? null : 'drive'),
        assetId: row.assetId,
        insideOf: input.insideOf,
      },
      actor,
    );
    if (written.outcome === 'refused') return written;
    const { thing, actSeq } = written.value;
    if (thing === null) throw new Error('a thing that arrived is not there');
    return noted({ kind: 'matched', by, thing, row: expectedViewOf(row), actSeq }, thing.thingId);

    function noted(outcome: ScanOutcome, thingId: string | null): Answer<{ outcome: ScanOutcome; lot: ReceivingView }> {
      const at = store.clock().toISOString();
      addScan.run(lot.lotSeq, input.text, outcome.kind, thingId, actor.personId, actor.name, at);
      return { outcome: 'done', value: { outcome, lot: picture(lots.of(lot.lotSeq)) } };
    }
  }

  function asked(lot: LotRef, choice: Exclude<ScanChoice, { kind: 'row' }>): ScanOutcome {
    const shown = (candidates: readonly Candidate[]) => candidates.map(({ value, why }) => ({ value, why }));
    switch (choice.kind) {
      case 'several':
        return { kind: 'several', rows: choice.rows.map(expectedViewOf), candidates: shown(choice.candidates) };
      case 'no-identity':
        return {
          kind: 'no-identity',
          others: choice.others.map(({ what, value }) => ({ what, value })),
          candidates: shown(choice.candidates),
        };
      case 'unexpected':
        return {
          kind: 'unexpected',
          candidates: shown(choice.candidates),
          proposals: choice.proposals.flatMap(({ assetId, why }) => {
            const row = expected.find(lot.lotSeq, assetId);
            return row === null ? [] : [{ row: expectedViewOf(row), why }];
          }),
        };
    }
  }

  function openLotOfThing(thingId: string): Answer<LotRef> {
    const thing = things.find(thingId);
    if (thing === null) return refused(refuse('thing-unknown'));
    return lots.open(lots.of(thing.lotSeq).lotId);
  }

  function exceptionViewOf(one: StoredException): ExceptionView {
    const thing = one.thingId === null ? null : things.find(one.thingId);
    const assetId = one.assetId ?? thing?.assetId ?? null;
    const row = assetId === null ? null : expected.find(one.lotSeq, assetId);
    return {
      exceptionId: one.exceptionId,
      code: one.code,
      details: one.details,
      raisedAt: one.raisedAt,
      standing: one.standing,
      thing: thing === null ? null : thingViewOf(thing),
      row: row === null ? null : expectedViewOf(row),
      custodySeq: one.custodySeq,
      reasons: [...CLOSURES[one.code]],
      closure: one.closure,
    };
  }

  function afterException(id: string, lotSeq: number) {
    const one = exceptions.find(id);
    if (one === null) throw new Error(`exception ${id} is gone`);
    // How an exception was closed decides what is still to be done with its thing.
    if (one.thingId !== null) things.refresh(lotSeq, one.thingId);
    return { outcome: 'done' as const, value: { exception: exceptionViewOf(one), lot: pictureNow(lotSeq) } };
  }

  return {
    view(lotId) {
      const lot = lots.find(lotId);
      return lot.outcome === 'refused' ? lot : { outcome: 'done', value: picture(lot.value) };
    },
    scan: (input, actor) =>
      change(() => {
        const lot = lots.open(input.lotId);
        return lot.outcome === 'refused' ? lot : answerScan(lot.value, input, actor);
      }),
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
    finish: (lotId, actor) =>
      change(() => {
        const lot = lots.open(lotId);
        if (lot.outcome === 'refused') return lot;
        const { lotSeq } = lot.value;
        ensureReceiving.run(lotSeq);
        const actSeq = lot.value.finishedAct ?? acts.addLotAct(lotSeq, 'finished', actor);
        setFinished.run(actSeq, lotSeq);
        for (const assetId of expected.awaited(lotSeq))
          exceptions.set(lotSeq, 'missing', { kind: 'asset', assetId }, true);
        return { outcome: 'done', value: { actSeq, thing: null, lot: pictureNow(lotSeq) } };
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
          setFinished.run(null, act.lotSeq);
          for (const assetId of expected.awaited(act.lotSeq))
            exceptions.set(act.lotSeq, 'missing', { kind: 'asset', assetId }, false);
        } else if (act.thingId !== null) things.refresh(act.lotSeq, act.thingId);
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
    exceptions({ lotId, openOnly, limit, after }) {
      const lot = lots.find(lotId);
      if (lot.outcome === 'refused') return lot;
      const page = exceptions.list(lot.value.lotSeq, openOnly, after, limit).map(exceptionViewOf);
      const next = page.length < limit ? null : (page.at(-1)?.exceptionId ?? null);
      return { outcome: 'done', value: { exceptions: page, next } };
    },
    closeException: ({ exceptionId, reason, note }, actor) =>
      change(() => {
        const one = exceptions.find(exceptionId);
        if (one === null) return refused(refuse('exception-unknown'));
        const lot = lots.open(lots.of(one.lotSeq).lotId);
        if (lot.outcome === 'refused') return lot;
        if (!one.standing || one.closure !== null) return refused(refuse('exception-not-open'));
        const problem = closureProblem(one.code, reason, note);
        if (problem !== null) return refused(refuse('closure-unsuitable', { why: problem }));
        exceptions.close(exceptionId, reason, note, actor);
        return afterException(exceptionId, one.lotSeq);
      }),
    reopenException: (exceptionId, actor) =>
      change(() => {
        const one = exceptions.find(exceptionId);
        if (one === null) return refused(refuse('exception-unknown'));
        const lot = lots.open(lots.of(one.lotSeq).lotId);
        if (lot.outcome === 'refused') return lot;
        if (one.closure === null) return refused(refuse('exception-not-open'));
        exceptions.reopen(exceptionId, actor);
        return afterException(exceptionId, one.lotSeq);
      }),
    dispose: ({ lotId, thingIds, disposition }, actor) =>
      change(() => {
        const lot = lots.open(lotId);
        if (lot.outcome === 'refused') return lot;
        const { lotSeq } = lot.value;
        const chosen: StoredThing[] = [];
        for (const id of new Set(thingIds)) {
          const thing = things.find(id);
          if (thing === null || thing.lotSeq !== lotSeq) return refused(refuse('thing-unknown'));
          const [problem] = dispositionProblems(disposition, thing.data);
          if (problem !== undefined) return refusedBecause('disposition-unsuitable', problem);
          chosen.push(thing);
        }
        for (const { thingId } of chosen) {
          acts.addDisposition(lotSeq, thingId, disposition, actor);
          things.refresh(lotSeq, thingId);
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
      for (const lot of lots.allOpen()) {
        const said = JSON.stringify(qualityOf(lot));
        if (toldQuality.get(lot.lotSeq) === said) continue;
        changed(database.transaction(() => pictureNow(lot.lotSeq))());
        toldQuality.set(lot.lotSeq, said);
      }
    },
    custodyChanged(lot, thingId) {
      if (thingId !== null && things.find(thingId) !== null) things.refresh(lot.lotSeq, thingId);
      return pictureNow(lot.lotSeq);
    },
  };
}
