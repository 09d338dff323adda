import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import { type MerkleTree, merkleTree } from '../../../core/record/merkleTree.ts';
import type { MirrorTable } from './mirrorTable.ts';

/** The checked ledger as far as proofs are made from it. */
export type LedgerView = {
  readonly tree: MerkleTree;
  /** How many entries there are now. */
  entries(): number;
  checkpoint(entries: number): string | null;
  exportsBefore(seq: number, limit: number): number[];
  /** The station's key rotations, in order. */
  rotations(): LedgerEntry[];
};

/** The view of a ledger copy. */
export function viewOf(table: MirrorTable, crypto: VerifyingCrypto): LedgerView {
  const { checkpoint, exportsBefore, rotations, node } = table;
  const entries = () => table.end().entries;
  return { tree: merkleTree(node, crypto), entries, checkpoint, exportsBefore, rotations };
}
