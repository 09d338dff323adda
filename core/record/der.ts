/** One element of DER (ITU-T X.690 section 10): its tag, its contents, and all of its bytes. */
export type DerElement = { readonly tag: number; readonly content: Uint8Array; readonly whole: Uint8Array };

export const DER = {
  integer: 0x02,
  octets: 0x04,
  nothing: 0x05,
  objectId: 0x06,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** Context tag, constructed. */
  context: (number: number) => 0xa0 + number,
} as const;

/** Writes one element; contents stand one behind the other. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = contents.reduce((sum, { length: bytes }) => sum + bytes, 0);
  const lengthBytes = length < 0x80 ? [length] : longLength(length);
  const whole = new Uint8Array(1 + lengthBytes.length + length);
  whole.set([tag, ...lengthBytes]);
  let at = 1 + lengthBytes.length;
  for (const content of contents) {
    whole.set(content, at);
    at += content.length;
  }
  return whole;
}

function longLength(length: number): number[] {
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 + bytes.length, ...bytes];
}

/** An object identifier from its dotted text. */
export function derObjectId(dotted: string): Uint8Array<ArrayBuffer> {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((part) => {
    const groups = [part % 128];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128)) groups.unshift(128 + (left % 128));
    return groups;
  });
  return der(DER.objectId, Uint8Array.from(bytes));
}

/** The element that the bytes begin with. Throws TypeError on what is no DER: indefinite or needlessly long lengths, tags above 30, an end that is missing. */
export function readDer(bytes: Uint8Array): DerElement {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new TypeError('no DER element');
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  if (lengthBytes > 4 || (first >= 0x80 && lengthBytes === 0)) throw new TypeError('no DER length');
  const length =
    first < 0x80 ? first : bytes.subarray(2, 2 + lengthBytes).reduce((value, byte) => value * 256 + byte, 0);
  if (first >= 0x80 && (length < 0x80 || bytes[2] === 0)) throw new TypeError('a DER length in a longer spelling');
  const start = 2 + lengthBytes;
  if (bytes.length < start + length) throw new TypeError('a DER element is cut off');
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(0, start + length) };
}

/** All elements that stand one behind the other in a constructed element's contents. */
export function derElements(content: Uint8Array): DerElement[] {
  const elements: DerElement[] = [];
  for (let rest = content; rest.length > 0; ) {
    const element = readDer(rest);
    elements.push(element);
    rest = rest.subarray(element.whole.length);
  }
  return elements;
}

/** The element at a place, with this tag. Throws TypeError if it is not there. */
export function derAt(elements: readonly DerElement[], index: number, tag: number): DerElement {
  const element = elements[index];
  if (element?.tag !== tag) throw new TypeError('another DER element was expected');
  return element;
}
