import { join } from 'node:path';
import type { Checkpoint } from '../../../core/record/checkpoint.ts';
import { type KeyChain, openCheckpointByChain } from '../../../core/record/keyChain.ts';
import { isStorageTrouble, readIfPresent, replaceFile } from './durableFile.ts';
import { nodeCrypto } from './nodeCrypto.ts';

const NAME = 'checkpoint.txt';

/** What the station last signed of its ledger: `null` when nothing is there, `'false'` when what is there is not signed by the key of its place. */
export async function readHeadNote(stateDirectory: string, chain: KeyChain): Promise<Checkpoint | 'false' | null> {
  const note = readIfPresent(join(stateDirectory, NAME));
  if (note === null) return null;
  const opened = await openCheckpointByChain(note, chain, nodeCrypto);
  return 'problem' in opened ? 'false' : opened.checkpoint;
}

/**
 * Puts the newest checkpoint beside the ledger, durably. A full disk only makes it lag behind, which is never taken for damage by this station; answers
 * whether it stands.
 */
export function writeHeadNote(stateDirectory: string, note: string): boolean {
  try {
    replaceFile(join(stateDirectory, NAME), note);
    return true;
  } catch (cause) {
    if (!isStorageTrouble(cause)) throw cause;
    return false;
  }
}
