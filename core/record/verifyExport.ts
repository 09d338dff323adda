import { paperOf } from './certificateV2.ts';
import { checkerStopped } from './checkerStopped.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type ComparePdf, firstDifference } from './comparePdf.ts';
import type { VerifyingCrypto } from './crypto.ts';
import {
  certificateJsonPath,
  certificatePdfPath,
  csvBytes,
  EXPORT_PATHS,
  type GrowthV1,
  type ManifestV1,
} from './exportLayout.ts';
import { confirmed, type Finding, refuted, unchecked } from './finding.ts';
import { beginChain, keyAt } from './keyChain.ts';
import { pdfFindings } from './pdfFindings.ts';
import { readStationKey } from './stationKey.ts';
import { readStrictArchive } from './strictArchive.ts';
import { type OpenedCertificate, verifyCertificateFile } from './verifyCertificateFile.ts';
import {
  type LedgerFiles,
  type ProvenTree,
  readRotations,
  verifyExportEntry,
  verifyTree,
} from './verifyLedgerFiles.ts';
import { readManifest, verifyFileSet } from './verifyManifest.ts';

export type ExportOptions = {
  /** The export's own name; files are named `<subject>/<path>`. */
  readonly subject: string;
  readonly pinnedKeyId: string | null;
  /** `null`: PDFs are only held against their sealed digest, and the report says so. */
  readonly comparePdf: ComparePdf | null;
};

export type ExportReport = {
  readonly outcome: 'genuine' | 'not-genuine';
  readonly findings: readonly Finding[];
  /** Only of a genuine export. */
  readonly opened: {
    readonly manifest: ManifestV1;
    readonly certificates: readonly OpenedCertificate[];
    readonly virtual: boolean;
    readonly checkpoint: Checkpoint;
    readonly growth: readonly GrowthV1[];
  } | null;
};

/** Verifies an export's ZIP: first that no byte of the archive is free, then its files as `verifyExportFiles`. Never throws. */
export async function verifyExportArchive(
  bytes: Uint8Array,
  options: ExportOptions,
  crypto: VerifyingCrypto,
): Promise<ExportReport> {
  const archive = readStrictArchive(bytes);
  if ('what' in archive) {
    const { offset, what } = archive;
    return notGenuine([refuted(options.subject, 'archive-not-strict', { offset, what })]);
  }
  const strict = confirmed(options.subject, 'archive-strict', { files: archive.files.size });
  const report = await verifyExportFiles(archive.files, options, crypto);
  return { ...report, findings: [strict, ...report.findings] };
}

/**
 * Verifies the files of an export, by path: the sealed manifest, every file against it, every certificate as `verifyCertificateFile`, the table
 * derived again, the tree that the station signed, the export's place in it, and that it grew from the tree of each certificate. Never throws.
 */
export async function verifyExportFiles(
  files: ReadonlyMap<string, Uint8Array>,
  options: ExportOptions,
  crypto: VerifyingCrypto,
): Promise<ExportReport> {
  try {
    return await verify(files, options, crypto);
  } catch (error) {
    return notGenuine([checkerStopped(options.subject, error)]);
  }
}

async function verify(
  files: ReadonlyMap<string, Uint8Array>,
  options: ExportOptions,
  crypto: VerifyingCrypto,
): Promise<ExportReport> {
  const nameOf = (path: string) => `${options.subject}/${path}`;
  const read = readManifest(files, nameOf);
  if (!('manifest' in read)) return notGenuine([read]);
  const { manifest } = read;
  const manifestName = nameOf(EXPORT_PATHS.manifest);
  const key = await readStationKey(manifestName, manifest.publicKeyBase64, options.pinnedKeyId, crypto);
  if ('refutation' in key) return notGenuine([key.refutation]);
  if (key.keyId !== manifest.keyId) return notGenuine([refuted(manifestName, 'manifest-other-key')]);

  const first = await beginChain(key.publicKey, crypto);
  const keys = await readRotations(files, first, nameOf, crypto);
  if ('code' in keys) return notGenuine([...key.findings, keys, unchecked(options.subject, 'not-reached')]);

  const { chain, rotations } = keys;
  const given = { files, manifest, chain, rotations, nameOf, crypto };
  const sealed = await verifyExportEntry(given);
  // A manifest that is not the sealed one can accuse nobody: its digests are not the station's.
  if ('code' in sealed && sealed.code === 'manifest-other-digest') {
    return notGenuine([...key.findings, sealed, unchecked(options.subject, 'not-reached')]);
  }
  const fileSet = await verifyFileSet(files, manifest, nameOf, crypto);
  const checked = await verifyCertificates(given, fileSet.intact, options.comparePdf);
  const findings = [...key.findings, ...keys.findings, ...fileSet.findings, ...checked.findings];
  findings.push(csvFinding(given, fileSet.intact, checked.opened));
  const ledger = await verifyLedger(given, sealed, checked.opened);
  findings.push(...ledger.findings);
  if (findings.some(({ outcome }) => outcome === 'not-genuine')) return notGenuine(findings);
  if (checked.opened === null || ledger.tree === null) throw new Error('an unfinished check left no refutation');
  const { checkpoint, growth } = ledger.tree;
  const opened = { manifest, certificates: checked.opened, virtual: ledger.virtual, checkpoint, growth };
  return { outcome: 'genuine', findings, opened };
}

