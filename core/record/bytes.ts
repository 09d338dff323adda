/** Bytes as lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Lower-case hex of even length to bytes; throws on anything else. */
export function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  if (!/^(?:[0-9a-f]{2})*$/.test(hex)) throw new TypeError('not lower-case hex');
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Standard base64 with padding (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [first = 0, second, third] = bytes.subarray(index, index + 3);
    const group = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    text += (ALPHABET[group >> 18] ?? '') + (ALPHABET[(group >> 12) & 63] ?? '');
    text += second === undefined ? '=' : (ALPHABET[(group >> 6) & 63] ?? '');
    text += third === undefined ? '=' : (ALPHABET[group & 63] ?? '');
  }
  return text;
}

const VALUE_OF = new Map([...ALPHABET].map((letter, value) => [letter, value]));

/**
 * Strict base64: only the one spelling that `toBase64` would write. Two spellings of the same bytes would let a file be changed
 * without the signature noticing. Throws on any other.
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if (text.length % 4 !== 0) throw new TypeError('base64 length is not a multiple of four');
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let at = 0;
  for (let index = 0; index < text.length; index += 4) {
    let group = 0;
    for (let offset = 0; offset < 4; offset += 1) {
      const letter = text[index + offset] ?? '';
      const filler = letter === '=' && index + offset >= text.length - padding;
      const value = filler ? 0 : VALUE_OF.get(letter);
      if (value === undefined) throw new TypeError('not base64');
      group = (group << 6) | value;
    }
    for (const shift of [16, 8, 0]) {
      if (at < bytes.length) {
        bytes[at] = (group >> shift) & 255;
        at += 1;
      } else if (((group >> shift) & 255) !== 0) throw new TypeError('base64 with loose bits');
    }
  }
  return bytes;
}
