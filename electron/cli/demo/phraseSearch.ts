import { closeSync, openSync, readSync } from 'node:fs';

const PIECE_BYTES = 4 * 1024 * 1024;

/** How often a phrase stands in a file's raw bytes: what somebody with a hex editor would find on the drive. Reads in pieces, of any size. */
export function countPhrase(path: string, phrase: string): number {
  const wanted = Buffer.from(phrase);
  const file = openSync(path, 'r');
  try {
    let count = 0;
    let kept = Buffer.alloc(0);
    const piece = Buffer.alloc(PIECE_BYTES);
    for (;;) {
      const length = readSync(file, piece);
      if (length === 0) return count;
      const text = Buffer.concat([kept, piece.subarray(0, length)]);
      for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) count += 1;
      // A phrase across two pieces is found with the next one; its first bytes are kept, too short to hold a whole phrase.
      kept = Buffer.from(text.subarray(Math.max(0, text.length - (wanted.length - 1))));
    }
  } finally {
    closeSync(file);
  }
}
