const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const VALUE_OF = new Map([...LETTERS].map((letter, value) => [letter, value]));

/** Base45 (RFC 9285): two bytes become three letters of the QR alphanumeric set, a last single byte becomes two. */
export function toBase45(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 2) {
    const [first = 0, second] = bytes.subarray(index, index + 2);
    const value = second === undefined ? first : first * 256 + second;
    text += letter(value % 45) + letter(Math.floor(value / 45) % 45);
    if (second !== undefined) text += letter(Math.floor(value / 2025));
  }
  return text;
}

/** Strict base45: only the one spelling that `toBase45` would write. Throws a TypeError on any other. */
export function fromBase45(text: string): Uint8Array<ArrayBuffer> {
  if (text.length % 3 === 1) throw new TypeError('base45 ends inside a group');
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index += 3) {
    const group = [...text.slice(index, index + 3)].map(digitOf);
    const value = group.reduceRight((sum, digit) => sum * 45 + digit, 0);
    if (value > (group.length === 3 ? 0xffff : 0xff)) throw new TypeError('base45 group is too large');
    if (group.length === 3) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Uint8Array.from(bytes);
}

function letter(value: number): string {
  return LETTERS.charAt(value);
}

function digitOf(symbol: string): number {
  const value = VALUE_OF.get(symbol);
  if (value === undefined) throw new TypeError('not base45');
  return value;
}
