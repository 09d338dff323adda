import { copyFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Drive } from '../../../core/domain/drive.ts';
import type { Job } from '../../../core/domain/job.ts';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { type JobBook, jobOf, type OpenJob } from './jobBook.ts';
import { phaseState } from './jobProgress.ts';
import { recordOf } from './jobRecord.ts';
import { type JobStory, storyOf } from './jobStory.ts';
import { openJournal } from './journal.ts';
import { continueJournal, donePath, type JournalContent, journalPath, readJournal } from './journalFile.ts';
import { refusedPatienceMs } from './refusedAfterRestart.ts';
import { endJob, type RunNeeds, runJob } from './runJob.ts';
import { sealJob } from './sealJob.ts';
import { isEveryPart } from './workParts.ts';

export type RecoveryNeeds = Omit<RunNeeds, 'engine'> & {
  readonly engine: RunNeeds['engine'] | null;
  /** How long a job waits for its drive. */
  readonly patienceMs: number;
  /** How long a drive that is there may be busy (the engine of the dead agent ends by itself) before that is taken as its answer. */
  readonly busyMs: number;
};

const SHOWN_ENDED = 256;

/** Opens every journal that has no sealed record: seals the ended ones, lets the others wait for their drive. */
export function recoverJobs(needs: RecoveryNeeds): void {
  const directory = join(needs.stateDirectory, 'journal');
  for (const name of readdirSync(directory)) {
    if (!name.endsWith('.jsonl')) continue;
    const path = join(directory, name);
    const content = readJournal(path);
    const story = storyOf(content.facts);
    if (content.damagedLine !== null) {
      copyFileSync(path, `${path}.damaged`);
      needs.notice('damage', because('journal-unreadable', { file: name, line: content.damagedLine }));
      if (story === null) rmSync(path);
      else recoverDamaged(needs, path, content, story);
    } else if (story === null) {
      // The intent never stood whole, so nothing was begun and nobody was told that it was.
      rmSync(path);
      needs.notice('information', because('job-not-begun', { file: name }));
    } else {
      const tornBytes = statSync(path).size - content.soundBytes;
      if (tornBytes > 0) needs.notice('information', because('journal-repaired', { file: name, bytes: tornBytes }));
      tellTakenUp(needs, story);
      recoverOne(needs, openAgain(needs, path, content, story), story);
    }
  }
}

function tellTakenUp({ notice, ledger }: RecoveryNeeds, { intent, ended }: JobStory): void {
  if (ledger.damage() !== null) return;
  const { jobId, drive } = intent;
  const code = ended === null ? 'job-taken-up' : 'job-sealed-after-restart';
  notice('information', because(code, { jobId, serialNumber: drive.serialNumber ?? '' }));
}

function openAgain(needs: RecoveryNeeds, path: string, content: JournalContent, story: JobStory): OpenJob {
  const { intent } = story;
  const present = findAgain(needs, story) ?? intent.drive;
  const job: OpenJob = {
    intent,
    journal: openJournal(continueJournal(path, content), content.facts, needs.clock),
    stop: new AbortController(),
    psid: null,
    stopReason: null,
    leaving: false,
    driveId: present.driveId,
    bayId: present.bayId,
    held: null,
    resumed: story.resumed,
    state: phaseState(intent, story.phase),
    refusedSinceMs: null,
    work: Promise.resolve(),
  };
  needs.book.add(job);
  return job;
}

function recoverOne(needs: RecoveryNeeds, job: OpenJob, story: JobStory): void {
  const sinceAt = story.awaitedSince ?? needs.clock.nowIso();
  if (needs.ledger.damage() !== null) {
    needs.book.change(job, { kind: 'waiting-for-drive', sinceAt });
    return;
  }
  if (story.ended !== null) {
    job.work = sealJob(needs, job).catch((cause: unknown) => needs.fault('seal', cause));
    return;
  }
  if (story.awaitedSince === null) job.journal.note({ code: 'drive-awaited', details: {} });
  needs.book.change(job, { kind: 'waiting-for-drive', sinceAt });
}

/** What is behind the damage is unknown, so the job cannot go on; it ends `interrupted` on the facts before it. A copy of the whole was kept. */
function recoverDamaged(needs: RecoveryNeeds, path: string, content: JournalContent, story: JobStory): void {
  const job = openAgain(needs, path, content, story);
  if (needs.ledger.damage() !== null) return;
  const work =
    story.ended === null
      ? endJob(needs, job, { kind: 'interrupted', why: because('journal-damaged') }, null)
      : sealJob(needs, job);
  job.work = work.catch((cause: unknown) => needs.fault('recovery', cause));
}

