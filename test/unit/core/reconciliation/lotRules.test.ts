import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../../core/domain/policy.ts';
import { type Disposition, disposition, dispositionProblems } from '../../../../core/reconciliation/disposition.ts';
import { CLOSURES, closureProblem, closureReason, exceptionCode } from '../../../../core/reconciliation/exceptions.ts';
import { closingProblems, type LotCounts, lotStateOf } from '../../../../core/reconciliation/lotRules.ts';
import { amountText } from '../../../../core/reconciliation/money.ts';
import {
  allowedPolicies,
  certifyProblem,
  readRequirement,
} from '../../../../core/reconciliation/securityRequirement.ts';

const done: LotCounts = {
  expected: 60,
  receivedRows: 57,
  things: 60,
  finished: true,
  openExceptions: 0,
  unopened: 0,
  drivesOpen: 0,
  withoutDisposition: 0,
  quality: { open: 0, openDraws: 0, failed: 0 },
  closed: false,
};

describe('a lot', () => {
  it.each<[string, Partial<LotCounts>]>([
    ['receiving-not-finished', { finished: false }],
    ['exceptions-open', { openExceptions: 1 }],
    ['computers-unopened', { unopened: 1 }],
    ['drives-with-data', { drivesOpen: 1 }],
    ['things-without-disposition', { withoutDisposition: 1 }],
    ['quality-unknown', { quality: null }],
    ['quality-open', { quality: { open: 1, openDraws: 0, failed: 0 } }],
    ['quality-draw-open', { quality: { open: 0, openDraws: 1, failed: 0 } }],
    ['quality-failed', { quality: { open: 0, openDraws: 0, failed: 1 } }],
    ['lot-closed-already', { closed: true }],
  ])('is not closed: %s', (code, wrong) => {
    expect(closingProblems({ ...done, ...wrong }).map((one) => one.code)).toEqual([code]);
  });

  it('is closed when nothing stands in the way', () => {
    expect(closingProblems(done)).toEqual([]);
    expect(lotStateOf(done)).toBe('ready');
  });

  it.each<[string, Partial<LotCounts>]>([
    ['expected', { finished: false, things: 0 }],
    ['received', { finished: false }],
    ['wiping', { drivesOpen: 2, quality: { open: 1, openDraws: 0, failed: 0 } }],
    ['quality', { quality: { open: 0, openDraws: 0, failed: 1 } }],
    ['quality', { quality: null }],
    ['closed', { closed: true }],
  ])('stands at %s', (state, counts) => {
    expect(lotStateOf({ ...done, ...counts })).toBe(state);
  });

  it('is ready only when it may be closed', () => {
    const count = fc.integer({ min: 0, max: 2 });
    const counts = fc.record({
      expected: count,
      receivedRows: count,
      things: count,
      finished: fc.boolean(),
      openExceptions: count,
      unopened: count,
      drivesOpen: count,
      withoutDisposition: count,
      quality: fc.option(fc.record({ open: count, openDraws: count, failed: count })),
      closed: fc.boolean(),
    });
    fc.assert(
      fc.property(counts, (one) => {
        expect(lotStateOf(one) === 'ready').toBe(closingProblems(one).length === 0);
      }),
    );
  });
});

describe('closing an exception', () => {
  it('every exception can be closed, each reason closes something, and another always with words', () => {
    for (const code of exceptionCode.options) {
      expect(CLOSURES[code]).toContain('other');
      expect(closureProblem(code, 'other', null)).toBe('note-missing');
      expect(closureProblem(code, 'other', 'as agreed by telephone')).toBeNull();
    }
    expect(new Set(Object.values(CLOSURES).flat())).toEqual(new Set(closureReason.options));
  });

  it('a reason of another exception is refused', () => {
    expect(closureProblem('missing', 'never-had-a-drive', 'note')).toBe('not-for-this');
  });

  it('a drive that was not found is never closed without words', () => {
    expect(closureProblem('no-drive-inside', 'drive-not-found', ' ')).toBe('note-missing');
  });
});

