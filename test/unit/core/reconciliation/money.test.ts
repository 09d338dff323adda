import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountText, readAmount } from '../../../../core/reconciliation/money.ts';

describe('an amount that is typed', () => {
  it.each<[string, string, number | null]>([
    ['12', 'EUR', 1200],
    ['12.5', 'EUR', 1250],
    ['12,50', 'PLN', 1250],
    ["1'234.50", 'CHF', 123_450],
    ['1 234,50', 'PLN', 123_450],
    ['-3', 'EUR', -300],
    ['0', 'EUR', 0],
    ['-0', 'EUR', 0],
    ['1500', 'JPY', 1500],
    ['1.250', 'KWD', 1250],
    ['1.234', 'EUR', null],
    ['12.5', 'JPY', null],
    ['1,234.50', 'EUR', null],
    ['12.', 'EUR', null],
    ['', 'EUR', null],
    ['twelve', 'EUR', null],
    ['1e3', 'EUR', null],
    ['99999999999999', 'EUR', null],
    ['12', 'EURO', null],
  ])('%j in %s is read as it is meant, or not at all', (typed, currency, minorUnits) => {
    expect(readAmount(typed, currency)).toEqual(minorUnits === null ? null : { minorUnits, currency });
  });

  it('is read back from every amount that is written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }),
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        (minorUnits, currency) => {
          const money = { minorUnits: minorUnits === 0 ? 0 : minorUnits, currency };
          expect(readAmount(amountText(money), currency)).toEqual(money);
        },
      ),
    );
  });
});
