import { toHex } from './bytes.ts';
import type { PlacedRotation } from './certificateFile.ts';
import type { LedgerEntry } from './ledgerEntry.ts';
import type { MerkleTree } from './merkleTree.ts';

/** A ledger as far as its key changes are placed in its tree. */
export type RotatedLedger = {
  readonly tree: Pick<MerkleTree, 'inclusion'>;
  /** The station's key rotations, in order. */
  rotations(): readonly LedgerEntry[];
};

/** Every key rotation before an entry, with its place in the tree that was signed right after that entry. */
export async function placedRotations({ tree, rotations }: RotatedLedger, seq: number): Promise<PlacedRotation[]> {
  const placed: PlacedRotation[] = [];
  for (const entry of rotations()) {
    if (entry.seq >= seq) break;
    placed.push({ entry, inclusion: (await tree.inclusion(entry.seq, seq + 1)).map(toHex) });
  }
  return placed;
}
