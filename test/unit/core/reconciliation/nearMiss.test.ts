import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearMisses } from '../../../../core/reconciliation/nearMiss.ts';

const near = (scanned: string, ...expected: string[]) =>
  nearMisses(
    scanned,
    expected.map((serialNumber, index) => ({ assetId: index + 1, serialNumber })),
  );

describe('a serial that is almost an expected one is proposed', () => {
  it.each([
    ['WCC4E1234568', 'WCC4E123456B', 'look-alike-characters'],
    ['5CG0123ABC', '5CGO123ABC', 'look-alike-characters'],
    ['MJ01LI1', 'MJ0I1L1', 'look-alike-characters'],
    ['S5Z2', '5SZZ', 'look-alike-characters'],
    ['0012345', '12345', 'lost-leading-zeros'],
    ['12345', '0012345', 'lost-leading-zeros'],
    ['12345678901', '1.23E+10', 'spreadsheet-number'],
    ['12345678901', '1,23457E+10', 'spreadsheet-number'],
    ['19999999999', '2.00E+10', 'spreadsheet-number'],
    ['123E8', '1.23E+10', 'spreadsheet-number'],
    ['123456789012345678', '123456789012345000', 'spreadsheet-rounded'],
    ['PF12ABDC', 'PF12ABCD', 'characters-swapped'],
    ['PF12ABCE', 'PF12ABCD', 'one-character-different'],
    ['PF12ACD', 'PF12ABCD', 'one-character-missing'],
    ['PF12ABBCD', 'PF12ABCD', 'one-character-more'],
    ['ZX9988771', 'SN-ZX9988771-EU', null],
    ['ZX9988771', 'ABC-ZX9988771', 'part-of-the-other'],
  ])('%s for %s: %s', (scanned, expected, why) => {
    expect(near(scanned, expected).map((one) => one.why)).toEqual(why === null ? [] : [why]);
  });

  it.each([
    ['12345678901', '1.24E+10'],
    ['1234567890', '1.23E+10'],
    ['PF12ABCD', 'PF12XYCD'],
    ['AB1', 'AB2'],
  ])('%s is not %s', (scanned, expected) => {
    expect(near(scanned, expected)).toEqual([]);
  });

  it('the nearest comes first', () => {
    expect(near('0PF12A8C', 'PF12A8X', 'PF12A8C', '0PF12ABC').map((one) => one.why)).toEqual([
      'lost-leading-zeros',
      'look-alike-characters',
    ]);
  });

  it('an equal one is none, and there are never more than asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[A-Z0-9]{1,12}$/), { maxLength: 40 }),
        fc.stringMatching(/^[A-Z0-9]{1,12}$/),
        (serials, scanned) => {
          const found = near(scanned, ...serials);
          expect(found.length).toBeLessThanOrEqual(5);
          for (const one of found) expect(one.serialNumber).not.toBe(scanned);
          expect(found.map((one) => one.distance)).toEqual(found.map((one) => one.distance).toSorted((a, b) => a - b));
        },
      ),
    );
  });

  it('one wrong character is always seen in a serial of five or more', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Z0-9]{5,14}$/),
        fc.nat(),
        fc.stringMatching(/^[A-Z0-9]$/),
        (serial, place, letter) => {
          const at = place % serial.length;
          const slipped = serial.slice(0, at) + letter + serial.slice(at + 1);
          fc.pre(slipped !== serial);
          expect(near(slipped, serial)).toHaveLength(1);
        },
      ),
    );
  });
});
