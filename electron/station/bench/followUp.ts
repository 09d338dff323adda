import { because, type Reason } from '../../../core/domain/reason.ts';
import type { RefusalCode } from '../../../core/domain/refusal.ts';
import type { CertificateFiles } from '../certificateStore/certificateFiles.ts';
import type { AppendedEntry } from '../ledgerMirror/mirrorTable.ts';
import type { RecordRows } from '../records/recordRows.ts';
import type { RefusedRecords } from '../records/refusedRecords.ts';
import type { AskAgent } from './askAgent.ts';
import type { LabelDesk } from './labelDesk.ts';
import type { Sessions } from './sessions.ts';

const LABEL_BATCH = 50;
/** Refusals that say no more than is known when a lot is freed; the copy of the ledger may lag behind a certificate that was just issued. */
const KNOWN_ALREADY: readonly RefusalCode[] = ['quality-rejected', 'quality-pending', 'certificate-exists'];

/** The work that follows a sealed record by itself. */
export type FollowUp = {
  /** New entries are in the ledger copy: issue what may be issued, queue labels, write files. */
  appended(entries: readonly AppendedEntry[]): void;
  /** These records were sealed before this station's memory began and their drives are still here: whether they have a label, a person must see. */
  lookForLabels(recordIds: readonly string[]): void;
  /** A held lot was freed by this session: what it kept back gets its certificate. What quality has not accepted stays without one, and that is no news. */
  lotFreed(lotName: string, session: string): void;
  /** Takes up labels and files that are still due (at start, after a reconnect). */
  catchUp(): void;
  /** Resolves when everything begun so far is done. */
  settled(): Promise<void>;
};

/**
 * Queues the label of every sealed record, and the QUARANTINE label of one that quality refused, issues the certificate of a record that is plainly `sanitized` while the session that started its job
 * lives, and writes certificate files. What fails stays due and is told; the next occasion takes it up again.
 */
export function createFollowUp(room: {
  readonly ask: AskAgent;
  readonly records: RecordRows;
  readonly refusedRecords: RefusedRecords;
  readonly files: Pick<CertificateFiles, 'writeDue'>;
  readonly labels: LabelDesk;
  readonly sessions: Sessions;
  /** Whether destruction was chosen for a drive of this serial before its record was there. */
  readonly toBeDestroyed: (serialNumber: string | null) => boolean;
  readonly bayNumber: (bayId: string | null) => number | null;
  readonly tell: (severity: 'information' | 'warning' | 'damage', reason: Reason) => void;
  readonly fault: (code: string, cause: unknown) => void;
}): FollowUp {
  let work: Promise<void> = Promise.resolve();
  const then = (code: string, step: () => Promise<void>) => {
    work = work.then(step).catch((cause: unknown) => room.fault(code, cause));
  };

  async function issue(recordId: string, session: string, noNews: readonly RefusalCode[] = []): Promise<void> {
    const answer = await room.ask('certificates.issue', { session, recordId, mediaSource: null, destination: null });
    if (answer.outcome === 'done') return;
    const code = answer.refusals[0]?.code ?? 'unknown';
    if (noNews.some((one) => one === code)) return;
    if (code === 'quality-pending')
      return room.tell('information', because('certificate-waits-for-quality', { recordId }));
    room.tell('warning', because('certificate-not-issued', { recordId, code }));
  }

  async function issueLot(lotName: string, session: string): Promise<void> {
    for (const recordId of room.records.uncertified()) {
      const opened = room.records.open(recordId);
      if (opened.outcome === 'refused' || opened.value.record.asset.lotName !== lotName) continue;
      await issue(recordId, session, KNOWN_ALREADY);
    }
  }

  /** Answers whether the next one may be tried. */
  async function queueLabel(recordId: string, doubt: Reason | null): Promise<boolean> {
    const opened = room.records.open(recordId);
    if (opened.outcome === 'refused') return true;
    const code = await room.ask('labels.code', { recordId });
    if (code.outcome === 'refused') return false;
    const { record } = opened.value;
    const { labelCode } = code.value;
    room.labels.enqueue({ record, labelCode, bayNumber: room.bayNumber(record.drive.bayId), doubt });
    if (room.toBeDestroyed(record.drive.serialNumber))
      room.labels.decided({ record, refused: null, toBeDestroyed: true });
    room.records.labelQueued(recordId);
    return true;
  }

  async function queueLabels(): Promise<void> {
    for (const recordId of room.records.labelsDue(LABEL_BATCH)) if (!(await queueLabel(recordId, null))) return;
  }

  async function quarantineRefused(): Promise<void> {
    for (const { recordId, decision } of room.refusedRecords.withPass()) {
      const opened = room.records.open(recordId);
      if (opened.outcome === 'refused') continue;
      room.labels.decided({ record: opened.value.record, refused: decision, toBeDestroyed: null });
    }
  }

  async function doubtLabels(recordIds: readonly string[]): Promise<void> {
    const known = new Set(room.labels.labels().map((label) => label.recordId));
    for (const recordId of recordIds) {
      if (!known.has(recordId)) await queueLabel(recordId, because('label-history-unknown'));
    }
  }

  async function writeFiles(): Promise<void> {
    for (const problem of await room.files.writeDue()) room.tell('damage', problem);
  }

  function catchUp(): void {
    then('labels', queueLabels);
    then('labels', quarantineRefused);
    then('certificate-files', writeFiles);
  }

  return {
    appended(entries) {
      catchUp();
      for (const { derived } of entries) {
        if (derived.kind !== 'record') continue;
        const { recordId, jobId, verdict } = derived.record;
        const session = room.sessions.takeForJob(jobId);
        if (session !== null && verdict.outcome === 'sanitized') then('certificate', () => issue(recordId, session));
      }
    },
    lotFreed: (lotName, session) => then('certificate', () => issueLot(lotName, session)),
    lookForLabels: (recordIds) => then('labels', () => doubtLabels(recordIds)),
    catchUp,
    settled: () => work,
  };
}
