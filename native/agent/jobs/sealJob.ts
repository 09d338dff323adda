import type { AgentNotice } from '../../../core/contract/agent.ts';
import { because, type Reason } from '../../../core/domain/reason.ts';
import type { Answer } from '../../../core/domain/refusal.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import { isStorageTrouble } from '../ledger/durableFile.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { JobBook, OpenJob } from './jobBook.ts';
import { phaseState } from './jobProgress.ts';
import { recordOf } from './jobRecord.ts';
import { storyOf } from './jobStory.ts';
import { archiveJournal } from './journalFile.ts';

export type SealNeeds = {
  readonly stateDirectory: string;
  readonly ledger: Ledger;
  readonly book: JobBook;
  /** Seals a record, once (`ledger.sealRecord`), with what belongs around it. */
  readonly seal: (record: RecordV1) => Promise<Answer<LedgerEntry>>;
  readonly notice: (severity: AgentNotice['severity'], reason: Reason) => void;
  readonly sealRetryMs: number;
};

/**
 * Seals the record of an ended job, once, and puts its journal away. While the disk is full it tries again every `sealRetryMs`; on a damaged
 * ledger it leaves everything for the start after the repair.
 */
export async function sealJob(needs: SealNeeds, job: OpenJob): Promise<void> {
  const { ledger, book } = needs;
  book.change(job, phaseState(job.intent, 'seal'));
  let told = false;
  while (!job.leaving) {
    const story = storyOf(job.journal.facts());
    if (story === null) throw new Error('a journal without an intent');
    if (job.journal.flushed()) {
      const record = recordOf(story);
      const answer = await needs.seal(record);
      if (answer.outcome === 'done') {
        const { seq } = answer.value;
        job.journal.note({ code: 'record-sealed', details: { recordId: record.recordId, seq } });
        putAway(needs, job);
        const { verdict, clock, recordId } = record;
        book.end(job, { kind: 'ended', verdict, recordId, recordSeq: seq, endedAt: clock.endedAt });
        return;
      }
      if (ledger.damage() !== null) {
        job.journal.note({ code: 'record-waiting', details: { why: 'ledger-damaged' } });
        return;
      }
    }
    if (!told) needs.notice('warning', because('record-waits-for-space', { jobId: job.intent.jobId }));
    told = true;
    await pause(needs.sealRetryMs, job.stop.signal);
  }
}

function putAway({ stateDirectory }: SealNeeds, job: OpenJob): void {
  job.journal.close();
  try {
    archiveJournal(stateDirectory, job.intent.jobId);
  } catch (cause) {
    // It stays among the open ones; the next start finds its record in the ledger and puts it away.
    if (!isStorageTrouble(cause)) throw cause;
  }
}

/** Waits; a job that was told to stop keeps its beat, only an ending agent (checked by the caller) leaves the loop. */
function pause(ms: number, hurry: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    hurry.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        setTimeout(resolve, Math.min(ms, 50));
      },
      { once: true },
    );
  });
}
