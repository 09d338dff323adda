import { createHash } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';

/** A line longer than this is handed on cut, so that a broken program cannot fill the agent's memory. */
const LONGEST_LINE_CHARACTERS = 1024 * 1024;

/** Takes a program's output piece by piece: digest and count over everything, the first `keptBytes` bytes, and the lines as they come. */
export type OutputCollector = {
  add(piece: Uint8Array): void;
  /** Hands on a last line without a line feed. */
  end(): void;
  readonly sha256: () => string;
  readonly totalBytes: () => number;
  /** The first bytes, at most `keptBytes` of them. */
  readonly kept: () => Buffer;
  /** True when there was more than was kept: such output must not be parsed as if it were whole. */
  readonly cut: () => boolean;
};

export function collectOutput(keptBytes: number, onLine?: (line: string) => void): OutputCollector {
  const hash = createHash('sha256');
  const pieces: Buffer[] = [];
  const decoder = new StringDecoder('utf8');
  let total = 0;
  let keptTotal = 0;
  let open = '';

  const takeText = (text: string): void => {
    if (onLine === undefined) return;
    const parts = (open + text).split('\n');
    open = (parts.pop() ?? '').slice(0, LONGEST_LINE_CHARACTERS);
    for (const line of parts) onLine(line.slice(0, LONGEST_LINE_CHARACTERS));
  };

  return {
    add(piece) {
      hash.update(piece);
      total += piece.byteLength;
      const room = keptBytes - keptTotal;
      if (room > 0) {
        const part = Buffer.from(piece.subarray(0, room));
        pieces.push(part);
        keptTotal += part.byteLength;
      }
      if (onLine !== undefined) takeText(decoder.write(piece));
    },
    end() {
      if (onLine === undefined) return;
      takeText(decoder.end());
      if (open !== '') onLine(open);
      open = '';
    },
    sha256: () => hash.copy().digest('hex'),
    totalBytes: () => total,
    kept: () => Buffer.concat(pieces),
    cut: () => total > keptTotal,
  };
}
