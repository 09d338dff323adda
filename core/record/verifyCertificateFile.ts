import { type CertificateFile, certificateFile } from './certificateFile.ts';
import { certificateFindings } from './certificateFindings.ts';
import { certificateV1 } from './certificateV1.ts';
import { type Certificate, certificateV2, paperOf } from './certificateV2.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { confirmed, type Finding, refuted } from './finding.ts';
import { followRotations, rotationFindings } from './followRotations.ts';
import { beginChain, type ChainKey, type KeyChain, keyAt } from './keyChain.ts';
import { logoFits } from './logoFits.ts';
import { readCanonical } from './readCanonical.ts';
import { type RecordV1, recordV1 } from './recordV1.ts';
import { readStationKey } from './stationKey.ts';
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
  const { keyId } = key;
  const rotations = file.format === 'wipebench-certificate-file/3' ? file.rotations : [];
  const first = await beginChain(key.publicKey, crypto);
  const followed = await followRotations(rotations, { subject, first, beforeSeq: file.certificate.seq }, crypto);
  if ('refutation' in followed) return notGenuine([...key.findings, followed.refutation]);
  const { chain } = followed;

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
  if ('refutation' in record || 'refutation' in certificate) return notGenuine([...key.findings, ...refutations]);

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
    content.push(...(await rotationFindings(rotations, followed.contents, given, crypto)));
  }
  const logo = file.format === 'wipebench-certificate-file/1' ? null : file.logoPngBase64;
  if (!(await logoFits(logo, paperOf(certificate.content), crypto))) content.push(refuted(subject, 'logo-differs'));
  const findings = [...key.findings, ...followed.findings, signed, ...content, ...place.findings];
  if (place.checkpoint === null || content.some(({ outcome }) => outcome !== 'genuine')) return notGenuine(findings);
  const { checkpoint } = place;
  const recordKey = keyAt(chain, file.record.seq);
  const opened = { file, certificate: certificate.content, record: record.content, keyId, recordKey, checkpoint };
  return { outcome: 'genuine', findings, opened };
}

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
