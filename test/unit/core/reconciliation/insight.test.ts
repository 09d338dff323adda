import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  daysToSanitized,
  missingBy,
  refreshTiming,
  repairPatterns,
  wearPatterns,
} from '../../../../core/reconciliation/insightFlow.ts';
import type { InsightRow } from '../../../../core/reconciliation/insightRow.ts';
import { failuresByModel, valuesByModel } from '../../../../core/reconciliation/insightValues.ts';

const plain: InsightRow = {
  make: 'Lenovo',
  model: 'T480',
  department: 'Sales',
  location: 'Berlin',
  refreshProject: null,
  retiredOn: '2026-03-01',
  purchasedOn: '2022-02-01',
  receivedAt: '2026-03-20T10:00:00.000Z',
  sanitizedAt: '2026-03-21T10:00:00.000Z',
  missing: false,
  data: 'sanitized',
  grade: 'B',
  gradeReasons: ['scratches'],
  repairs: ['battery'],
  route: 'remarket',
  estimated: { minorUnits: 20000, currency: 'EUR' },
  realized: { minorUnits: 18000, currency: 'EUR' },
};
const missing: InsightRow = {
  ...plain,
  receivedAt: null,
  sanitizedAt: null,
  missing: true,
  data: 'open',
  grade: null,
  route: null,
  estimated: null,
  realized: null,
  repairs: [],
  gradeReasons: [],
};

