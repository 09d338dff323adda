import { compareHistories, historyOfCheckpoint, historyOfExport } from './compareHistories.ts';
import type { ComparePdf } from './comparePdf.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { claimsDestruction } from './destructionFile.ts';
import { type EvidenceReport, report, unusable } from './evidenceReport.ts';
import { unchecked } from './finding.ts';
import { refusedSince } from './qualityRefusal.ts';
import { verifyCertificateFile } from './verifyCertificateFile.ts';
import { verifyDestructionFile } from './verifyDestructionFile.ts';
import { type ExportReport, verifyExportArchive, verifyExportFiles } from './verifyExport.ts';
import { verifyLabel } from './verifyLabel.ts';
import { type LedgerReport, verifyLedger } from './verifyLedger.ts';
import { noteText } from './verifyLedgerFiles.ts';
import { verifyPdf } from './verifyPdf.ts';

/** What every verifier of this house needs; `comparePdf` is `null` where nothing can draw. */
export type EvidenceTools = {
  readonly pinnedKeyId: string | null;
  readonly comparePdf: ComparePdf | null;
  readonly crypto: VerifyingCrypto;
};

export type EvidenceKind = 'certificate' | 'certificate-pdf' | 'export' | 'ledger';

/** Name of the file with the checkpoint beside a ledger. */
export const LEDGER_CHECKPOINT = 'checkpoint.txt';

/** A name says what a file claims to be; so a file whose first byte was changed is still judged as what it should be. */
const KIND_OF_ENDING: Readonly<Record<string, EvidenceKind>> = {
  json: 'certificate',
  pdf: 'certificate-pdf',
  zip: 'export',
  jsonl: 'ledger',
};

/** What a file claims to be by its name; `null` for a name that claims nothing of ours. */
export function claimedKind(name: string): EvidenceKind | null {
  const ending = /\.([A-Za-z]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(KIND_OF_ENDING, ending) ? (KIND_OF_ENDING[ending] ?? null) : null;
}

/** Verifies one file by what its name, or else its first bytes, claim that it is. `beside` is the checkpoint next to a ledger, if there is one. */
export async function verifyEvidence(
  subject: string,
  bytes: Uint8Array,
  beside: { readonly subject: string; readonly bytes: Uint8Array | null },
  tools: EvidenceTools,
): Promise<EvidenceReport> {
  const { pinnedKeyId, comparePdf, crypto } = tools;
  const kind = claimedKind(subject) ?? kindOfContent(bytes);
  switch (kind) {
    case 'certificate': {
      if (claimsDestruction(bytes)) {
        const { opened: held, ...said } = await verifyDestructionFile(bytes, { subject, pinnedKeyId }, crypto);
        return report({ subject, kind: 'destruction', ...said, destructions: held === null ? [] : [held] });
      }
      const { outcome, findings, opened } = await verifyCertificateFile(bytes, { subject, pinnedKeyId }, crypto);
      if (opened === null) return report({ subject, kind, outcome, findings });
      const alone = unchecked(subject, 'alone-not-complete');
      return report({ subject, kind, outcome, findings: [...findings, alone], certificates: [opened] });
    }
    case 'certificate-pdf':
      return verifyPdf(bytes, { subject, pinnedKeyId, comparePdf }, crypto);
    case 'export':
      return ofExport(subject, await verifyExportArchive(bytes, { subject, pinnedKeyId, comparePdf }, crypto));
    case 'ledger': {
      const note = beside.bytes === null ? null : noteText(beside.bytes);
      const names = { subject, checkpointSubject: beside.subject, pinnedKeyId };
      return ofLedger(subject, await verifyLedger(bytes, note, names, crypto));
    }
    case null:
      return unusable(
        subject,
        'This is no certificate, certificate PDF, export or ledger of Wipebench. Give one of those.',
      );
  }
}

/** Verifies an unpacked export: its files by their paths inside it. */
export async function verifyUnpacked(
  subject: string,
  files: ReadonlyMap<string, Uint8Array>,
  { pinnedKeyId, comparePdf, crypto }: EvidenceTools,
): Promise<EvidenceReport> {
  return ofExport(subject, await verifyExportFiles(files, { subject, pinnedKeyId, comparePdf }, crypto));
}

/**
 * What is left when every file was looked at: labels, with the keys of the genuine certificates, whether all that was signed by one key tells one
 * history, and which certificates and labels count no more by a ledger that was given along with them.
 */
export async function verifyTogether(
  reports: readonly EvidenceReport[],
  labels: readonly string[],
  { crypto }: Pick<EvidenceTools, 'crypto'>,
): Promise<EvidenceReport[]> {
  const certificates = reports.flatMap((each) => each.certificates);
  const ofLabels: EvidenceReport[] = [];
  const ledgers = reports.flatMap(({ subject, refusals }) => (refusals === null ? [] : [{ subject, refusals }]));
  for (const text of labels) ofLabels.push(await verifyLabel(text, certificates, ledgers, crypto));
  const wholes = reports.flatMap(({ history }) => (history === null ? [] : [history]));
  const singles = reports
    .filter(({ kind }) => kind !== 'export' && kind !== 'ledger')
    .flatMap(({ subject, certificates, destructions }) =>
      [...certificates, ...destructions].map((one) => historyOfCheckpoint(subject, one.keyId, one.checkpoint)),
    );
  const together: EvidenceReport[] = [];
  const findings = compareHistories(wholes, singles);
  if (findings.length > 0) {
    const outcome = findings.some((finding) => finding.outcome === 'not-genuine') ? 'not-genuine' : 'not-evidence';
    together.push(report({ subject: 'the histories', kind: 'histories', outcome, findings }));
  }
  const each = reports.flatMap(({ subject, certificates }) => certificates.map((opened) => ({ subject, opened })));
  const refused = refusedSince(each, ledgers);
  if (refused.length > 0) {
    together.push(report({ subject: 'the refusals', kind: 'refusals', outcome: 'refused', findings: refused }));
  }
  return [...ofLabels, ...together];
}

/** The report on a ledger that was walked from its first entry. */
export function ofLedger(subject: string, { outcome, findings, opened, refusals }: LedgerReport): EvidenceReport {
  const history =
    opened === null
      ? null
      : { subject, keyId: opened.keyId, entries: opened.checkpoint.entries, rootAt: opened.rootAt };
  return report({ subject, kind: 'ledger', outcome, findings, history, refusals });
}

function ofExport(subject: string, { outcome, findings, opened }: ExportReport): EvidenceReport {
  if (opened === null) return report({ subject, kind: 'export', outcome, findings });
  const history = historyOfExport(subject, opened);
  return report({ subject, kind: 'export', outcome, findings, certificates: opened.certificates, history });
}

function kindOfContent(bytes: Uint8Array): EvidenceKind | null {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  if (start.startsWith('PK\x03\x04')) return 'export';
  if (start.startsWith('%PDF-')) return 'certificate-pdf';
  return start.startsWith('{"certificate":') || claimsDestruction(bytes) ? 'certificate' : null;
}
