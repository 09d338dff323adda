import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type EvidenceReport, report, unusable } from '../../../core/record/evidenceReport.ts';
import { EXPORT_PATHS } from '../../../core/record/exportLayout.ts';
import { unchecked } from '../../../core/record/finding.ts';
import { claimedKind, LEDGER_CHECKPOINT, verifyUnpacked } from '../../../core/record/verifyEvidence.ts';
import { nodeCrypto } from './nodeCrypto.ts';
import { readEvidence, type VerifyOptions, verifyFile } from './verifyFile.ts';

/**
 * Verifies a folder: an unpacked export as one; in any other, every certificate, PDF and export in it and below it. In a demonstration's output
 * (`certificates/` beside `export/`) only those two hold evidence. What is not evidence is named, so that nobody takes it for checked.
 */
export async function verifyDirectory(path: string, options: VerifyOptions): Promise<EvidenceReport[]> {
  const entries = await readdir(path, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const names = entries.map(({ name }) => name);
  if (names.includes(EXPORT_PATHS.manifest) || folders.includes('ledger')) return [await unpackedExport(path, options)];

  const demonstration = folders.includes('certificates') && folders.includes('export');
  const besideLedger = names.some((name) => claimedKind(name) === 'ledger');
  const reports: EvidenceReport[] = [];
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    const inside = join(path, entry.name);
    const evidence = !demonstration || (entry.isDirectory() && ['certificates', 'export'].includes(entry.name));
    if (!evidence) reports.push(notEvidence(inside));
    else if (entry.isDirectory()) reports.push(...(await verifyDirectory(inside, options)));
    else if (entry.isFile() && claimedKind(entry.name) !== null) reports.push(await verifyFile(inside, options));
    else if (entry.name !== LEDGER_CHECKPOINT || !besideLedger) reports.push(notEvidence(inside));
  }
  return reports;
}

async function unpackedExport(path: string, options: VerifyOptions): Promise<EvidenceReport> {
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true })) {
    if (entry.isDirectory()) continue;
    const inside = join(entry.parentPath, entry.name);
    const read = await readEvidence(inside);
    if ('why' in read) return unusable(inside, read.why);
    files.set(relative(path, inside).split(sep).join('/'), read.bytes);
  }
  return verifyUnpacked(path, files, { ...options, crypto: nodeCrypto });
}

function notEvidence(path: string): EvidenceReport {
  const findings = [unchecked(path, 'not-evidence')];
  return report({ subject: path, kind: 'other', outcome: 'not-evidence', findings });
}