/** Looks at every waiting job: goes on where the drive is back, ends those whose time is over. Called on each change of the bench and each second. */
export function tendWaitingJobs(needs: RecoveryNeeds): void {
  if (needs.ledger.damage() !== null) return;
  for (const job of needs.book.open()) {
    if (job.state.kind !== 'waiting-for-drive' || job.leaving || tending.has(job)) continue;
    tending.add(job);
    job.work = tend(needs, job, job.state.sinceAt)
      .catch((cause: unknown) => needs.fault('recovery', cause))
      .finally(() => tending.delete(job));
  }
}

const tending = new WeakSet<OpenJob>();

async function tend(needs: RecoveryNeeds, job: OpenJob, sinceAt: string): Promise<void> {
  const { bench, clock, engine, patienceMs, busyMs } = needs;
  const end = (why: Reason) => endJob(needs, job, { kind: 'interrupted', why }, null);
  if (job.stopReason !== null) return endJob(needs, job, job.stopReason, null);
  const waitedMs = Date.parse(clock.nowIso()) - Date.parse(sinceAt);
  const story = storyOf(job.journal.facts());
  const present = story === null ? null : findAgain(needs, story);
  if (story === null || present === null || engine === null) {
    if (waitedMs >= patienceMs) await end(because('drive-not-back', { hours: Math.round(waitedMs / 3_600_000) }));
    return;
  }
  job.driveId = present.driveId;
  job.bayId = present.bayId;
  const answer = await bench.hold(present.driveId);
  if (answer.outcome === 'refused') {
    const codes = answer.refusals.map(({ code }) => code);
    job.refusedSinceMs ??= clock.monotonicMs();
    const refusedMs = clock.monotonicMs() - job.refusedSinceMs;
    if (refusedMs < refusedPatienceMs(codes, story, { busyMs, patienceMs })) return;
    return end(because('drive-refused-after-restart', { codes: codes.join(' ') }));
  }
  const held = answer.value;
  const { sizeBytes, logicalBlockBytes } = held.drive;
  const sameParts = isEveryPart(story.intent.drive, held.drive.parts ?? []);
  if (!sameParts || !sizesOf(story).includes(sizeBytes) || logicalBlockBytes !== story.intent.drive.logicalBlockBytes) {
    held.release();
    return end(because('drive-changed-after-restart'));
  }
  if (job.leaving) return held.release();
  job.resumed += 1;
  job.journal.note({ code: 'job-resumed', details: { resumed: job.resumed } });
  await runJob({ ...needs, engine }, job, held);
}

/**
 * The capacities that the job's drive may have: what was known last, and while nobody read what became of a hidden area that was being opened, also
 * what that was to give.
 */
function sizesOf({ intent, hiddenAreas, openingBytes }: JobStory): number[] {
  const { sizeBytes } = intent.drive;
  return hiddenAreas === null && openingBytes !== null ? [sizeBytes, openingBytes] : [sizeBytes];
}

function findAgain({ bench }: RecoveryNeeds, story: JobStory): Drive | null {
  for (const sizeBytes of sizesOf(story)) {
    const found = bench.findSame({ ...story.intent.drive, sizeBytes });
    if (found !== null) return found;
  }
  return null;
}

/** The ended jobs whose drive stands in its bay again, from the newest journals that were put away. */
export function recallEndedJobs(needs: RecoveryNeeds): void {
  const directory = join(needs.stateDirectory, 'journal', 'done');
  const newest = readdirSync(directory)
    .map((name) => ({ path: join(directory, name), changedMs: statSync(join(directory, name)).mtimeMs }))
    .sort((one, other) => other.changedMs - one.changedMs)
    .slice(0, SHOWN_ENDED);
  const shown = new Set<string>();
  for (const { path } of newest) {
    const job = endedJob(needs, path);
    if (job === null || shown.has(job.driveId)) continue;
    shown.add(job.driveId);
    needs.book.addEnded(job);
  }
}

function endedJob({ bench, ledger }: RecoveryNeeds, path: string): Job | null {
  const content = readJournal(path);
  const story = storyOf(content.facts);
  if (story === null || story.ended === null) return null;
  const present = bench.findSame(story.intent.drive);
  const sealed = ledger.record(story.intent.recordId);
  if (present === null || sealed === null) return null;
  const { verdict, clock, recordId } = recordOf(story);
  const state = { kind: 'ended', verdict, recordId, recordSeq: sealed.entry.seq, endedAt: clock.endedAt } as const;
  const { driveId, bayId } = present;
  return jobOf({ intent: story.intent, driveId, bayId, resumed: story.resumed, state });
}

/** The facts of a job by its name, open or put away; `null` when there is none. */
export function journalOf(
  book: JobBook,
  stateDirectory: string,
  jobId: string,
): readonly { readonly at: string; readonly code: string; readonly details: Record<string, unknown> }[] | null {
  const open = book.find(jobId);
  if (open !== null) return open.journal.facts();
  if (!/^[0-9a-f-]{36}$/.test(jobId)) return null;
  for (const path of [donePath(stateDirectory, jobId), journalPath(stateDirectory, jobId)]) {
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) return readJournal(path).facts;
  }
  return null;
}
