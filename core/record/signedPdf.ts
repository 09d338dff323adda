/**
 * Where the signature stands in a certificate's PDF. It is the drawing with a hole of fixed size in it: `/Contents <` 2 x SIGNATURE_ROOM_BYTES hex
 * digits `>`, filled with the container and then zeros. Signed is everything but the hole, its brackets included in the hole (ISO 32000-1 section 12.8.1).
 */
export const SIGNATURE_ROOM_BYTES = 12_288;

/** Offsets of `<` and of the byte behind `>`. */
export type SignatureHole = { readonly start: number; readonly end: number };

const HOLE_LENGTH = 2 * SIGNATURE_ROOM_BYTES + 2;
/** Four numbers in fixed width, so that filling them in moves nothing. */
const RANGE = /\/ByteRange \[0 (\d{10}) (\d{10}) (\d{10})\]/g;

/** The range as it is written: `0`, then three numbers of ten digits. */
export function byteRange({ start, end }: SignatureHole, sizeBytes: number): string {
  return `[0 ${[start, end, sizeBytes - end].map((number) => String(number).padStart(10, '0')).join(' ')}]`;
}

/** The hole of a signed PDF; `null` where there is none, more than one, or one whose range leaves anything but the hole unsigned. */
export function signatureHole(pdf: Uint8Array): SignatureHole | null {
  const found = [...new TextDecoder('latin1').decode(pdf).matchAll(RANGE)];
  const [first] = found;
  if (first === undefined || found.length !== 1) return null;
  const [start = 0, end = 0, rest = 0] = first.slice(1).map(Number);
  const hole = { start, end };
  const fits = end - start === HOLE_LENGTH && end + rest === pdf.length;
  return fits && pdf[start] === 0x3c && pdf[end - 1] === 0x3e ? hole : null;
}

/** The bytes that the signature covers. */
export function signedPart(pdf: Uint8Array, { start, end }: SignatureHole): Uint8Array<ArrayBuffer> {
  const part = new Uint8Array(start + pdf.length - end);
  part.set(pdf.subarray(0, start));
  part.set(pdf.subarray(end), start);
  return part;
}

/** What stands in the hole; `null` unless it is lower-case hex. */
export function roomOf(pdf: Uint8Array, { start, end }: SignatureHole): Uint8Array<ArrayBuffer> | null {
  const room = new Uint8Array(SIGNATURE_ROOM_BYTES);
  for (let at = 0; at < room.length; at += 1) {
    const high = nibble(pdf[start + 1 + 2 * at]);
    const low = nibble(pdf[start + 2 + 2 * at]);
    if (high === null || low === null || start + 3 + 2 * at > end) return null;
    room[at] = high * 16 + low;
  }
  return room;
}

/** The PDF with this container in its hole, zeros behind it. Throws RangeError when it does not fit. */
export function filledPdf(pdf: Uint8Array, { start }: SignatureHole, container: Uint8Array): Uint8Array<ArrayBuffer> {
  if (container.length > SIGNATURE_ROOM_BYTES) throw new RangeError('the signature is larger than its room');
  const filled = Uint8Array.from(pdf);
  const digits = '0123456789abcdef';
  for (let at = 0; at < SIGNATURE_ROOM_BYTES; at += 1) {
    const byte = container[at] ?? 0;
    filled[start + 1 + 2 * at] = digits.charCodeAt(byte >> 4);
    filled[start + 2 + 2 * at] = digits.charCodeAt(byte & 15);
  }
  return filled;
}

function nibble(letter: number | undefined): number | null {
  if (letter === undefined) return null;
  if (letter >= 0x30 && letter <= 0x39) return letter - 0x30;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : null;
}
