import { z } from 'zod';
import { toHex } from './bytes.ts';
import { MOST_ROTATIONS, merklePath, placedRotation } from './certificateFile.ts';
import { type LedgerEntry, ledgerEntry } from './ledgerEntry.ts';
import { placedRotations, type RotatedLedger } from './placedRotations.ts';

/**
 * A certificate of destruction as it leaves the station, made like a certificate file: the entry, the station's first public key, the checkpoint signed right
 * after the entry, the entry's audit path in its tree, the logo that is printed, and every key rotation before it. The file is the canonical JSON of this.
 */
export const destructionFileV1 = z.strictObject({
  format: z.literal('wipebench-destruction-file/1'),
  publicKeyBase64: z.string(),
  destruction: ledgerEntry,
  /** A signed note (`checkpoint.ts`) of `destruction.seq + 1` entries. */
  checkpoint: z.string().max(1000),
  inclusion: merklePath,
  logoPngBase64: z.string().max(100_000).nullable(),
  /** Empty of a station with its first key. */
  rotations: z.array(placedRotation).max(MOST_ROTATIONS),
});
export type DestructionFile = z.infer<typeof destructionFileV1>;

/** How every destruction file begins, and no certificate file does. */
const BEGINNING = '{"checkpoint":';

/** Whether bytes claim to be a destruction file rather than a certificate file. */
export function claimsDestruction(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, BEGINNING.length)) === BEGINNING;
}

export type DestructionFileParts = Pick<
  DestructionFile,
  'publicKeyBase64' | 'destruction' | 'checkpoint' | 'logoPngBase64'
>;

/** Puts a destruction file together, for whoever keeps the ledger (as `assembleCertificateFile`). */
export async function assembleDestructionFile(
  parts: DestructionFileParts,
  ledger: RotatedLedger,
): Promise<DestructionFile> {
  const { seq }: LedgerEntry = parts.destruction;
  const inclusion = (await ledger.tree.inclusion(seq, seq + 1)).map(toHex);
  const rotations = await placedRotations(ledger, seq);
  return { format: 'wipebench-destruction-file/1', ...parts, inclusion, rotations };
}
