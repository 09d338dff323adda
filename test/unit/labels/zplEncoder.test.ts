import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { code128Modules } from '../../../electron/station/labels/code128.ts';
import { zplFor } from '../../../electron/station/labels/driveLabel.ts';
import { labelContentFrom } from '../../../electron/station/labels/labelContentFrom.ts';
import { fitQr } from '../../../electron/station/labels/qrFit.ts';
import { encodeZpl, type LabelMark } from '../../../electron/station/labels/zplEncoder.ts';
import { sampleRecord } from '../../fixtures/paper/sampleRecord.ts';

/** Every command of a label: what a printer acts on. A printer reads `^` and `~` as commands wherever they stand. */
function commandsIn(zpl: Uint8Array): string[] {
  return [...new TextDecoder().decode(zpl).matchAll(/[\^~][^^~]?[^^~]?/g)].map(([command]) => command.trim());
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '^',
      '~',
      '_',
      '"',
      '\\',
      '&',
      '>',
      '\n',
      '\r',
      '\u0002',
      'X',
      'A',
      'Z',
      'F',
      'S',
      '5',
      'E',
      '中',
    ),
  }),
  fc.constantFrom('^XA', '^XZ', '~JA', '_5EXA', '^FS^XZ~HS', '\\&', '^CC!', '~CT@', '^FH^FD', '\u009b^XA', '＾XA'),
);

describe('no field content can add a command', () => {
  test('in texts, QR codes and bar codes', () => {
    const marks = (text: string): LabelMark[] => [
      { mark: 'text', x: 1, y: 2, height: 20, inverse: false, text },
      { mark: 'qr', x: 1, y: 2, dots: 3, level: 'L', text },
      { mark: 'code128', x: 1, y: 2, dots: 2, height: 30, text },
    ];
    const expected = commandsIn(encodeZpl(400, 200, marks('harmless')));
    fc.assert(
      fc.property(nasty, (text) => {
        const zpl = encodeZpl(400, 200, marks(text));
        expect(commandsIn(zpl)).toEqual(expected);
        for (const byte of zpl) expect(byte === 0x0a || (byte >= 0x20 && byte < 0x7f)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('on a whole label: one start, one end, and only the commands that labels are made of', () => {
    const base = labelContentFrom(sampleRecord(), 'WB1:ABC', 7);
    const known = /^[\^](XA|XZ|CI|LH|LT|PW|LL|PQ|FO|GB|GD|FS|FR|A0|FH|FD|BY|BQ|BC)$/;
    fc.assert(
      fc.property(nasty, nasty, nasty, (serialNumber, model, labelCode) => {
        const content = {
          ...base,
          serialNumber,
          model,
          lotName: model,
          assetTag: serialNumber,
          initials: model,
          labelCode,
        };
        const commands = commandsIn(zplFor(content));
        expect(commands.filter((command) => !known.test(command))).toEqual([]);
        expect(commands.filter((command) => command === '^XA')).toHaveLength(1);
        expect(commands.filter((command) => command === '^XZ')).toHaveLength(1);
      }),
      { numRuns: 200 },
    );
  });

  test('a place off the label is a broken promise, not a command of another meaning', () => {
    expect(() => encodeZpl(400, 200, [{ mark: 'text', x: -1, y: 0, height: 9, inverse: false, text: '' }])).toThrow();
    expect(() => encodeZpl(400, 200, [{ mark: 'text', x: 1.5, y: 0, height: 9, inverse: false, text: '' }])).toThrow();
  });
});

describe('what fits is known before printing', () => {
  test.each([
    ['ABC', 11 * (1 + 3 + 1) + 13],
    ['123456', 11 * (1 + 3 + 1) + 13],
    ['12345', 11 * (1 + 2 + 2 + 1) + 13],
    ['A1234', 11 * (1 + 1 + 1 + 2 + 1) + 13],
    ['A123', 11 * (1 + 4 + 1) + 13],
    ['1234A', 11 * (1 + 2 + 1 + 1 + 1) + 13],
  ])('Code 128 of %s is %i modules wide', (text, modules) => {
    expect(code128Modules(text)).toBe(modules);
  });

  test('Code 128 does not carry what subset B lacks', () => {
    for (const text of ['', 'ä', 'a\n', '中']) expect(code128Modules(text)).toBeNull();
  });

  test('a QR code takes the largest squares, and the better level where it is free', () => {
    expect(fitQr('WB1:'.padEnd(270, 'A'), 150)).toEqual({ level: 'L', dots: 3, sideDots: 147 });
    expect(fitQr('WB1:'.padEnd(200, 'A'), 150)).toEqual({ level: 'M', dots: 3, sideDots: 147 });
    expect(fitQr('WB1:'.padEnd(120, 'A'), 150)).toEqual({ level: 'M', dots: 4, sideDots: 148 });
    expect(fitQr('A'.repeat(2000), 150)).toBeNull();
  });
});
