import { canonicalBytes } from './canonicalJson.ts';

/**
 * The draw of quality samples (docs/record-format.md, section 7). A station commits itself to a secret seed by its SHA-256 before the first record of a lot, so nobody
 * outside its agent can tell which record will be drawn; when the draw is closed the seed is told, and everybody can draw again.
 */
export type DrawSample = {
  readonly recordId: string;
  readonly operatorId: string;
  readonly score: string;
  /** It has its certificate already. */
  readonly certified: boolean;
  /** Drawn by the share, or earlier. */
  readonly drawn: boolean;
};

/** The bytes whose SHA-256, in hex, is the score of a record: it is fixed by the seed and by the record's place and contents (its ledger hash). */
export function drawMessage(seedHex: string, recordHash: string): Uint8Array<ArrayBuffer> {
  return canonicalBytes({ draw: 'wipebench-quality-draw/1', recordHash, seedHex });
}

/** Whether a score is within the share: its first 64 bits, as a part of all such numbers, are below it. Exact. */
export function isWithinShare(score: string, sharePpm: number): boolean {
  return BigInt(`0x${score.slice(0, 16)}`) * 1_000_000n < BigInt(sharePpm) << 64n;
}

/**
 * What is drawn besides at the end: one drive where the lot has none, and one of every technician who has none among as many drives as should hold one. The
 * lowest score of those without a certificate, else the lowest of all.
 */
export function minimumDraw(
  samples: readonly DrawSample[],
  sharePpm: number,
): { readonly recordId: string; readonly drawnFor: 'lot-minimum' | 'technician-minimum' } | null {
  if (samples.length > 0 && !samples.some(({ drawn }) => drawn)) {
    return { recordId: lowest(samples).recordId, drawnFor: 'lot-minimum' };
  }
  if (sharePpm === 0) return null;
  const enough = Math.ceil(1_000_000 / sharePpm);
  for (const operatorId of [...new Set(samples.map((sample) => sample.operatorId))].sort()) {
    const own = samples.filter((sample) => sample.operatorId === operatorId);
    if (own.length >= enough && !own.some(({ drawn }) => drawn)) {
      return { recordId: lowest(own).recordId, drawnFor: 'technician-minimum' };
    }
  }
  return null;
}

function lowest(samples: readonly DrawSample[]): DrawSample {
  const open = samples.filter(({ certified }) => !certified);
  const [first, ...others] = open.length > 0 ? open : samples;
  if (first === undefined) throw new Error('nothing to draw from');
  return others.reduce((least, sample) => (sample.score < least.score ? sample : least), first);
}
