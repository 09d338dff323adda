import type { Job, JobState } from '../../../core/domain/job.ts';
import type { HeldDrive } from '../drives/driveBench.ts';
import type { JobIntent } from './jobIntent.ts';
import type { Journal } from './journal.ts';
import type { JobEnding } from './journalFact.ts';

/** A job that has no sealed record yet. */
export type OpenJob = {
  /** Its drive's capacity changes when hidden areas are opened. */
  intent: JobIntent;
  readonly journal: Journal;
  readonly stop: AbortController;
  /** The PSID from the drive's label, for a revert. It is written nowhere. */
  readonly psid: string | null;
  /** Why it was told to stop; the first word counts. */
  stopReason: JobEnding | null;
  /** The agent is ending: the job is left as it is and goes on at the next start. */
  leaving: boolean;
  /** Which insertion of the drive; another one after a restart. */
  driveId: string;
  bayId: string | null;
  held: HeldDrive | null;
  resumed: number;
  state: JobState;
  /** Since when its drive is there but does not let itself be held. */
  refusedSinceMs: number | null;
  /** Settles when the job's work in this process is over. */
  work: Promise<void>;
};

/** All jobs of the bench: the open ones, and the ended ones whose drive still stands in its bay. */
export type JobBook = {
  open(): readonly OpenJob[];
  find(jobId: string): OpenJob | null;
  add(job: OpenJob): void;
  /** Sets the state and tells everybody. */
  change(job: OpenJob, state: JobState): void;
  /** Puts an open job among the ended ones. */
  end(job: OpenJob, state: Extract<JobState, { kind: 'ended' }>): void;
  addEnded(job: Job): void;
  /** Ended jobs first, in the order of their start; `present` are the drives on the bench. */
  snapshot(present: ReadonlySet<string>): Job[];
  isDriveTaken(driveId: string): boolean;
};

/** What the contract says of an open job. */
export function jobOf(job: Pick<OpenJob, 'intent' | 'driveId' | 'bayId' | 'resumed' | 'state'>): Job {
  const { intent, driveId, bayId, resumed, state } = job;
  return {
    jobId: intent.jobId,
    driveId,
    bayId,
    model: intent.drive.model,
    serialNumber: intent.drive.serialNumber,
    sizeBytes: intent.drive.sizeBytes,
    virtual: intent.drive.virtual,
    techniqueId: intent.techniqueId,
    policyId: intent.policy.policyId,
    operatorId: intent.operator.personId,
    operatorName: intent.operator.name,
    assetTag: intent.asset.assetTag,
    lotName: intent.asset.lotName,
    startedAt: intent.startedAt,
    resumed,
    state,
  };
}

export function createJobBook(onChange: (job: Job) => void): JobBook {
  const opened = new Map<string, OpenJob>();
  let ended: Job[] = [];
  const change = (job: OpenJob, state: JobState) => {
    job.state = state;
    onChange(jobOf(job));
  };
  return {
    open: () => [...opened.values()],
    find: (jobId) => opened.get(jobId) ?? null,
    add(job) {
      opened.set(job.intent.jobId, job);
      onChange(jobOf(job));
    },
    change,
    end(job, state) {
      opened.delete(job.intent.jobId);
      job.state = state;
      ended.push(jobOf(job));
      onChange(jobOf(job));
    },
    addEnded: (job) => ended.push(job),
    snapshot(present) {
      ended = ended.filter((job) => present.has(job.driveId));
      return [...ended, ...[...opened.values()].map(jobOf)].sort((a, b) => a.startedAt.localeCompare(b.startedAt));
    },
    isDriveTaken: (driveId) => [...opened.values()].some((job) => job.driveId === driveId),
  };
}
