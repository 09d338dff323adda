import { type CertificateFile, certificateFile } from './certificateFile.ts';
import { certificateFindings } from './certificateFindings.ts';
import { certificateV1 } from './certificateV1.ts';
import { type Certificate, certificateV2, paperOf } from './certificateV2.ts';
import { checkerStopped } from './checkerStopped.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { confirmed, type Finding, refuted } from './finding.ts';
import { rotationFindings } from './followRotations.ts';
import { type ChainKey, type KeyChain, keyAt } from './keyChain.ts';
import { logoFits } from './logoFits.ts';
import { openFileBytes, type ReaderOptions } from './openFileBytes.ts';
import { type RecordV1, recordV1 } from './recordV1.ts';
import { openEntry } from './verifyEntry.ts';
import { checkpointOf, standsIn } from './verifyPlace.ts';

/** What a genuine certificate file holds, opened. */
export type OpenedCertificate = {
  readonly file: CertificateFile;
  readonly certificate: Certificate;
  readonly record: RecordV1;
  /** The station's first key, by which it is known. */
  readonly keyId: string;
  /** The key that signed the record, and its label with it. */
  readonly recordKey: ChainKey;
  /** What the station signed right after the certificate's entry. */
  readonly checkpoint: Checkpoint;
};

export type CertificateReport = {
  readonly outcome: 'genuine' | 'not-genuine';
  readonly findings: readonly Finding[];
  /** Only of a genuine file: nothing of a refuted one may be shown as if it were known. */
  readonly opened: OpenedCertificate | null;
};

/**
 * Verifies the bytes of a certificate file: their form, both ledger entries, both signatures, every fact that the certificate repeats, the record's own
 * proof, and both entries' places in the ledger that the station signed. `genuine` is only said after all of it held. `pinnedKeyId` is the fingerprint the reader trusts, or `null`.
 * Never throws: whatever the bytes are, the answer is a report.
 */
export async function verifyCertificateFile(
  bytes: Uint8Array,
  options: ReaderOptions,
  crypto: VerifyingCrypto,
): Promise<CertificateReport> {
  try {
    return await verify(bytes, options, crypto);
  } catch (error) {
    return notGenuine([checkerStopped(options.subject, error)]);
  }
}

async function verify(bytes: Uint8Array, options: ReaderOptions, crypto: VerifyingCrypto): Promise<CertificateReport> {
  const { subject } = options;
  const read = await openFileBytes(bytes, certificateFile, placeOf, options, crypto);
  if ('refutations' in read) return notGenuine(read.refutations);
  const { file, keyId, chain, rotations, rotationContents, keyFindings } = read;

  const recordType = 'application/vnd.wipebench.record.v1+json' as const;
  const record = await openEntry(
    file.record,
    { subject, part: 'record', type: recordType, schema: recordV1, chain },
    crypto,
  );
  const expected = { subject, part: 'certificate', chain };
  const certificate =
    file.format === 'wipebench-certificate-file/1'
      ? await openEntry(file.certificate, { ...expected, type: CERTIFICATE_V1, schema: certificateV1 }, crypto)
      : await openEntry(file.certificate, { ...expected, type: CERTIFICATE_V2, schema: certificateV2 }, crypto);
  const refutations = [record, certificate].flatMap((opened) => ('refutation' in opened ? [opened.refutation] : []));
  if ('refutation' in record || 'refutation' in certificate) return notGenuine([...keyFindings, ...refutations]);

  const place = await placeFindings(subject, file, record.content, chain, crypto);
  const content = certificateFindings(subject, {
    certificate: certificate.content,
    certificateEntry: file.certificate,
    record: record.content,
    recordEntry: file.record,
  });
  const signed = confirmed(subject, 'signatures-hold', { keyId: keyAt(chain, file.certificate.seq).keyId });
  if (place.checkpoint !== null) {
    const given = { subject, checkpoint: place.checkpoint };
    content.push(...(await rotationFindings(rotations, rotationContents, given, crypto)));
  }
  const logo = file.format === 'wipebench-certificate-file/1' ? null : file.logoPngBase64;
  if (!(await logoFits(logo, paperOf(certificate.content), crypto))) content.push(refuted(subject, 'logo-differs'));
  const findings = [...keyFindings, ...read.followedFindings, signed, ...content, ...place.findings];
  if (place.checkpoint === null || content.some(({ outcome }) => outcome !== 'genuine')) return notGenuine(findings);
  const { checkpoint } = place;
  const recordKey = keyAt(chain, file.record.seq);
  const opened = { file, certificate: certificate.content, record: record.content, keyId, recordKey, checkpoint };
  return { outcome: 'genuine', findings, opened };
}

const placeOf = (file: CertificateFile) => ({
  seq: file.certificate.seq,
  rotations: file.format === 'wipebench-certificate-file/3' ? file.rotations : [],
});

const CERTIFICATE_V1 = 'application/vnd.wipebench.certificate.v1+json';
const CERTIFICATE_V2 = 'application/vnd.wipebench.certificate.v2+json';

/** The checkpoint signed right after the certificate's entry, and both entries at their places in its tree. */
async function placeFindings(
  subject: string,
  file: CertificateFile,
  { station, virtual }: RecordV1,
  chain: KeyChain,
  crypto: VerifyingCrypto,
): Promise<{ readonly findings: Finding[]; readonly checkpoint: Checkpoint | null }> {
  const entries = file.certificate.seq + 1;
  const { stationId } = station;
  const opened = await checkpointOf(file.checkpoint, { subject, chain, stationId, virtual, entries }, crypto);
  if ('refutation' in opened) return { findings: [opened.refutation], checkpoint: null };
  const findings: Finding[] = [];
  for (const part of ['record', 'certificate'] as const) {
    const entry = file[part];
    const stands = await standsIn(opened.checkpoint, entry, file.inclusion[part], crypto);
    if (!stands) findings.push(refuted(subject, 'entry-not-in-tree', { part, seq: entry.seq }));
  }
  if (findings.length > 0) return { findings, checkpoint: null };
  const facts = { recordSeq: file.record.seq, certificateSeq: file.certificate.seq, entries };
  return { findings: [confirmed(subject, 'place-proven', facts)], checkpoint: opened.checkpoint };
}

function notGenuine(findings: readonly Finding[]): CertificateReport {
  return { outcome: 'not-genuine', findings, opened: null };
}
