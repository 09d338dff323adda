import { type CertificateFile, certificateFile } from './certificateFile.ts';
import { type CertificateV1, certificateV1 } from './certificateV1.ts';
import { compareFacts } from './compareFacts.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { confirmed, type Finding, refuted } from './finding.ts';
import { doubtsAbout } from './judgeRecord.ts';
import { readCanonical } from './readCanonical.ts';
import { type RecordV1, recordV1 } from './recordV1.ts';
import { readStationKey } from './stationKey.ts';
import { openEntry } from './verifyEntry.ts';

/** What a genuine certificate file holds, opened. */
export type OpenedCertificate = {
  readonly file: CertificateFile;
  readonly certificate: CertificateV1;
  readonly record: RecordV1;
  readonly keyId: string;
};

export type CertificateReport = {
  readonly outcome: 'genuine' | 'not-genuine';
  readonly findings: readonly Finding[];
  /** Only of a genuine file: nothing of a refuted one may be shown as if it were known. */
  readonly opened: OpenedCertificate | null;
};

/**
 * Verifies the bytes of a certificate file: their form, both ledger entries, both signatures, every fact that the certificate repeats, and the
 * record's own proof. `genuine` is only said after all of it held. `pinnedKeyId` is the fingerprint the reader trusts, or `null`.
 * Never throws: whatever the bytes are, the answer is a report.
 */
export async function verifyCertificateFile(
  bytes: Uint8Array,
  options: { readonly subject: string; readonly pinnedKeyId: string | null },
  crypto: VerifyingCrypto,
): Promise<CertificateReport> {
  const { subject } = options;
  try {
    return await verify(bytes, subject, options.pinnedKeyId, crypto);
  } catch (error) {
    // The passed-in cryptography may refuse a key (a point of small order, say). A check that was not finished proves nothing.
    const why = error instanceof Error ? error.message : String(error);
    return notGenuine([refuted(subject, 'checker-stopped', { why })]);
  }
}

async function verify(
  bytes: Uint8Array,
  subject: string,
  pinnedKeyId: string | null,
  crypto: VerifyingCrypto,
): Promise<CertificateReport> {
  const read = readCanonical(bytes, certificateFile);
  if (!('value' in read)) {
    if (read.problem === 'not-canonical') return notGenuine([refuted(subject, 'not-canonical-json')]);
    return notGenuine([refuted(subject, 'wrong-shape', { where: read.where })]);
  }
  const file = read.value;
  const key = await readStationKey(subject, file.publicKeyBase64, pinnedKeyId, crypto);
  if ('refutation' in key) return notGenuine([key.refutation]);
  const { publicKey, keyId } = key;

  const recordType = 'application/vnd.wipebench.record.v1+json' as const;
  const certificateType = 'application/vnd.wipebench.certificate.v1+json' as const;
  const record = await openEntry(
    file.record,
    { subject, part: 'record', type: recordType, schema: recordV1, publicKey },
    crypto,
  );
  const certificate = await openEntry(
    file.certificate,
    { subject, part: 'certificate', type: certificateType, schema: certificateV1, publicKey },
    crypto,
  );
  const refutations = [record, certificate].flatMap((opened) => ('refutation' in opened ? [opened.refutation] : []));
  if ('refutation' in record || 'refutation' in certificate) return notGenuine([...key.findings, ...refutations]);

  const contents = { file, certificate: certificate.content, record: record.content, keyId };
  const content = contentFindings(subject, contents);
  const findings = [...key.findings, confirmed(subject, 'signatures-hold', { keyId }), ...content];
  if (content.some(({ outcome }) => outcome !== 'genuine')) return notGenuine(findings);
  return { outcome: 'genuine', findings, opened: contents };
}

function contentFindings(subject: string, opened: OpenedCertificate): Finding[] {
  const { file, certificate, record } = opened;
  const found: Finding[] = [];
  if (file.record.seq >= file.certificate.seq) {
    const places = { certificateSeq: file.certificate.seq, recordSeq: file.record.seq };
    found.push(refuted(subject, 'certificate-before-record', places));
  }
  const { compared, differing } = compareFacts(certificate, { record, entry: file.record });
  for (const field of differing) found.push(refuted(subject, 'fact-differs', { field }));
  if (differing.length === 0) found.push(confirmed(subject, 'facts-agree', { compared }));
  if (certificate.validator?.person.personId === record.operator.personId) {
    found.push(refuted(subject, 'people-not-apart'));
  }
  const doubts = doubtsAbout(record);
  for (const why of doubts) found.push(refuted(subject, 'record-does-not-prove', { why }));
  if (doubts.length === 0) found.push(confirmed(subject, 'record-proves-verdict'));
  return found;
}

function notGenuine(findings: readonly Finding[]): CertificateReport {
  return { outcome: 'not-genuine', findings, opened: null };
}
