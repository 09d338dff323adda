import { closeSync, constants, fsyncSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ChainKey } from '../../../core/record/keyChain.ts';
import { errorCode, syncDirectory, writeWhole } from './durableFile.ts';

/**
 * What a key that was given up had signed without its being in the ledger: the checkpoint of each number of entries, and the label of each record. Ed25519
 * gives the same signature every time, so these are the very ones that left the station; they are made once more before the key goes, and kept.
 */
export type OldSignatures = { readonly checkpoint: Uint8Array; readonly label: Uint8Array | null };

const SIGNATURE_BYTES = 64;
const ROW_BYTES = 2 * SIGNATURE_BYTES;
const NO_LABEL = Buffer.alloc(SIGNATURE_BYTES);
const ROWS_AT_ONCE = 4096;

/** The smallest number of entries whose checkpoint is this key's. */
export const firstSizeOf = ({ fromSeq }: ChainKey): number => Math.max(1, fromSeq);

function pathOf(stateDirectory: string, keyId: string): string {
  return join(stateDirectory, `signatures-${keyId}.bin`);
}

/** Writes the file whole and durably, or leaves it as it was; `rows` begin with the first size of the key. */
export function writeOldSignatures(stateDirectory: string, keyId: string, rows: Iterable<OldSignatures>): void {
  const path = pathOf(stateDirectory, keyId);
  const fresh = `${path}.new`;
  const descriptor = openSync(fresh, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600);
  try {
    let waiting: Uint8Array[] = [];
    let offsetBytes = 0;
    const flush = () => {
      const piece = Buffer.concat(waiting);
      writeWhole(descriptor, piece, offsetBytes);
      offsetBytes += piece.length;
      waiting = [];
    };
    for (const { checkpoint, label } of rows) {
      waiting.push(checkpoint, label ?? NO_LABEL);
      if (waiting.length >= 2 * ROWS_AT_ONCE) flush();
    }
    flush();
    fsyncSync(descriptor);
  } catch (cause) {
    rmSync(fresh, { force: true });
    throw cause;
  } finally {
    closeSync(descriptor);
  }
  renameSync(fresh, path);
  syncDirectory(dirname(path));
}

/** The signatures of a key that was given up on the first `entries` entries and their last one. Throws an Error with a sentence where they are lost. */
export function readOldSignatures(stateDirectory: string, key: ChainKey, entries: number): OldSignatures {
  const path = pathOf(stateDirectory, key.keyId);
  const row = Buffer.alloc(ROW_BYTES);
  try {
    const descriptor = openSync(path, constants.O_RDONLY);
    try {
      const read = readSync(descriptor, row, 0, ROW_BYTES, (entries - firstSizeOf(key)) * ROW_BYTES);
      if (read !== ROW_BYTES) throw new Error(`${path} ends before entry ${entries}. Put it back from a backup.`);
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') throw cause;
    throw new Error(`${path} is missing. Put it back from a backup.`, { cause });
  }
  const label = row.subarray(SIGNATURE_BYTES);
  return { checkpoint: row.subarray(0, SIGNATURE_BYTES), label: label.equals(NO_LABEL) ? null : label };
}

/** Forgets the signatures of a rotation that never came to be. */
export function dropOldSignatures(stateDirectory: string, keyId: string): void {
  rmSync(pathOf(stateDirectory, keyId), { force: true });
  rmSync(`${pathOf(stateDirectory, keyId)}.new`, { force: true });
}
