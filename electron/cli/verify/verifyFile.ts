import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ComparePdf } from '../../../core/record/comparePdf.ts';
import { type EvidenceReport, unusable } from '../../../core/record/evidenceReport.ts';
import { claimedKind, LEDGER_CHECKPOINT, verifyEvidence } from '../../../core/record/verifyEvidence.ts';
import { nodeCrypto } from './nodeCrypto.ts';

export type VerifyOptions = { readonly pinnedKeyId: string | null; readonly comparePdf: ComparePdf };

/** Verifies one file by what its name, or else its first bytes, claim that it is; a ledger together with the checkpoint beside it. */
export async function verifyFile(path: string, options: VerifyOptions): Promise<EvidenceReport> {
  const read = await readEvidence(path);
  if ('why' in read) return unusable(path, read.why);
  const subject = join(dirname(path), LEDGER_CHECKPOINT);
  const note = claimedKind(basename(path)) === 'ledger' ? await readEvidence(subject) : null;
  const bytes = note !== null && 'bytes' in note ? note.bytes : null;
  return verifyEvidence(path, read.bytes, { subject, bytes }, { ...options, crypto: nodeCrypto });
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
