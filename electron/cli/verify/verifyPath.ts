import { stat } from 'node:fs/promises';
import { type EvidenceReport, unusable } from '../../../core/record/evidenceReport.ts';
import { verifyTogether } from '../../../core/record/verifyEvidence.ts';
import { nodeCrypto } from './nodeCrypto.ts';
import { verifyDirectory } from './verifyDirectory.ts';
import { type VerifyOptions, verifyFile } from './verifyFile.ts';

/**
 * Verifies everything given: files, folders, and labels' texts (`WB1:...`), the labels last, with the keys of the genuine
 * certificates, and whether all of it tells one history.
 */
export async function verifyAll(given: readonly string[], options: VerifyOptions): Promise<EvidenceReport[]> {
  const reports: EvidenceReport[] = [];
  for (const path of given.filter((text) => !isLabel(text))) reports.push(...(await verifyPath(path, options)));
  return [...reports, ...(await verifyTogether(reports, given.filter(isLabel), { ...options, crypto: nodeCrypto }))];
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
