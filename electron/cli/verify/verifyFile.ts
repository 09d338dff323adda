import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ComparePdf } from '../../../core/record/comparePdf.ts';
import { type EvidenceReport, unusable } from '../../../core/record/evidenceReport.ts';
import { claimedKind, LEDGER_CHECKPOINT, ofLedger, verifyEvidence } from '../../../core/record/verifyEvidence.ts';
import { verifyLedgerPieces } from '../../../core/record/verifyLedger.ts';
import { noteText } from '../../../core/record/verifyLedgerFiles.ts';
import { nodeCrypto } from './nodeCrypto.ts';

export type VerifyOptions = { readonly pinnedKeyId: string | null; readonly comparePdf: ComparePdf };

/** Verifies one file by what its name, or else its first bytes, claim that it is; a ledger together with the checkpoint beside it. */
export async function verifyFile(path: string, options: VerifyOptions): Promise<EvidenceReport> {
  if (claimedKind(basename(path)) === 'ledger') return verifyLedgerFile(path, options.pinnedKeyId);
  const read = await readEvidence(path);
  if ('why' in read) return unusable(path, read.why);
  const beside = { subject: join(dirname(path), LEDGER_CHECKPOINT), bytes: null };
  return verifyEvidence(path, read.bytes, beside, { ...options, crypto: nodeCrypto });
}

/** Verifies a ledger as it lies on disk, in pieces, because it may be larger than memory, with the checkpoint beside it. */
export async function verifyLedgerFile(path: string, pinnedKeyId: string | null): Promise<EvidenceReport> {
  const checkpointSubject = join(dirname(path), LEDGER_CHECKPOINT);
  const note = await readEvidence(checkpointSubject);
  const names = { subject: path, checkpointSubject, pinnedKeyId };
  try {
    if (!(await stat(path)).isFile()) return unusable(path, 'This is neither a file nor a folder.');
    const pieces = createReadStream(path, { highWaterMark: 1024 * 1024 });
    return ofLedger(
      path,
      await verifyLedgerPieces(pieces, 'bytes' in note ? noteText(note.bytes) : null, names, nodeCrypto),
    );
  } catch (error) {
    return unusable(path, `It cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** A regular file's bytes, or why there are none, in words. Devices and pipes are refused: reading them may never end. */
export async function readEvidence(path: string): Promise<{ bytes: Uint8Array } | { why: string }> {
  try {
    if (!(await stat(path)).isFile()) return { why: 'This is neither a file nor a folder.' };
    return { bytes: await readFile(path) };
  } catch (error) {
    return { why: `It cannot be read: ${error instanceof Error ? error.message : String(error)}.` };
  }
}
