import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssetField } from '../../../core/domain/asset.ts';
import { columnWidths } from '../../../core/intake/columnWidths.ts';
import { judgeAgain, rowJudge } from '../../../core/intake/judgeRow.ts';
import { readDay } from '../../../core/intake/readDay.ts';
import { readIdentity } from '../../../core/intake/readIdentity.ts';
import de from '../../../core/messages/de/intake.json' with { type: 'json' };
import en from '../../../core/messages/en/intake.json' with { type: 'json' };
import pl from '../../../core/messages/pl/intake.json' with { type: 'json' };
import zh from '../../../core/messages/zh/intake.json' with { type: 'json' };

const columns = ['Serial', 'Asset tag', 'Make', 'Model', 'Retired'];
const fields: AssetField[] = ['serialNumber', 'assetTag', 'make', 'model', 'retiredOn'];
const judge = rowJudge({ columns, fields, headed: true, delimiter: ';', dateOrder: 'day-first' });
const codesOf = (...cells: readonly string[]) => {
  const verdict = judge({ rowNumber: 7, cells });
  const reasons = verdict.kind === 'accepted' ? verdict.remarks : verdict.reasons;
  return [verdict.kind, ...reasons.map(({ code }) => code)];
};

describe('a row', () => {
  it.each<[string, string[], string[]]>([
    ['with both numbers is an asset', ['PF1', 'A1', 'Lenovo'], ['accepted']],
    ['with one number is an asset', ['', 'A1'], ['accepted']],
    ['without any is none', ['', ' ', 'Lenovo'], ['rejected', 'no-identity']],
    ['whose serial became a power of ten keeps its tag only', ['1.23E+10', 'A1'], ['accepted', 'serial-lost-number']],
    ['with nothing but such a serial is none', ['1,23E+10', ''], ['rejected', 'no-identity', 'serial-lost-number']],
    ['with 5E10 has a serial number', ['5E10', ''], ['accepted']],
    ['whose serial became a day has none', ['10-Mar', 'A1'], ['accepted', 'serial-lost-date']],
    ['whose serial became an error has none', ['#N/A', 'A1'], ['accepted', 'serial-lost-error']],
    ['whose serial was rounded has none', ['12345678901234500000', 'A1'], ['accepted', 'serial-lost-rounded']],
    ['whose last digit may be rounded is looked at', ['1234567890123450', 'A1'], ['accepted', 'serial-maybe-rounded']],
    [
      'with words for nothing has no number',
      ['To be filled by O.E.M.', 'n/a'],
      ['rejected', 'no-identity', 'serial-placeholder', 'tag-placeholder'],
    ],
    ['with zeros has no number', ['00000000', 'A1'], ['accepted', 'serial-placeholder']],
    ['that repeats the header is none', ['Serial', 'Asset tag', 'MAKE', 'Model'], ['rejected', 'repeated-header']],
    ['that sums up is none', ['Total: 245', '', '', ''], ['rejected', 'totals-row']],
    ['that sums up in Chinese is none', ['合计', '', '', '12'], ['rejected', 'totals-row']],
    ['with a serial that begins like a sum is an asset', ['SUM1234', 'A1'], ['accepted']],
    [
      'with a cell too many is in the wrong columns',
      ['PF1', 'A1', 'Dell', 'Inc.', '', 'x'],
      ['rejected', 'row-too-wide'],
    ],
    [
      'with rows inside a cell is none',
      ['PF1', 'A1', 'x\nPF2;A2;Dell;T490;\nPF3;A3;Dell;T490;'],
      ['rejected', 'rows-in-one-cell'],
    ],
    ['with lines inside a cell is an asset', ['PF1', 'A1', 'x\ny; z'], ['accepted']],
    [
      'with a day that no calendar has is looked at',
      ['PF1', '', '', '', '31.02.2026'],
      ['accepted', 'date-not-understood'],
    ],
    ['with an endless cell is none', ['PF1', 'x'.repeat(4097)], ['rejected', 'cell-too-long']],
  ])('%s', (_promise, cells, expected) => {
    expect(codesOf(...cells)).toEqual(expected);
  });

  it('that the reader could not take apart is told so', () => {
    const verdict = judge({ rowNumber: 7, cells: ['"PF1'], broken: 'quote-not-closed' });
    expect(verdict).toEqual({ kind: 'rejected', reasons: [{ code: 'quote-not-closed', details: {} }] });
  });

  it('is an asset or rejected with a reason, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 8 }), (cells) => {
        const verdict = judge({ rowNumber: 7, cells });
        if (verdict.kind === 'rejected') expect(verdict.reasons.length).toBeGreaterThan(0);
        else expect(verdict.fields.serialNumber ?? verdict.fields.assetTag).not.toBeNull();
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a number that is there already', () => {
  const accepted = judge({ rowNumber: 9, cells: ['PF1', 'A1', 'Lenovo'] });
  if (accepted.kind === 'rejected') throw new Error('not accepted');
  const earlier = (serialNumber: string | null, make: string | null) => ({ rowNumber: 3, serialNumber, make });

  it('is the same device listed twice', () => {
    expect(judgeAgain(accepted, earlier('PF1', 'LENOVO'), null)).toEqual({
      kind: 'rejected',
      reasons: [{ code: 'duplicate-serial', details: { row: 3 } }],
    });
  });

  it('is another device when another make is named', () => {
    expect(judgeAgain(accepted, earlier('PF1', 'Dell'), null)).toMatchObject({
      kind: 'accepted',
      remarks: [{ code: 'serial-of-two-makes' }],
    });
  });

  it('is to be looked at when it is the tag of another serial number', () => {
    expect(judgeAgain(accepted, null, earlier('PF9', null))).toMatchObject({
      kind: 'accepted',
      remarks: [{ code: 'tag-again' }],
    });
    expect(judgeAgain(accepted, null, earlier(null, null))).toMatchObject({
      kind: 'rejected',
      reasons: [{ code: 'duplicate-tag' }],
    });
  });
});

describe('a number as a cell holds it', () => {
  it.each([
    ['="00123"', '00123'],
    ["'00123", '00123'],
    ['\u00a0PF1\u200b', 'PF1'],
    [' PF1 2 ', 'PF1 2'],
  ])('%j is %j', (cell, text) => {
    expect(readIdentity(cell)).toMatchObject({ kind: 'known', text });
  });
});

describe('lost zeros', () => {
  const widthsOf = (texts: readonly string[]) => {
    const widths = columnWidths();
    for (const text of texts) widths.add(text);
    return widths.lostZeros();
  };
  const ten = Array.from({ length: 20 }, (_, index) => `${1000000000 + index}`);

  it('are seen where all other numbers have one length', () => {
    expect(widthsOf([...ten, '12345678'])).toBe(10);
  });
  it('are not seen where no number is shorter, or a shorter one has letters', () => {
    expect(widthsOf(ten)).toBeNull();
    expect(widthsOf([...ten, 'AB12'])).toBeNull();
  });
  it('are not seen where numbers have all lengths', () => {
    expect(widthsOf(['1', '22', '333', '4444', '55555', '666666', '7', '88', '999', '1010', '11'])).toBeNull();
  });
});

describe('a day', () => {
  it.each([
    ['2026-03-01', '2026-03-01'],
    ['2026-03-01 17:02:11', '2026-03-01'],
    ['2026/3/1', '2026-03-01'],
    ['2026年3月1日', '2026-03-01'],
    ['20260301', '2026-03-01'],
    ['1.3.2026', '2026-03-01'],
    ['01.03.26', '2026-03-01'],
    ['1/3/2026', '2026-03-01'],
    ['3/25/2026', '2026-03-25'],
    ['1 Mar 2026', '2026-03-01'],
    ['1. Mrz 2026', '2026-03-01'],
    ['Mar 1, 2026', '2026-03-01'],
    ['46082', '2026-03-01'],
    ['31.02.2026', null],
    ['soon', null],
    ['', null],
  ])('written %j is %s', (text, day) => {
    expect(readDay(text, 'day-first')).toBe(day);
  });

  it('follows the order where it does not say it itself', () => {
    expect(readDay('3/1/2026', 'month-first')).toBe('2026-03-01');
  });
});

describe('the words of the intake', () => {
  it.each(Object.entries({ de, pl, zh }))('are complete in %s, with the same places', (_language, words) => {
    const places = (section: object) =>
      Object.entries(section).map(([code, sentence]) => [
        code,
        [...String(sentence).matchAll(/\{\{\w+\}\}/g)].map(String).sort(),
      ]);
    expect(places(words)).toEqual(places(en));
    expect(Object.keys(words.fields)).toEqual(Object.keys(en.fields));
  });
});
