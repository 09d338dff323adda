import { because, type Reason } from '../../../core/domain/reason.ts';
import { toHex } from '../../../core/record/bytes.ts';
import type { Checkpoint } from '../../../core/record/checkpoint.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import { type KeyChain, openCheckpointByChain } from '../../../core/record/keyChain.ts';
import { type Frontier, rootOf } from '../../../core/record/merkleTree.ts';

/** Whose ledger it is, as far as a checkpoint says so. */
export type NoteOwner = {
  readonly stationId: string;
  readonly virtual: boolean;
  /** The station's keys, as far as its ledger was read. */
  readonly keys: KeyChain;
};

/**
 * Whether the note is what this station's key of that place signed of exactly this tree, with so many certificates: the checkpoint, or the reason why not. Another
 * root under a good signature is a second history of the same entries.
 */
export async function checkNote(
  note: string | null,
  expected: { readonly tree: Frontier; readonly certificates: number | null },
  owner: NoteOwner,
  crypto: VerifyingCrypto,
): Promise<{ readonly checkpoint: Checkpoint } | { readonly reason: Reason }> {
  const entries = expected.tree.size;
  if (note === null) return { reason: because('ledger-not-vouched', { entries }) };
  const opened = await openCheckpointByChain(note, owner.keys, crypto);
  if ('problem' in opened) return { reason: because('ledger-checkpoint-bad', { entries, problem: opened.problem }) };
  const { checkpoint } = opened;
  const root = toHex(await rootOf(expected.tree, crypto));
  if (checkpoint.entries !== entries) {
    return { reason: because('ledger-checkpoint-bad', { entries, problem: 'other-length' }) };
  }
  if (checkpoint.stationId !== owner.stationId || checkpoint.virtual !== owner.virtual) {
    return { reason: because('ledger-checkpoint-bad', { entries, problem: 'other-station' }) };
  }
  if (checkpoint.root !== root) return { reason: because('ledger-forked', { entries }) };
  if (expected.certificates !== null && checkpoint.certificates !== expected.certificates) {
    return { reason: because('ledger-checkpoint-bad', { entries, problem: 'other-count' }) };
  }
  return { checkpoint };
}