describe("the customer's security requirement", () => {
  it.each([
    [null, { kind: 'none' }],
    ['n/a', { kind: 'none' }],
    ['NIST 800-88 Purge', { kind: 'at-least', method: 'purge' }],
    ['Confidential', { kind: 'at-least', method: 'purge' }],
    ['streng geheim', { kind: 'at-least', method: 'destroy' }],
    ['clear, else shred', { kind: 'at-least', method: 'destroy' }],
    ['intern', { kind: 'at-least', method: 'clear' }],
    ['poufne', { kind: 'at-least', method: 'purge' }],
    ['机密', { kind: 'at-least', method: 'purge' }],
    ['level Q7', { kind: 'not-understood', words: 'level Q7' }],
  ])('%s', (words, requirement) => {
    expect(readRequirement(words)).toEqual(requirement);
  });

  const policy = (policyId: string, method: Policy['method']): Policy => ({
    policyId,
    title: policyId,
    method,
    techniques: ['overwrite-zeros'],
    verification: { design: 'full' },
    canaryCount: 64,
    badBlockLimit: 0,
  });
  const policies = [policy('clear', 'clear'), policy('purge', 'purge')];
  const allowed = (words: string | null) =>
    allowedPolicies(readRequirement(words), policies).allowed.map(({ policyId }) => policyId);

  it('forces the policies', () => {
    expect(allowed(null)).toEqual(['clear', 'purge']);
    expect(allowed('internal')).toEqual(['clear', 'purge']);
    expect(allowed('confidential')).toEqual(['purge']);
    expect(allowed('shred')).toEqual(['purge']);
    expect(allowedPolicies(readRequirement('shred'), policies).mustBeDestroyed).toBe(true);
  });

  it('that is not understood allows nothing', () => {
    expect(allowed('level Q7')).toEqual([]);
  });

  it('a drive of no known asset is not certified to the lot', () => {
    expect(certifyProblem({ kind: 'unknown' })?.code).toBe('drive-of-no-asset');
    expect(certifyProblem({ kind: 'inside-unknown' })?.code).toBe('drive-of-unexpected-computer');
    expect(certifyProblem({ kind: 'asset', assetId: 1, securityRequirement: null })).toBeNull();
  });
});

describe('a disposition', () => {
  const plain: Disposition = {
    grade: 'B',
    gradeReasons: ['scratches'],
    repairs: [],
    notes: '',
    estimated: null,
    realized: null,
    route: null,
  };
  it.each(['remarket', 'redeploy', 'recycle'] as const)('never lets data go by %s', (route) => {
    expect(dispositionProblems({ ...plain, route }, 'open').map(({ code }) => code)).toEqual(['data-still-on-it']);
    expect(dispositionProblems({ ...plain, route }, 'sanitized')).toEqual([]);
  });

  it('may send data back or to the shredder', () => {
    expect(dispositionProblems({ ...plain, route: 'destroy' }, 'open')).toEqual([]);
    expect(dispositionProblems({ ...plain, route: 'return' }, 'open')).toEqual([]);
  });

  it.each<[string, Partial<Disposition>]>([
    ['grade-without-reason', { gradeReasons: [] }],
    ['grade-a-has-no-reasons', { grade: 'A' }],
    ['grade-reason-twice', { gradeReasons: ['dents', 'dents'] }],
    ['remarket-without-grade', { grade: null, gradeReasons: [], route: 'remarket' }],
    [
      'two-currencies',
      { route: 'recycle', estimated: { minorUnits: 1, currency: 'EUR' }, realized: { minorUnits: 1, currency: 'PLN' } },
    ],
    ['realized-without-route', { realized: { minorUnits: 1, currency: 'PLN' } }],
  ])('%s', (code, wish) => {
    expect(dispositionProblems({ ...plain, ...wish }, 'sanitized').map((one) => one.code)).toEqual([code]);
  });

  it.each([
    [123450, 'EUR', '1234.50'],
    [-5, 'EUR', '-0.05'],
    [1200, 'JPY', '1200'],
    [1, 'KWD', '0.001'],
  ])('%i of %s is %s', (minorUnits, currency, text) => {
    expect(amountText({ minorUnits, currency })).toBe(text);
  });

  it('takes no fraction of the smallest coin', () => {
    expect(disposition.safeParse({ ...plain, estimated: { minorUnits: 1.5, currency: 'EUR' } }).success).toBe(false);
  });
});