describe('what the customer can learn', () => {
  it('grades and values by model; currencies are never added', () => {
    const rows = [
      plain,
      { ...plain, model: ' t480', grade: null },
      { ...plain, realized: { minorUnits: 5, currency: 'PLN' } },
      { ...plain, model: null, make: null },
      missing,
    ];
    expect(valuesByModel(rows)).toEqual([
      {
        model: 'Lenovo T480',
        received: 3,
        grades: { A: 0, B: 2, C: 0, D: 0, unknown: 1 },
        values: [
          {
            currency: 'EUR',
            estimatedMinorUnits: 60000,
            estimatedCount: 3,
            realizedMinorUnits: 36000,
            realizedCount: 2,
          },
          { currency: 'PLN', estimatedMinorUnits: 0, estimatedCount: 0, realizedMinorUnits: 5, realizedCount: 1 },
        ],
      },
      expect.objectContaining({ model: null, received: 1 }),
    ]);
  });

  it('failures say what they are a share of, and what is still open is in no share', () => {
    const rows: InsightRow[] = [
      plain,
      { ...plain, data: 'failed', route: 'destroy' },
      { ...plain, data: 'open' },
      { ...plain, data: 'none' },
    ];
    expect(failuresByModel(rows)).toEqual([
      { model: 'Lenovo T480', failed: { count: 1, of: 2 }, destroyed: { count: 1, of: 2 } },
    ]);
  });

  it('where equipment does not come back from; who wrote no department is a group of its own', () => {
    const rows = [
      plain,
      missing,
      missing,
      { ...missing, department: ' sales ' },
      { ...missing, department: null },
      { ...plain, department: 'IT' },
    ];
    expect(missingBy(rows, 'department')).toEqual([
      { name: 'Sales', missing: { count: 3, of: 4 } },
      { name: null, missing: { count: 1, of: 1 } },
    ]);
  });

  it('days from retired to sanitized', () => {
    const sanitizedAfter = (days: number): InsightRow => ({
      ...plain,
      sanitizedAt: new Date(Date.UTC(2026, 2, 1 + days, 23)).toISOString(),
    });
    const spread = daysToSanitized([
      sanitizedAfter(0),
      sanitizedAfter(7),
      sanitizedAfter(8),
      sanitizedAfter(400),
      { ...plain, retiredOn: null },
      sanitizedAfter(-1),
      missing,
    ]);
    expect(spread).toMatchObject({
      known: 4,
      unknown: 1,
      contradicting: 1,
      medianDays: 7,
      ninetiethDays: 400,
      longestDays: 400,
    });
    expect(spread.bars.map(({ count }) => count)).toEqual([2, 1, 0, 0, 0, 0, 0, 1]);
  });

  it('repairs and wear that come again, and on what', () => {
    const other: InsightRow = { ...plain, model: 'X1', repairs: ['battery', 'screen'], gradeReasons: [] };
    expect(repairPatterns([plain, plain, other])).toEqual([
      {
        code: 'battery',
        count: 3,
        models: [
          { model: 'Lenovo T480', share: { count: 2, of: 2 } },
          { model: 'Lenovo X1', share: { count: 1, of: 1 } },
        ],
      },
      { code: 'screen', count: 1, models: [{ model: 'Lenovo X1', share: { count: 1, of: 1 } }] },
    ]);
    expect(wearPatterns([plain, other]).map(({ code }) => code)).toEqual(['scratches']);
  });

  it('value by age, so that the refresh can be timed', () => {
    const groups = refreshTiming([
      plain,
      { ...plain, purchasedOn: '2020-01-01', route: 'recycle', realized: null },
      { ...plain, purchasedOn: null },
    ]);
    expect(groups.map(({ years, remarketed }) => [years, remarketed.count])).toEqual([
      [4, 1],
      [6, 0],
      [null, 1],
    ]);
  });

  it('no row is lost on the way, and no sum of money either', () => {
    const any: fc.Arbitrary<InsightRow> = fc.record({
      make: fc.option(fc.constantFrom('A', 'B')),
      model: fc.option(fc.constantFrom('1', '2', ' ')),
      department: fc.option(fc.constantFrom('X', 'x ', '')),
      location: fc.constant(null),
      refreshProject: fc.constant(null),
      retiredOn: fc.option(fc.constantFrom('2026-01-01', 'not a date')),
      purchasedOn: fc.option(fc.constant('2021-06-01')),
      receivedAt: fc.option(fc.constant('2026-02-01T00:00:00.000Z')),
      sanitizedAt: fc.option(fc.constant('2026-02-03T00:00:00.000Z')),
      missing: fc.boolean(),
      data: fc.constantFrom('sanitized', 'failed', 'destroyed', 'none', 'open'),
      grade: fc.option(fc.constantFrom('A', 'D')),
      gradeReasons: fc.constant([]),
      repairs: fc.subarray(['battery', 'fan']),
      route: fc.option(fc.constantFrom('remarket', 'destroy')),
      estimated: fc.option(
        fc.record({ minorUnits: fc.integer({ min: -9, max: 9 }), currency: fc.constantFrom('EUR', 'PLN') }),
      ),
      realized: fc.constant(null),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), (rows) => {
        const received = rows.filter(({ receivedAt }) => receivedAt !== null);
        expect(valuesByModel(rows).reduce((sum, one) => sum + one.received, 0)).toBe(received.length);
        expect(refreshTiming(rows).reduce((sum, one) => sum + one.received, 0)).toBe(received.length);
        const money = (list: readonly InsightRow[], currency: string) =>
          list.reduce((sum, { estimated }) => sum + (estimated?.currency === currency ? estimated.minorUnits : 0), 0);
        const summed = valuesByModel(rows).flatMap(({ values }) => values);
        for (const currency of ['EUR', 'PLN']) {
          const total = summed
            .filter((one) => one.currency === currency)
            .reduce((sum, one) => sum + one.estimatedMinorUnits, 0);
          expect(total).toBe(money(received, currency));
        }
        const days = daysToSanitized(rows);
        const ended = rows.filter(({ data }) => data === 'sanitized' || data === 'destroyed').length;
        expect(days.known + days.unknown + days.contradicting).toBe(ended);
        expect(days.bars.reduce((sum, { count }) => sum + count, 0)).toBe(days.known);
      }),
    );
  });
});
