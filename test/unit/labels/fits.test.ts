import { describe, expect, test } from 'vitest';
import { code128Bars, code128Modules } from '../../../electron/station/labels/code128.ts';
import { drawLabel } from '../../../electron/station/labels/drawLabel.ts';
import { printable } from '../../../electron/station/labels/labelFace.ts';
import { fitQr } from '../../../electron/station/labels/qrFit.ts';

describe('what fits is known before printing', () => {
  test.each([
    ['ABC', 11 * (1 + 3 + 1) + 13],
    ['123456', 11 * (1 + 3 + 1) + 13],
    ['A1234', 11 * (1 + 1 + 1 + 2 + 1) + 13],
    ['A123', 11 * (1 + 4 + 1) + 13],
  ])('Code 128 of %s is %i modules wide', (text, modules) => {
    expect(code128Modules(text)).toBe(modules);
  });

  test('Code 128 does not carry what scanners give back in too many ways', () => {
    for (const text of ['', 'ä', 'a\n', '中', '\u0000']) expect(code128Bars(text)).toBeNull();
  });

  test('a QR code takes the largest squares, and the better level where it is free', () => {
    expect(fitQr('WB1:'.padEnd(270, 'A'), 150)).toEqual({ level: 'L', dots: 3, sideDots: 147 });
    expect(fitQr('WB1:'.padEnd(200, 'A'), 150)).toEqual({ level: 'M', dots: 3, sideDots: 147 });
    expect(fitQr('WB1:'.padEnd(120, 'A'), 150)).toEqual({ level: 'M', dots: 4, sideDots: 148 });
    expect(fitQr('A'.repeat(2000), 150)).toBeNull();
  });

  test('no square is below a quarter of a millimetre, whatever the head', () => {
    for (const dotsPerMillimetre of [8, 12]) {
      const side = Math.round(18.75 * dotsPerMillimetre);
      for (let length = 4; length < 1300; length += 7) {
        const fit = fitQr('WB1:'.padEnd(length, 'A'), side, dotsPerMillimetre);
        if (fit !== null) expect(fit.dots / dotsPerMillimetre).toBeGreaterThanOrEqual(0.25);
      }
    }
  });
});

describe('text', () => {
  test.each([
    ['Zażółć gęślą jaźń', 'Zażółć gęślą jaźń'],
    ['硬盘 一號', '硬盘 一號'],
    ['⾦', '\\u{2FA6}'],
    ['💾', '\\u{1F4BE}'],
    ['a\u0000b\nc', 'a\\u{0}b\\u{A}c'],
    ['\u202eSSAP', '\\u{202E}SSAP'],
    ['^XA~JA', '^XA~JA'],
  ])('%j is on the label as %s', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test('what a font draws is burnt: a letter has dots, and its reverse has the others', () => {
    const letter = (inverse: boolean, below: 'black' | 'white'): number => {
      const picture = drawLabel(40, 40, [
        { mark: 'box', x: 0, y: 0, width: 40, height: 40, colour: below },
        { mark: 'text', x: 4, y: 4, height: 30, squeeze: 1, bold: true, inverse, text: 'H' },
      ]);
      return picture.bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
    };
    const dots = letter(false, 'white');
    expect(dots).toBeGreaterThan(150);
    expect(letter(true, 'black')).toBe(40 * 40 - dots);
    expect(letter(true, 'white')).toBe(dots);
  });

  test('a place off the label is a broken promise, not a mark somewhere else', () => {
    const mark = { mark: 'text', x: -1, y: 0, height: 9, squeeze: 1, bold: false, inverse: false, text: 'a' } as const;
    expect(() => drawLabel(40, 40, [mark])).toThrow(RangeError);
    expect(() => drawLabel(0, 40, [])).toThrow(RangeError);
  });
});
