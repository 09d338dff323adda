import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Answer, type Refusal, refuse } from '../../../core/domain/refusal.ts';
import { canonicalBytes } from '../../../core/record/canonicalJson.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import {
  type CsvRow,
  certificateJsonPath,
  certificatePdfPath,
  csvBytes,
  EXPORT_PATHS,
  manifestBytes,
} from '../../../core/record/exportLayout.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import { verifyCertificateFile } from '../../../core/record/verifyCertificateFile.ts';
import type { CertificateFiles } from '../certificateStore/certificateFiles.ts';
import type { CertificateRows } from '../certificateStore/certificateRows.ts';
import type { LedgerOwner } from '../ledgerMirror/agentLedger.ts';
import type { LedgerView } from '../ledgerMirror/ledgerView.ts';
import { isCode, syncFolder } from '../paths/durableFile.ts';
import { type ArchiveWriter, startArchive, type WrittenFile } from './archiveWriter.ts';
import { proofsBytes, rotationsBytes } from './exportProofs.ts';
import { readmeBytes } from './exportReadme.ts';

export type MadeExport = {
  readonly path: string;
  readonly sizeBytes: number;
  readonly certificates: number;
  readonly manifestSha256: string;
};

export type ExportTools = {
  readonly folder: string;
  readonly clock: () => Date;
  readonly crypto: VerifyingCrypto;
  readonly owner: LedgerOwner;
  readonly stationName: string;
  readonly certificates: CertificateRows;
  /** The checked ledger, for the proofs. */
  readonly ledger: LedgerView;
  readonly verifierPage: () => Promise<Uint8Array>;
  /** The PDF of a certificate as it goes out. */
  readonly pdf: CertificateFiles['pdf'];
  /** `exports.seal` at the agent, with the session of the person who exports. */
  readonly seal: (certificateIds: string[], manifestSha256: string) => Promise<Answer<LedgerEntry>>;
  /** Brings the ledger copy up to the agent's last entry. */
  readonly pull: () => Promise<void>;
  readonly progress: (done: number, total: number) => void;
};

/** Steps after the certificates: seal, chain, finish. */
const LAST_STEPS = 3;

/**
 * Writes one export: certificates as files, the manifest, its sealing into the ledger, then the checkpoint signed right after that and the proofs. The
 * archive appears under its name only when it is whole and durable, and never over another. Each certificate is verified before it goes in.
 */
export async function createExport(wanted: readonly string[], tools: ExportTools): Promise<Answer<MadeExport>> {
  const certificateIds = [...new Set(wanted)].sort();
  await mkdir(tools.folder, { recursive: true, mode: 0o700 });
  const temporary = join(tools.folder, `.${randomUUID()}.part`);
  const archive = await startArchive(temporary);
  try {
    const made = await writeExport(certificateIds, tools, archive, temporary);
    if (made.outcome === 'refused') await archive.abandon();
    return made;
  } catch (cause) {
    await archive.abandon().catch(() => undefined);
    if (isCode(cause, 'ENOSPC') || isCode(cause, 'EDQUOT'))
      return refused(refuse('storage-full', { folder: 'exports' }));
    throw cause;
  } finally {
    await unlink(temporary);
  }
}

async function writeExport(
  certificateIds: readonly string[],
  tools: ExportTools,
  archive: ArchiveWriter,
  temporary: string,
): Promise<Answer<MadeExport>> {
  const total = certificateIds.length + LAST_STEPS;
  const rows: CsvRow[] = [];
  for (const certificateId of certificateIds) {
    const opened = await tools.certificates.open(certificateId);
    if (opened.outcome === 'refused') return opened;
    const { seq, hash } = opened.value.file.certificate;
    rows.push({ certificate: opened.value.certificate, seq, hash });
  }
  const { owner } = tools;
  const readme = readmeBytes({
    stationName: tools.stationName,
    keyId: owner.keyId,
    certificates: certificateIds.length,
  });
  const files: WrittenFile[] = [
    await archive.add(EXPORT_PATHS.readme, readme),
    await archive.add(EXPORT_PATHS.certificatesCsv, csvBytes(rows)),
  ];
  for (const [done, certificateId] of certificateIds.entries()) {
    tools.progress(done, total);
    const opened = await tools.certificates.open(certificateId);
    if (opened.outcome === 'refused') return opened;
    const { fileBytes } = opened.value;
    const report = await verifyCertificateFile(
      fileBytes,
      { subject: certificateId, pinnedKeyId: owner.keyId },
      tools.crypto,
    );
    if (report.outcome !== 'genuine') return refused(refuse('ledger-damaged', { certificateId }));
    files.push(await archive.add(certificateJsonPath(certificateId), fileBytes));
    const pdf = await tools.pdf(certificateId, fileBytes);
    if (pdf.outcome === 'refused') return pdf;
    files.push(await archive.add(certificatePdfPath(certificateId), pdf.value));
  }

  tools.progress(certificateIds.length, total);
  const { stationId, keyId, publicKeyBase64 } = owner;
  const page = await tools.verifierPage();
  const pageDigest = createHash('sha256').update(page).digest('hex');
  files.push({ path: EXPORT_PATHS.verifierPage, sizeBytes: page.length, sha256: pageDigest });
  const manifest = manifestBytes({ stationId, keyId, publicKeyBase64, certificateIds: [...certificateIds], files });
  const manifestSha256 = createHash('sha256').update(manifest).digest('hex');
  const sealed = await tools.seal([...certificateIds], manifestSha256);
  if (sealed.outcome === 'refused') return sealed;
  await tools.pull();

  tools.progress(certificateIds.length + 1, total);
  const { seq } = sealed.value;
  const checkpoint = tools.ledger.checkpoint(seq + 1);
  if (checkpoint === null) return refused(refuse('ledger-damaged', { seq }));
  const certificateSeqs = rows.map((row) => row.seq);
  await archive.add(EXPORT_PATHS.checkpoint, new TextEncoder().encode(checkpoint));
  await archive.add(EXPORT_PATHS.exportEntry, canonicalBytes(sealed.value));
  await archive.add(EXPORT_PATHS.proofs, await proofsBytes(tools.ledger, seq, certificateSeqs));
  const rotations = await rotationsBytes(tools.ledger, seq);
  if (rotations !== null) await archive.add(EXPORT_PATHS.rotations, rotations);
  await archive.add(EXPORT_PATHS.manifest, manifest);
  await archive.add(EXPORT_PATHS.verifierPage, page);

  tools.progress(certificateIds.length + 2, total);
  const sizeBytes = await archive.finish();
  const path = join(tools.folder, exportName(tools.stationName, tools.clock(), sealed.value.seq));
  await link(temporary, path);
  await syncFolder(tools.folder);
  tools.progress(total, total);
  return { outcome: 'done', value: { path, sizeBytes, certificates: certificateIds.length, manifestSha256 } };
}

/** `wipebench-export-<stationName>-<date>-<seq>.zip`; the seq of the export's ledger entry makes it the only one of its name. */
export function exportName(stationName: string, at: Date, seq: number): string {
  const plainName =
    stationName
      .normalize('NFKD')
      .replace(/[^A-Za-z0-9_-]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'station';
  return `wipebench-export-${plainName.slice(0, 60)}-${at.toISOString().slice(0, 10)}-${seq}.zip`;
}

function refused(refusal: Refusal): Answer<never> {
  return { outcome: 'refused', refusals: [refusal] };
}
