import { toHex } from '../../../core/record/bytes.ts';
import type { PlacedRotation } from '../../../core/record/certificateFile.ts';
import type { LedgerView } from './ledgerView.ts';

/** Every key rotation before an entry, with its place in the tree that was signed right after that entry. */
export async function placedRotations({ tree, rotations }: LedgerView, seq: number): Promise<PlacedRotation[]> {
  const placed: PlacedRotation[] = [];
  for (const entry of rotations()) {
    if (entry.seq >= seq) break;
    placed.push({ entry, inclusion: (await tree.inclusion(entry.seq, seq + 1)).map(toHex) });
  }
  return placed;
}
