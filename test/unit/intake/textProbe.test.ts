import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDelimiter, isSeparatorLine } from '../../../core/intake/findDelimiter.ts';
import { textProbe } from '../../../core/intake/textProbe.ts';

function probed(bytes: Uint8Array, piece = bytes.length) {
  const probe = textProbe();
  for (let at = 0; at < bytes.length; at += Math.max(1, piece)) probe.add(bytes.subarray(at, at + Math.max(1, piece)));
  return probe.verdict();
}
const latin = (text: string) => Buffer.from(text, 'latin1');

describe('the encoding of a list', () => {
  it.each([
    ['UTF-8', Buffer.from('Straße;Łódź;序列号'), 'utf-8'],
    ['UTF-8 with its mark', Buffer.from('\uFEFFSeriennummer'), 'utf-8'],
    ['plain ASCII', Buffer.from('serial,asset tag'), 'utf-8'],
    ['an empty file', Buffer.alloc(0), 'utf-8'],
    ['UTF-16 with its mark', Buffer.from('\uFEFFserial', 'utf16le'), 'utf-16le'],
    ['UTF-16 without one', Buffer.from('serial,asset tag', 'utf16le'), 'utf-16le'],
    ['UTF-16, the other way round', Buffer.from('\uFEFFserial', 'utf16le').swap16(), 'utf-16be'],
    ['German of Windows', latin('Ger\xe4t;Stra\xdfe;M\xfcnchen;K\xf6ln'), 'windows-1252'],
    ['French of Windows', latin('Gen\xe8ve;J\xe9r\xf4me;for\xeat;d\xe9p\xf4t'), 'windows-1252'],
    ['Polish of Windows', latin('Dzia\xb3;Ksi\xeagowo\x9c\xe6;\xa3\xf3d\x9f;Sprzeda\xbf'), 'windows-1250'],
    ['Chinese of Windows', Buffer.from('d0f2c1d0bac52cd7cab2fab1e0bac5', 'hex'), 'gb18030'],
  ])('%s is told apart', (_name, bytes, encoding) => {
    expect(probed(bytes).encoding).toBe(encoding);
  });

  it('never depends on how the file was cut into pieces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 7 }), (bytes, piece) => {
        expect(probed(bytes, piece)).toEqual(probed(bytes));
      }),
    );
  });

  it('is UTF-8 for every text that was written as UTF-8, and for nothing that a strict decoder refuses', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        // A text of zeros may be UTF-16 as well.
        fc.pre(!text.includes('\0') && !/^[\uFFFE\uFEFF]/.test(text));
        expect(probed(Buffer.from(text)).encoding).toBe('utf-8');
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (bytes) => {
        const facts = probed(bytes);
        if (facts.encoding !== 'utf-8' || !facts.sure) return;
        expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the delimiter of a list', () => {
  it.each([
    ['a,b,c\n1,2,3\n', ','],
    ['a;b;c\n1,5;2,5;3\n', ';'],
    ['a\tb\tc\n1, 2\t2; 3\t3\n', '\t'],
    ['a|b\n1|2\n', '|'],
    ['"a;x";"b,y"\n"1;1";"2,2"\n"1;,;";"2,;,"\n', ';'],
    ['sep=|\na;b;c\n', '|'],
    ['serial\nABC1\nABC2\n', ','],
    ['', ','],
  ])('of %j is %j', (text, mark) => {
    expect(findDelimiter(text)).toBe(mark);
  });

  it('may be told by a line of its own, which is no row', () => {
    expect(isSeparatorLine(['sep='])).toBe(true);
    expect(isSeparatorLine(['sep=', ''])).toBe(true);
    expect(isSeparatorLine(['separator', 'a'])).toBe(false);
  });
});