/** `opened` is `null` unless every certificate of the manifest is genuine. */
async function verifyCertificates(
  given: LedgerFiles,
  intact: ReadonlySet<string>,
  comparePdf: ComparePdf | null,
): Promise<{ findings: Finding[]; opened: OpenedCertificate[] | null }> {
  const { files, manifest, nameOf, crypto } = given;
  const findings: Finding[] = [];
  const opened: OpenedCertificate[] = [];
  for (const certificateId of manifest.certificateIds) {
    const path = certificateJsonPath(certificateId);
    const bytes = files.get(path);
    // A missing or changed file has its refutation already; what is in it would only confuse.
    if (bytes === undefined || !intact.has(path)) continue;
    const subject = nameOf(path);
    const report = await verifyCertificateFile(bytes, { subject, pinnedKeyId: manifest.keyId }, crypto);
    if (report.opened === null) {
      findings.push(...report.findings.filter(({ outcome }) => outcome === 'not-genuine'));
      continue;
    }
    const { certificate } = report.opened;
    if (certificate.certificateId !== certificateId) {
      findings.push(refuted(subject, 'name-differs', { certificateId: certificate.certificateId }));
      continue;
    }
    opened.push(report.opened);
    const serialNumber = certificate.serialNumber ?? '?';
    findings.push(confirmed(subject, 'certificate-holds', { certificateId, serialNumber }));
    const pdfPath = certificatePdfPath(certificateId);
    const pdf = files.get(pdfPath);
    if (pdf !== undefined && intact.has(pdfPath)) {
      const given = { subject: nameOf(pdfPath), certificateFile: bytes, paper: paperOf(certificate), pdf };
      findings.push(...(await pdfFindings(given, comparePdf, crypto)));
    }
  }
  return { findings, opened: opened.length === manifest.certificateIds.length ? opened : null };
}

function csvFinding(
  { files, nameOf }: LedgerFiles,
  intact: ReadonlySet<string>,
  opened: readonly OpenedCertificate[] | null,
): Finding {
  const subject = nameOf(EXPORT_PATHS.certificatesCsv);
  const bytes = files.get(EXPORT_PATHS.certificatesCsv);
  if (bytes === undefined || opened === null || !intact.has(EXPORT_PATHS.certificatesCsv)) {
    return unchecked(subject, 'not-reached');
  }
  const rows = opened.map(({ certificate, file }) => ({
    certificate,
    seq: file.certificate.seq,
    hash: file.certificate.hash,
  }));
  const offset = firstDifference(bytes, csvBytes(rows));
  return offset === null ? confirmed(subject, 'file-derived') : refuted(subject, 'file-not-derived', { offset });
}

/** `tree` is `null` unless export, checkpoint, proofs and every certificate hold together. */
async function verifyLedger(
  given: LedgerFiles,
  sealed: Awaited<ReturnType<typeof verifyExportEntry>>,
  opened: readonly OpenedCertificate[] | null,
): Promise<{ findings: Finding[]; tree: ProvenTree | null; virtual: boolean }> {
  const { manifest, nameOf } = given;
  const exportName = nameOf(EXPORT_PATHS.exportEntry);
  if (!('entry' in sealed)) {
    return { findings: [sealed, unchecked(exportName, 'not-reached')], tree: null, virtual: false };
  }
  const { virtual } = sealed.content;
  const tree = await verifyTree(given, sealed);
  if (!('checkpoint' in tree) || opened === null) {
    const findings = [sealed.finding, ...('checkpoint' in tree ? tree.findings : tree)];
    return { findings: [...findings, unchecked(exportName, 'not-reached')], tree: null, virtual };
  }
  const findings = [sealed.finding, ...tree.findings];
  const rootAt = new Map(tree.growth.map(({ entries, root }) => [entries, root]));
  for (const { certificate, file, checkpoint } of opened) {
    const subject = nameOf(certificateJsonPath(certificate.certificateId));
    const { seq } = file.certificate;
    const root = rootAt.get(seq + 1);
    if (root === undefined) findings.push(refuted(nameOf(EXPORT_PATHS.proofs), 'growth-missing', { seq }));
    else if (root !== checkpoint.root) findings.push(refuted(subject, 'growth-not-proven', { entries: seq + 1 }));
    if (certificate.stationId !== manifest.stationId || certificate.virtual !== virtual) {
      findings.push(refuted(subject, 'other-station'));
    }
    // A certificate alone knows the key changes that it carries; the export knows all.
    for (const part of ['record', 'certificate'] as const) {
      const entry = file[part];
      if (entry.envelope.signatures[0]?.keyid !== keyAt(given.chain, entry.seq).keyId) {
        findings.push(refuted(subject, 'entry-retired-key', { part, seq: entry.seq }));
      }
    }
  }
  if (!findings.some(({ outcome }) => outcome === 'not-genuine')) {
    const facts = { certificates: opened.length, earlier: tree.growth.length - opened.length };
    findings.push(confirmed(nameOf(EXPORT_PATHS.proofs), 'growth-proven', facts));
  }
  const { certificates, entries } = tree.checkpoint;
  const counts = { held: opened.length, certificates, last: entries - 1 };
  const subject = nameOf(EXPORT_PATHS.checkpoint);
  findings.push(
    counts.held <= counts.certificates
      ? confirmed(subject, 'completeness-stated', counts)
      : refuted(subject, 'more-than-issued', counts),
  );
  return { findings, tree, virtual };
}

function notGenuine(findings: readonly Finding[]): ExportReport {
  return { outcome: 'not-genuine', findings, opened: null };
}
