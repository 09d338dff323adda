import { toHex } from './bytes.ts';
import type { CertificateFile } from './certificateFile.ts';
import type { Certificate } from './certificateV2.ts';
import type { LedgerEntry } from './ledgerEntry.ts';
import { placedRotations, type RotatedLedger } from './placedRotations.ts';

/** What stands in a certificate file besides what the ledger's tree proves. */
export type CertificateFileParts = {
  /** The station's first key. */
  readonly publicKeyBase64: string;
  readonly record: LedgerEntry;
  readonly certificate: LedgerEntry;
  /** What the certificate's entry says. */
  readonly statement: Certificate;
  /** Of `certificate.seq + 1` entries. */
  readonly checkpoint: string;
  readonly logoPngBase64: string | null;
};

/**
 * Puts a certificate file together: the one way in which both the station, which hands it out, and the agent, which draws from it what it signs, do. Its bytes
 * are `canonicalBytes` of the answer. For whoever keeps a ledger; whether it holds, `verifyCertificateFile` says.
 */
export async function assembleCertificateFile(
  parts: CertificateFileParts,
  ledger: RotatedLedger,
): Promise<CertificateFile> {
  const { publicKeyBase64, record, certificate, statement, checkpoint, logoPngBase64 } = parts;
  const entries = certificate.seq + 1;
  const pathOf = async (seq: number) => (await ledger.tree.inclusion(seq, entries)).map(toHex);
  const inclusion = { record: await pathOf(record.seq), certificate: await pathOf(certificate.seq) };
  const shared = { publicKeyBase64, record, certificate, checkpoint, inclusion };
  if (statement.format === 'wipebench-certificate/1') return { format: 'wipebench-certificate-file/1', ...shared };
  const rotations = await placedRotations(ledger, certificate.seq);
  return rotations.length === 0
    ? { format: 'wipebench-certificate-file/2', ...shared, logoPngBase64 }
    : { format: 'wipebench-certificate-file/3', ...shared, logoPngBase64, rotations };
}
