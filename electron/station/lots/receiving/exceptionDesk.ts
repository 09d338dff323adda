import type { ExceptionView } from '../../../../core/contract/receivingViews.ts';
import { refuse } from '../../../../core/domain/refusal.ts';
import { CLOSURES, closureProblem } from '../../../../core/reconciliation/exceptions.ts';
import type { Actor } from './actTable.ts';
import { type DeskTools, type In, type Out, refused } from './deskTools.ts';
import type { StoredException } from './exceptionTable.ts';
import { expectedViewOf, thingViewOf } from './lotPicture.ts';

/** What does not agree, and how a person closes it. */
export type ExceptionDesk = {
  exceptions(input: In<'exceptions.list'>): Out<'exceptions.list'>;
  closeException(input: In<'exceptions.close'>, actor: Actor): Out<'exceptions.close'>;
  reopenException(exceptionId: string, actor: Actor): Out<'exceptions.reopen'>;
};

export function exceptionDesk({ store, change, pictureNow }: DeskTools): ExceptionDesk {
  const { exceptions, expected, lots, things } = store;

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
  };
}
