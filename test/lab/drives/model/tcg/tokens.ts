/** One token of a data stream (TCG Storage Architecture Core 2.01, 3.2.2): an integer, a byte string or a control token. */
export type Token = number | Buffer | { readonly control: number };

export const START_LIST = 0xf0;
export const END_LIST = 0xf1;
export const CALL = 0xf8;
export const END_OF_DATA = 0xf9;

/** Reads every token; `undefined` when the stream is torn. */
export function readTokens(stream: Buffer): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < stream.length) {
    const first = stream.readUInt8(at);
    if (first < 0x80) {
      tokens.push(first & 0x3f);
      at += 1;
      continue;
    }
    if (first >= 0xf0) {
      tokens.push({ control: first });
      at += 1;
      continue;
    }
    const atom = atomAt(stream, at, first);
    if (atom === undefined || at + atom.headBytes + atom.length > stream.length) return undefined;
    const body = stream.subarray(at + atom.headBytes, at + atom.headBytes + atom.length);
    tokens.push(atom.isBytes ? body : body.reduce((value, byte) => value * 256 + byte, 0));
    at += atom.headBytes + atom.length;
  }
  return tokens;
}

/** Short, medium and long atoms differ in how many bits say their length. */
function atomAt(
  stream: Buffer,
  at: number,
  first: number,
): { readonly headBytes: number; readonly length: number; readonly isBytes: boolean } | undefined {
  if (first < 0xc0) return { headBytes: 1, length: first & 0x0f, isBytes: (first & 0x20) !== 0 };
  if (first < 0xe0) {
    if (at + 2 > stream.length) return undefined;
    return { headBytes: 2, length: ((first & 0x07) << 8) | stream.readUInt8(at + 1), isBytes: (first & 0x10) !== 0 };
  }
  if (at + 4 > stream.length) return undefined;
  return { headBytes: 4, length: stream.readUIntBE(at + 1, 3), isBytes: (first & 0x02) !== 0 };
}

/** Writes tokens; integers up to 32 bits, byte strings up to 15 bytes. */
export function writeTokens(tokens: readonly Token[]): Buffer {
  return Buffer.concat(
    tokens.map((token) => {
      if (Buffer.isBuffer(token)) return Buffer.concat([Buffer.from([0xa0 | token.length]), token]);
      if (typeof token !== 'number') return Buffer.from([token.control]);
      if (token < 64) return Buffer.from([token]);
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(token);
      const plain = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
      return Buffer.concat([Buffer.from([0x80 | plain.length]), plain]);
    }),
  );
}

/** Whether a token is this control token. */
export function isControl(token: Token | undefined, control: number): boolean {
  return typeof token === 'object' && !Buffer.isBuffer(token) && token.control === control;
}
