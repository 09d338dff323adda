import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { ComparePdf } from '../../../core/record/comparePdf.ts';
import { unchecked } from '../../../core/record/finding.ts';
import { verifyCertificateFile } from '../../../core/record/verifyCertificateFile.ts';
import { verifyExportArchive } from '../../../core/record/verifyExport.ts';
import { type EvidenceReport, unusable } from './evidenceReport.ts';
import { nodeCrypto } from './nodeCrypto.ts';
import { verifyPdf } from './verifyPdf.ts';

export type VerifyOptions = { readonly pinnedKeyId: string | null; readonly comparePdf: ComparePdf };

type EvidenceKind = 'certificate' | 'certificate-pdf' | 'export';

/** A name says what a file claims to be; so a file whose first byte was changed is still judged as what it should be. */
const KIND_OF_NAME: Readonly<Record<string, EvidenceKind>> = {
  '.json': 'certificate',
  '.pdf': 'certificate-pdf',
  '.zip': 'export',
};

/** What a file claims to be by its name; `null` for a name that claims nothing of ours. */
export function claimedKind(path: string): EvidenceKind | null {
  return KIND_OF_NAME[extname(path).toLowerCase()] ?? null;
}

/** Verifies one file by what its name, or else its first bytes, claim that it is. */
export async function verifyFile(path: string, options: VerifyOptions): Promise<EvidenceReport> {
  const read = await readEvidence(path);
  if ('why' in read) return unusable(path, read.why);
  const { bytes } = read;
  const kind = claimedKind(path) ?? kindOfContent(bytes);
  const named = { ...options, subject: path };
  switch (kind) {
    case 'certificate': {
      const report = await verifyCertificateFile(bytes, named, nodeCrypto);
      const findings = [...report.findings];
      if (report.opened !== null) findings.push(unchecked(path, 'alone-not-complete'));
      const certificates = report.opened === null ? [] : [report.opened];
      return { subject: path, kind, outcome: report.outcome, findings, certificates };
    }
    case 'certificate-pdf':
      return verifyPdf(bytes, named, nodeCrypto);
    case 'export': {
      const report = await verifyExportArchive(bytes, named, nodeCrypto);
      const { outcome, findings, opened } = report;
      return { subject: path, kind, outcome, findings, certificates: opened?.certificates ?? [] };
    }
    case null:
      return unusable(path, 'This is no certificate, certificate PDF or export of Wipebench. Give one of those.');
  }
}

/** A regular file's bytes, or why there are none, in words. Devices and pipes are refused: reading them may never end. */
export async function readEvidence(path: string): Promise<{ bytes: Uint8Array } | { why: string }> {
  try {
    if (!(await stat(path)).isFile()) return { why: 'This is neither a file nor a folder.' };
    return { bytes: await readFile(path) };
  } catch (error) {
    return { why: `It cannot be read: ${error instanceof Error ? error.message : String(error)}.` };
  }
}

function kindOfContent(bytes: Uint8Array): EvidenceKind | null {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  if (start.startsWith('PK\x03\x04')) return 'export';
  if (start.startsWith('%PDF-')) return 'certificate-pdf';
  return start.startsWith('{"certificate":') ? 'certificate' : null;
}
