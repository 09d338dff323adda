import type { Database } from 'better-sqlite3';
import { type Job, job as jobSchema } from '../../../core/domain/job.ts';

/** The station's memory of jobs: written when a job changes its phase or ends, not at every step of progress. */
export type JobMirror = {
  remember(job: Job): void;
  /** Jobs not seen to end, oldest first: what the window shows until the agent answers. */
  unfinished(): Job[];
};

/** Jobs on the open store. */
export function jobMirrorOf(database: Database): JobMirror {
  const upsert = database.prepare(
    `INSERT INTO jobs (job_id, started_at, state, record_id, job) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (job_id) DO UPDATE SET state = excluded.state, record_id = excluded.record_id, job = excluded.job`,
  );
  const select = database.prepare<[], { job: string }>(
    "SELECT job FROM jobs WHERE state <> 'ended' ORDER BY started_at LIMIT 500",
  );
  const written = new Map<string, string>();
  return {
    remember(job) {
      const { state } = job;
      const stage = `${state.kind}/${state.kind === 'running' ? state.phase : ''}/${job.resumed}`;
      if (written.get(job.jobId) === stage) return;
      const recordId = state.kind === 'ended' ? state.recordId : null;
      upsert.run(job.jobId, job.startedAt, state.kind, recordId, JSON.stringify(job));
      written.set(job.jobId, stage);
    },
    unfinished: () =>
      select.all().flatMap((row) => {
        const parsed = jobSchema.safeParse(JSON.parse(row.job));
        return parsed.success ? [parsed.data] : [];
      }),
  };
}
