import type { TextEncoding } from './listShape.ts';

/** What the bytes of a text file say about its encoding. `sure` is false where a person should look at the preview. */
export type EncodingFacts = { readonly encoding: TextEncoding; readonly markBytes: number; readonly sure: boolean };

/** Looks at the bytes of a file, piece by piece. */
export type TextProbe = { add(bytes: Uint8Array): void; verdict(): EncodingFacts };

/** Windows-1250 letters of Polish, Czech and Hungarian that are signs or rare letters in Windows-1252: Ą Ł Ś Ź Ż ą ł ś ź ż and Š Ť Ž š ť ž ľ ş. */
const CENTRAL = new Set([0xa5, 0xa3, 0x8c, 0x8f, 0xaf, 0xb9, 0xb3, 0x9c, 0x9f, 0xbf, 0x8d, 0x9d, 0xbe]);
/** Letters of western languages that Windows-1250 has other letters for: à å æ è ì ñ ò õ ø ù ã ê û. */
const WESTERN = new Set([0xe0, 0xe5, 0xe6, 0xe8, 0xec, 0xf1, 0xf2, 0xf5, 0xf8, 0xf9, 0xe3, 0xea, 0xfb]);

const isLetter = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);

/**
 * A probe for one file. A byte order mark decides; else zero bytes on one side mean UTF-16; else all bytes valid UTF-8 (RFC 3629) mean UTF-8; else runs of
 * double bytes mean GB 18030; else letters of Polish tell Windows-1250 from Windows-1252.
 */
export function textProbe(): TextProbe {
  const head: number[] = [];
  let position = 0;
  let evenZeros = 0;
  let oddZeros = 0;
  let validUtf8 = true;
  /** Continuation bytes still to come, and the bounds of the next one. */
  let awaited = 0;
  let low = 0x80;
  let high = 0xbf;
  let before = 0;
  let central = 0;
  let western = 0;
  let highBytes = 0;
  let pairedBytes = 0;
  let lead = false;

  function takeUtf8(byte: number): void {
    if (awaited > 0) {
      if (byte < low || byte > high) validUtf8 = false;
      awaited -= 1;
      low = 0x80;
      high = 0xbf;
    } else if (byte >= 0xc2 && byte <= 0xdf) awaited = 1;
    else if (byte >= 0xe0 && byte <= 0xef) {
      awaited = 2;
      if (byte === 0xe0) low = 0xa0;
      if (byte === 0xed) high = 0x9f;
    } else if (byte >= 0xf0 && byte <= 0xf4) {
      awaited = 3;
      if (byte === 0xf0) low = 0x90;
      if (byte === 0xf4) high = 0x8f;
    } else validUtf8 = false;
  }

  function takeHigh(byte: number): void {
    highBytes += 1;
    if (lead && byte >= 0xa1) pairedBytes += 2;
    lead = !lead && byte >= 0xa1 && byte <= 0xf7;
    if (isLetter(before)) {
      if (CENTRAL.has(byte)) central += 1;
      if (WESTERN.has(byte)) western += 1;
    }
  }

  return {
    add(bytes) {
      for (const byte of bytes) {
        if (head.length < 4) head.push(byte);
        if (byte === 0) {
          if (position % 2 === 0) evenZeros += 1;
          else oddZeros += 1;
        }
        if (validUtf8 && (byte >= 0x80 || awaited > 0)) takeUtf8(byte);
        if (byte >= 0x80) takeHigh(byte);
        else {
          lead = false;
          // A Polish word may begin with its letter, so the letter after counts as well.
          if (isLetter(byte) && CENTRAL.has(before)) central += 1;
        }
        before = byte;
        position += 1;
      }
    },
    verdict() {
      const [a, b, c] = head;
      if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', markBytes: 3, sure: validUtf8 };
      if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', markBytes: 2, sure: true };
      if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', markBytes: 2, sure: true };
      const zeros = evenZeros + oddZeros;
      if (zeros > position / 8) {
        if (oddZeros > evenZeros * 4) return { encoding: 'utf-16le', markBytes: 0, sure: false };
        if (evenZeros > oddZeros * 4) return { encoding: 'utf-16be', markBytes: 0, sure: false };
      }
      if (validUtf8 && awaited === 0) return { encoding: 'utf-8', markBytes: 0, sure: true };
      if (highBytes > 0 && pairedBytes >= highBytes * 0.8) return { encoding: 'gb18030', markBytes: 0, sure: false };
      const polish = central > 0 && central * 2 >= western;
      return { encoding: polish ? 'windows-1250' : 'windows-1252', markBytes: 0, sure: false };
    },
  };
}
