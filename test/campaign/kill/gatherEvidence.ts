import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { ledgerEntry } from '../../../core/record/ledgerEntry.ts';
import { comparePdfWith, loadDrawingProgram } from '../../../electron/cli/verify/drawAgain.ts';
import { verifyFile } from '../../../electron/cli/verify/verifyFile.ts';
import { uploadMessage } from '../../../electron/station/uploads/uploadItem.ts';
import { readStatement } from '../../../native/agent/ledger/statement.ts';
import type { KillBench } from './killBench.ts';
import type { KillEvidence, Left } from './killEvidence.ts';
import { journalFolder, ledgerPath, namesIn, uploadedFiles } from './moments.ts';
import { countPaper } from './paperCount.ts';

/** What the campaign knows besides what lies on disk. */
export type Known = {
  readonly jobIds: readonly string[];
  readonly exports: readonly string[];
  /** The ledger's whole lines at the kill. */
  readonly before: Uint8Array;
  readonly left: readonly Left[];
  readonly said: readonly string[];
  readonly mirror: KillEvidence['mirror'];
};

/** Verified before, by path and content: a file that has not changed is not drawn again. */
const verified = new Map<string, string>();
const comparePdf = comparePdfWith(loadDrawingProgram);

async function outcomeOf(path: string, keyId: string): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
  const known = verified.get(`${path} ${digest}`);
  if (known !== undefined) return known;
  const { outcome, findings } = await verifyFile(path, { pinnedKeyId: keyId, comparePdf });
  const false_ = findings.filter(({ outcome: one }) => one === 'not-genuine').map(({ code }) => code);
  const words = outcome === 'genuine' ? outcome : `${outcome} (${false_.join(' ')})`;
  verified.set(`${path} ${digest}`, words);
  return words;
}

/** Gathers what a bench at rest has on disk, on paper and at the endpoint. */
export async function gatherEvidence(bench: KillBench, known: Known): Promise<KillEvidence> {
  const { folders, station, printer, endpoint } = bench;
  const path = ledgerPath(folders);
  const bytes = readFileSync(path);
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  const entries = lines.map((line) => ledgerEntry.parse(JSON.parse(line)));
  const keyId = entries[0]?.envelope.signatures[0]?.keyid ?? '';
  const walked = await verifyFile(path, { pinnedKeyId: keyId, comparePdf });
  const statements = entries.map(({ envelope }) =>
    readStatement(envelope.payloadType, Buffer.from(envelope.payload, 'base64')),
  );
  const records = statements.flatMap((one) => ('kind' in one && one.kind === 'record' ? [one.payload] : []));
  const certificates = statements.flatMap((one) => ('kind' in one && one.kind === 'certificate' ? [one.payload] : []));

  const all = async (folder: string, names: readonly string[]) => {
    const found: { name: string; outcome: string }[] = [];
    for (const name of names) found.push({ name, outcome: await outcomeOf(join(folder, name), keyId) });
    return found;
  };
  const uploaded = uploadedFiles(folders);
  const isIn = (folder: string) => (file: string) => file.split(sep).includes(folder);
  const entryFiles = uploaded.filter((file) => isIn('entries')(file) && file.endsWith('.entry'));
  const certificateFiles = uploaded.filter((file) => isIn('certificates')(file) && file.endsWith('.json'));
  const others = uploaded.filter((file) => !entryFiles.includes(file) && !certificateFiles.includes(file));
  const uploadedCertificates: { name: string; outcome: string }[] = [];
  for (const file of certificateFiles)
    uploadedCertificates.push({ name: basename(file), outcome: await outcomeOf(file, keyId) });

  const journals = (folder: string) =>
    namesIn(folder).flatMap((name) => (name.endsWith('.jsonl') ? [name.slice(0, -'.jsonl'.length)] : []));
  return {
    ledger: {
      outcome: walked.outcome,
      findings: walked.findings.filter(({ outcome: one }) => one === 'not-genuine').map(({ code }) => code),
      hashes: entries.map(({ hash }) => hash),
      records: records.map(({ recordId, jobId, verdict }) => ({ recordId, jobId, outcome: verdict.outcome })),
      certificates: certificates.map(({ certificateId, record }) => ({ certificateId, recordId: record.recordId })),
      beginsAsBefore: Buffer.compare(bytes.subarray(0, known.before.length), known.before) === 0,
    },
    mirror: known.mirror,
    jobs: {
      answered: known.jobIds,
      open: journals(journalFolder(folders)),
      done: journals(join(journalFolder(folders), 'done')),
    },
    certificateFiles: await all(station.certificates, namesIn(station.certificates)),
    exports: await all(station.exports, namesIn(station.exports)),
    exportsAnswered: known.exports.map((file) => basename(file)),
    ...countPaper(station.database, printer.labels()),
    folder: {
      entries: entryFiles.map(entryIn),
      certificates: uploadedCertificates,
      others: others.map((file) => basename(file)),
    },
    endpoint: { taken: endpoint.taken, differing: endpoint.differing },
    agentFiles: namesIn(folders.agentState),
    left: known.left,
    said: known.said,
  };
}

function entryIn(path: string): { seq: number; hash: string | null } {
  const seq = Number(basename(path).slice(0, 12));
  try {
    const { entry } = uploadMessage.parse(JSON.parse(readFileSync(path, 'utf8')));
    return { seq, hash: entry.seq === seq ? entry.hash : null };
  } catch {
    // Half a file, or none of ours: it holds no entry.
    return { seq, hash: null };
  }
}
