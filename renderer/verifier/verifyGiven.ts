import { type EvidenceReport, report } from '../../core/record/evidenceReport.ts';
import { unchecked } from '../../core/record/finding.ts';
import { type Judgement, judge } from '../../core/record/judgement.ts';
import {
  claimedKind,
  type EvidenceTools,
  LEDGER_CHECKPOINT,
  verifyEvidence,
  verifyTogether,
  verifyUnpacked,
} from '../../core/record/verifyEvidence.ts';
import { wordsForPeople } from '../../core/record/wordsForPeople.ts';
import { type GivenFile, sortFiles } from './givenFiles.ts';
import { webCrypto } from './webCrypto.ts';

export type Verdict = { readonly judgement: Judgement; readonly words: string };

const bytesOf = async ({ file }: GivenFile) => new Uint8Array(await file.arrayBuffer());

/** Everything given, checked by `core/record` alone. Nothing here can draw, so of PDFs the report says that their look was not checked. */
export async function verifyGiven(
  files: readonly GivenFile[],
  labels: readonly string[],
  pinnedKeyId: string | null,
): Promise<Verdict> {
  const tools: EvidenceTools = { pinnedKeyId, comparePdf: null, crypto: webCrypto };
  const { unpacked, single } = sortFiles(files);
  const reports: EvidenceReport[] = [];
  for (const [folder, inside] of unpacked) {
    const contents = new Map<string, Uint8Array>();
    for (const given of inside) contents.set(given.path.slice(folder.length), await bytesOf(given));
    reports.push(await verifyUnpacked(folder.replace(/\/$/, '') || 'the export', contents, tools));
  }
  const ledgerGiven = single.some(({ path }) => claimedKind(path) === 'ledger');
  const isNote = ({ path }: GivenFile) => path === LEDGER_CHECKPOINT || path.endsWith(`/${LEDGER_CHECKPOINT}`);
  const note = single.find(isNote);
  for (const given of single) {
    if (ledgerGiven && given === note) continue;
    if (claimedKind(given.path) === null && !/\.(zip|pdf|json)$/i.test(given.path) && single.length > 1) {
      reports.push(notEvidence(given.path));
      continue;
    }
    const beside = { subject: note?.path ?? LEDGER_CHECKPOINT, bytes: note === undefined ? null : await bytesOf(note) };
    reports.push(await verifyEvidence(given.path, await bytesOf(given), beside, tools));
  }
  reports.push(...(await verifyTogether(reports, labels, tools)));
  const judgement = judge(reports, pinnedKeyId);
  return { judgement, words: wordsForPeople(reports, judgement) };
}

function notEvidence(subject: string): EvidenceReport {
  return report({ subject, kind: 'other', outcome: 'not-evidence', findings: [unchecked(subject, 'not-evidence')] });
}
