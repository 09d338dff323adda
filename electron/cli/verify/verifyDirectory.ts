import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { EXPORT_PATHS } from '../../../core/record/exportLayout.ts';
import { unchecked } from '../../../core/record/finding.ts';
import { verifyExportFiles } from '../../../core/record/verifyExport.ts';
import { type EvidenceReport, unusable } from './evidenceReport.ts';
import { nodeCrypto } from './nodeCrypto.ts';
import { claimedKind, readEvidence, type VerifyOptions, verifyFile } from './verifyFile.ts';

/**
 * Verifies a folder: an unpacked export as one; in any other, every certificate, PDF and export in it and below it. In a demonstration's output
 * (`certificates/` beside `export/`) only those two hold evidence. What is not evidence is named, so that nobody takes it for checked.
 */
export async function verifyDirectory(path: string, options: VerifyOptions): Promise<EvidenceReport[]> {
  const entries = await readdir(path, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const names = entries.map(({ name }) => name);
  if (names.includes(EXPORT_PATHS.manifest) || folders.includes('ledger')) return [await verifyUnpacked(path, options)];

  const demonstration = folders.includes('certificates') && folders.includes('export');
  const reports: EvidenceReport[] = [];
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    const inside = join(path, entry.name);
    const evidence = !demonstration || (entry.isDirectory() && ['certificates', 'export'].includes(entry.name));
    if (!evidence) reports.push(notEvidence(inside));
    else if (entry.isDirectory()) reports.push(...(await verifyDirectory(inside, options)));
    else if (entry.isFile() && claimedKind(entry.name) !== null) reports.push(await verifyFile(inside, options));
    else reports.push(notEvidence(inside));
  }
  return reports;
}

async function verifyUnpacked(path: string, options: VerifyOptions): Promise<EvidenceReport> {
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true })) {
    if (entry.isDirectory()) continue;
    const inside = join(entry.parentPath, entry.name);
    const read = await readEvidence(inside);
    if ('why' in read) return unusable(inside, read.why);
    files.set(relative(path, inside).split(sep).join('/'), read.bytes);
  }
  const { outcome, findings, opened } = await verifyExportFiles(files, { ...options, subject: path }, nodeCrypto);
  return { subject: path, kind: 'export', outcome, findings, certificates: opened?.certificates ?? [] };
}

function notEvidence(path: string): EvidenceReport {
  const findings = [unchecked(path, 'not-evidence')];
  return { subject: path, kind: 'other', outcome: 'not-evidence', findings, certificates: [] };
}
