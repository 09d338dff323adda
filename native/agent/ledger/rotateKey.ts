import { MOST_ROTATIONS } from '../../../core/record/certificateFile.ts';
import { keyAt } from '../../../core/record/keyChain.ts';
import type { RunTool } from '../tools/run.ts';
import { dropNextKey, type KeyHolder, makeNextKey } from './keyHolder.ts';
import type { Ledger } from './ledger.ts';
import { dropOldSignatures, firstSizeOf, type OldSignatures, writeOldSignatures } from './oldSignatures.ts';

export type RotatedKey = { readonly oldKeyId: string; readonly newKeyId: string; readonly seq: number };

/**
 * Gives the station a new signing key. In this order, each durable before the next: the new key beside the old one; what the old key signed on all
 * entries so far, once more, because nobody can sign it afterwards; the entry that both keys sign; the new key in the place of the old one. A crash
 * between leaves a state that the next start settles (`settleNextKey`). Answers a sentence where it could not be done; the old key then goes on.
 */
export async function rotateKey(
  ledger: Ledger,
  given: { readonly stateDirectory: string; readonly holder: KeyHolder; readonly run: RunTool },
): Promise<RotatedKey | { readonly refusal: string }> {
  const { stateDirectory, holder, run } = given;
  if (ledger.damage() !== null) return { refusal: 'The ledger is damaged; on it no key is changed.' };
  if (ledger.keys().length - 1 >= MOST_ROTATIONS) {
    return {
      refusal: `This station has changed its key ${MOST_ROTATIONS} times; verifiers follow no more. Begin a new station.`,
    };
  }
  const oldKeyId = ledger.signingKeyId();
  const next = await makeNextKey(stateDirectory, holder, run);
  const undo = () => {
    dropOldSignatures(stateDirectory, oldKeyId);
    dropNextKey(stateDirectory, holder);
  };
  try {
    writeOldSignatures(stateDirectory, oldKeyId, signaturesOf(ledger));
  } catch (cause) {
    undo();
    throw cause;
  }
  const sealed = await ledger.rotateTo(next);
  if (sealed.outcome === 'done') return { oldKeyId, newKeyId: next.keyId, seq: sealed.value.seq };
  // A line that could not be taken back may stand there whole at the next start, and then only the new key can go on: it stays.
  if (ledger.damage() === null) undo();
  return {
    refusal: 'The ledger could not take the key change: there is no room, or the medium fails. The old key goes on.',
  };
}

function* signaturesOf(ledger: Ledger): Iterable<OldSignatures> {
  const key = keyAt(ledger.keys(), ledger.entries());
  for (let entries = firstSizeOf(key); entries <= ledger.entries(); entries += 1) {
    yield ledger.signaturesAt(entries - 1);
  }
}
