import { stat } from 'node:fs/promises';
import { type EvidenceReport, unusable } from './evidenceReport.ts';
import { verifyDirectory } from './verifyDirectory.ts';
import { type VerifyOptions, verifyFile } from './verifyFile.ts';
import { verifyLabel } from './verifyLabel.ts';

/** Verifies everything given: files, folders, and labels' texts (`WB1:...`), the labels last, with the keys of the genuine certificates. */
export async function verifyAll(given: readonly string[], options: VerifyOptions): Promise<EvidenceReport[]> {
  const reports: EvidenceReport[] = [];
  for (const path of given.filter((text) => !isLabel(text))) reports.push(...(await verifyPath(path, options)));
  const certificates = reports.flatMap((report) => report.certificates);
  for (const text of given.filter(isLabel)) reports.push(await verifyLabel(text, certificates));
  return reports;
}

async function verifyPath(path: string, options: VerifyOptions): Promise<EvidenceReport[]> {
  try {
    if ((await stat(path)).isDirectory()) return await verifyDirectory(path, options);
  } catch (error) {
    return [unusable(path, `It cannot be read: ${error instanceof Error ? error.message : String(error)}.`)];
  }
  return [await verifyFile(path, options)];
}

function isLabel(text: string): boolean {
  return text.startsWith('WB1:');
}
