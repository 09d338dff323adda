import { createHash } from 'node:crypto';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import { canonicalBytes } from '../../../core/record/canonicalJson.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import {
  type CsvRow,
  certificateJsonPath,
  certificatePdfPath,
  EXPORT_PATHS,
  manifestBytes,
  SPREADSHEET_PATH,
} from '../../../core/record/exportLayout.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import { verifyCertificateFile } from '../../../core/record/verifyCertificateFile.ts';
import type { CertificateFiles } from '../certificateStore/certificateFiles.ts';
import type { CertificateRows } from '../certificateStore/certificateRows.ts';
import type { LedgerOwner } from '../ledgerMirror/agentLedger.ts';
import type { LedgerView } from '../ledgerMirror/ledgerView.ts';
import type { ArchiveWriter, WrittenFile } from './archiveWriter.ts';
import { mostProofsBytes, mostRotationsBytes, proofsPieces, rotationsBytes } from './exportProofs.ts';
import { readmeBytes } from './exportReadme.ts';
import { csvPieces, spreadsheetPieces } from './exportTable.ts';

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
  /** Ends the export, up to its sealing. */
  readonly signal: AbortSignal;
  /** Called right before the sealing: from here on the export is not cancelled any more. */
  readonly sealing: () => void;
};

/** Steps after the certificates: seal, proofs, finish. */
export const LAST_STEPS = 3;

export type WrittenExport = { readonly exportSeq: number; readonly manifestSha256: string };

/**
 * Writes the files of an export into an archive, in the order of their names. Each certificate is verified before it goes in. Room for all that comes after
 * the sealing is taken before it, so that a full disk is met while nothing is sealed. Throws the signal's reason when it is aborted before that.
 */
export async function writeExport(
  certificateIds: readonly string[],
  tools: ExportTools,
  archive: ArchiveWriter,
): Promise<Answer<WrittenExport>> {
  const { owner, signal, certificates } = tools;
  const total = certificateIds.length + LAST_STEPS;
  const seqs: number[] = [];
  for (const certificateId of certificateIds) {
    const seq = certificates.row(certificateId)?.seq;
    if (seq === undefined) return { outcome: 'refused', refusals: [refuse('certificate-unknown', { certificateId })] };
    seqs.push(seq);
  }
  async function* rows(): AsyncGenerator<CsvRow> {
    for (const certificateId of certificateIds) {
      signal.throwIfAborted();
      yield certificates.tableRow(certificateId);
    }
  }

  tools.progress(0, total);
  const { keyId, stationId, publicKeyBase64 } = owner;
  const readme = readmeBytes({ stationName: tools.stationName, keyId, certificates: certificateIds.length });
  const files: WrittenFile[] = [
    await archive.add(EXPORT_PATHS.readme, readme),
    await archive.addPieces(EXPORT_PATHS.certificatesCsv, csvPieces(rows())),
    await archive.addPieces(SPREADSHEET_PATH, spreadsheetPieces(rows())),
  ];
  for (const [done, certificateId] of certificateIds.entries()) {
    signal.throwIfAborted();
    tools.progress(done, total);
    const opened = await certificates.open(certificateId);
    if (opened.outcome === 'refused') return opened;
    const { fileBytes } = opened.value;
    const options = { subject: certificateId, pinnedKeyId: keyId };
    const report = await verifyCertificateFile(fileBytes, options, tools.crypto);
    if (report.outcome !== 'genuine') {
      return { outcome: 'refused', refusals: [refuse('ledger-damaged', { certificateId })] };
    }
    files.push(await archive.add(certificateJsonPath(certificateId), fileBytes));
    const pdf = await tools.pdf(certificateId, fileBytes);
    if (pdf.outcome === 'refused') return pdf;
    files.push(await archive.add(certificatePdfPath(certificateId), pdf.value));
  }

  tools.progress(certificateIds.length, total);
  const page = await tools.verifierPage();
  const pageDigest = createHash('sha256').update(page).digest('hex');
  files.push({ path: EXPORT_PATHS.verifierPage, sizeBytes: page.length, sha256: pageDigest });
  const manifest = manifestBytes({ stationId, keyId, publicKeyBase64, certificateIds: [...certificateIds], files });
  const manifestSha256 = createHash('sha256').update(manifest).digest('hex');
  const entryBytes = 4096 + 64 * certificateIds.length;
  const proofs = mostProofsBytes(certificateIds.length, tools.ledger.entries()) + mostRotationsBytes(tools.ledger);
  await archive.reserve(page.length + manifest.length + entryBytes + proofs + 4096);
  signal.throwIfAborted();
  tools.sealing();
  const sealed = await tools.seal([...certificateIds], manifestSha256);
  if (sealed.outcome === 'refused') return sealed;
  await tools.pull();

  tools.progress(certificateIds.length + 1, total);
  const { seq } = sealed.value;
  const checkpoint = tools.ledger.checkpoint(seq + 1);
  if (checkpoint === null) return { outcome: 'refused', refusals: [refuse('ledger-damaged', { seq })] };
  await archive.add(EXPORT_PATHS.checkpoint, new TextEncoder().encode(checkpoint));
  await archive.add(EXPORT_PATHS.exportEntry, canonicalBytes(sealed.value));
  await archive.addPieces(EXPORT_PATHS.proofs, proofsPieces(tools.ledger, seq, seqs));
  const rotations = await rotationsBytes(tools.ledger, seq);
  if (rotations !== null) await archive.add(EXPORT_PATHS.rotations, rotations);
  await archive.add(EXPORT_PATHS.manifest, manifest);
  await archive.add(EXPORT_PATHS.verifierPage, page);
  tools.progress(certificateIds.length + 2, total);
  return { outcome: 'done', value: { exportSeq: seq, manifestSha256 } };
}
