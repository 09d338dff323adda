import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CallOutput } from '../../../core/contract/rpc.ts';
import type { StationContract } from '../../../core/contract/station.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import { type Finding, refuted } from '../../../core/record/finding.ts';
import { verifyCertificateFile } from '../../../core/record/verifyCertificateFile.ts';
import { isCode } from '../paths/durableFile.ts';

type Verified = Extract<CallOutput<StationContract, 'certificates.verify'>, { outcome: 'done' }>['value'];

/** Verifies the certificate file as it lies on disk, with the key of this station's ledger: what a customer's verifier would say of it. */
export async function verifyStoredCertificate(
  path: string,
  pinnedKeyId: string | null,
  crypto: VerifyingCrypto,
): Promise<Verified> {
  const subject = basename(path);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    if (!isCode(cause, 'ENOENT')) throw cause;
    return told(false, [refuted(subject, 'file-missing')]);
  }
  const report = await verifyCertificateFile(bytes, { subject, pinnedKeyId }, crypto);
  return told(report.outcome === 'genuine', report.findings);
}

function told(genuine: boolean, findings: readonly Finding[]): Verified {
  return { genuine, findings: findings.map(({ outcome, subject, sentence }) => ({ outcome, subject, sentence })) };
}
