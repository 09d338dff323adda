import { fromHex } from './bytes.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { type Finding, refuted } from './finding.ts';
import { type KeyChain, openCheckpointByChain } from './keyChain.ts';
import type { LedgerEntry } from './ledgerEntry.ts';
import { inclusionHolds } from './merkleProofs.ts';
import { leafHash } from './merkleTree.ts';

/** What a checkpoint must be of to belong to the thing it came with. */
type Expected = {
  readonly subject: string;
  readonly chain: KeyChain;
  readonly stationId: string;
  readonly virtual: boolean;
  readonly entries: number;
};

/** Opens a signed note and holds it against what it must be of: key, station, and the very size. */
export async function checkpointOf(
  note: string,
  expected: Expected,
  crypto: VerifyingCrypto,
): Promise<{ readonly checkpoint: Checkpoint } | { readonly refutation: Finding }> {
  const { subject, chain } = expected;
  const opened = await openCheckpointByChain(note, chain, crypto);
  if ('problem' in opened) return { refutation: refuted(subject, `checkpoint-${opened.problem}`) };
  const { checkpoint } = opened;
  if (checkpoint.stationId !== expected.stationId || checkpoint.virtual !== expected.virtual) {
    return { refutation: refuted(subject, 'other-station') };
  }
  const { entries } = checkpoint;
  if (entries !== expected.entries) {
    return { refutation: refuted(subject, 'checkpoint-other-place', { entries, expected: expected.entries }) };
  }
  return { checkpoint };
}

/** Whether the entry is at its place in the tree of the checkpoint. The entry's hash must have been checked before. */
export async function standsIn(
  { entries, root }: Checkpoint,
  entry: LedgerEntry,
  path: readonly string[],
  crypto: VerifyingCrypto,
): Promise<boolean> {
  const leaf = await leafHash(fromHex(entry.hash), crypto);
  return inclusionHolds({ leaf, seq: entry.seq, size: entries, root: fromHex(root) }, path.map(fromHex), crypto);
}
