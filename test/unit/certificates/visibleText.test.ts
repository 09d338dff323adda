import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readVisible, visibleOnScreen, visibleText } from '../../../core/record/visibleText.ts';
import { certificateFonts } from '../../../electron/station/certificates/renderCertificatePdf.ts';

const { printable, widthPt } = certificateFonts();

describe('what the fonts lack is printed visibly, never dropped', () => {
  test.each([
    ['中文 喆堃䶮', '中文 喆堃䶮'],
    ['\uF900', '\\u{F900}'],
    ['disk 💾', 'disk \\u{1F4BE}'],
    ['שלום', '\\u{5E9}\\u{5DC}\\u{5D5}\\u{5DD}'],
    ['a\u202Eb', 'a\\u{202E}b'],
    ['a\u200Bb', 'a\\u{200B}b'],
    ['a\nb\u0000', 'a\\u{A}b\\u{0}'],
    ['no\u00A0break', 'no\\u{A0}break'],
    ['\uD800', '\\u{D800}'],
    ['^XA', '^XA'],
    ['Zażółć Ωmega Жук', 'Zażółć Ωmega Жук'],
  ])('%j', (text, printed) => {
    for (const font of ['regular', 'bold', 'mono'] as const) expect(printable(font, text)).toBe(printed);
  });

  test('a text that looks like an escape is told from an escape', () => {
    expect(printable('regular', '\\u{4E2D}')).toBe('\\u{5C}u{4E2D}');
    expect(printable('regular', '\\u{5E9}')).not.toBe(printable('regular', '\u05E9'));
  });

  test('two texts never print alike', () => {
    const canDraw = (codePoint: number): boolean => codePoint < 0x80;
    const tricky = fc.string({ unit: fc.constantFrom('\\', 'u', '{', '}', '4', 'E', '中', '\u202E', 'a', ' ') });
    fc.assert(
      fc.property(tricky, tricky, (one, other) => {
        expect(visibleText(one, canDraw) === visibleText(other, canDraw)).toBe(one === other);
      }),
    );
  });

  test('what was printed gives the very text again, and so does what a screen shows', () => {
    const canDraw = (codePoint: number): boolean => codePoint < 0x80;
    const tricky = fc.string({
      unit: fc.oneof(fc.constantFrom('\\', 'u', '{', '}', '4', 'E', ' ', '\u0000'), fc.string({ unit: 'grapheme' })),
    });
    fc.assert(
      fc.property(tricky, (text) => {
        expect(readVisible(visibleText(text, canDraw))).toBe(text);
        expect(readVisible(visibleOnScreen(text))).toBe(text);
        expect(visibleOnScreen(text)).not.toMatch(/^ | {2}| $|[\p{Cc}\p{Cf}]/u);
      }),
    );
    expect(visibleOnScreen(' a  b ')).toBe('\\u{20}a \\u{20}b\\u{20}');
    expect(readVisible('\\u{110000} \\u{} \\u{12')).toBe('\\u{110000} \\u{} \\u{12');
  });

  test('every printed character has a glyph with a width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const printed = printable('regular', text);
        expect(Number.isFinite(widthPt('regular', printed, 9))).toBe(true);
        const outsideEscapes = printed.replace(/\\u\{[0-9A-F]+\}/g, '');
        expect(printable('regular', outsideEscapes)).toBe(outsideEscapes);
      }),
      { numRuns: 50 },
    );
  });
});
