import type { StationEvent } from './applyEvent.ts';

type JobEvent = Extract<StationEvent, { name: 'job.changed' }>;

/** A running bay is drawn this often. The agent tells of each four times as often, and 48 of them would keep a small bench PC at drawing. */
const PROGRESS_MS = 1000;

/** Lets everything through at once but the mere progress of a job, of which it keeps the newest until it is time for it. */
export type PacedEvents = {
  /** What is to be applied now, in its order: `arrived` without progress that comes too soon, and what was kept and is due. */
  due(arrived: readonly StationEvent[], nowMs: number): StationEvent[];
  /** Whether anything is kept. */
  holds(): boolean;
  /** Gives out what is kept, and begins anew. */
  release(): StationEvent[];
};

/** What is news of a job is never kept back, and what was kept of that job before it is dropped. */
export function pacedEvents(): PacedEvents {
  const drawn = new Map<string, { readonly step: string; readonly atMs: number }>();
  const kept = new Map<string, JobEvent>();

  function comesTooSoon({ data }: JobEvent, nowMs: number): boolean {
    const before = drawn.get(data.jobId);
    return before !== undefined && before.step === stepOf(data) && nowMs - before.atMs < PROGRESS_MS;
  }

  function draw(event: JobEvent, nowMs: number): JobEvent {
    const { jobId } = event.data;
    kept.delete(jobId);
    const step = stepOf(event.data);
    if (step === null) drawn.delete(jobId);
    else drawn.set(jobId, { step, atMs: nowMs });
    return event;
  }

  return {
    due(arrived, nowMs) {
      const now: StationEvent[] = [];
      for (const event of arrived) {
        if (event.name !== 'job.changed') now.push(event);
        else if (comesTooSoon(event, nowMs)) kept.set(event.data.jobId, event);
        else now.push(draw(event, nowMs));
      }
      for (const event of [...kept.values()]) if (!comesTooSoon(event, nowMs)) now.push(draw(event, nowMs));
      return now.sort((one, other) => one.number - other.number);
    },
    holds: () => kept.size > 0,
    release() {
      const all = [...kept.values()];
      kept.clear();
      drawn.clear();
      return all;
    },
  };
}

/** What of a running job is more than its progress; null when it does not run. */
function stepOf({ state, bayId, resumed }: JobEvent['data']): string | null {
  return state.kind === 'running' ? `${bayId} ${resumed} ${state.phase} ${state.badBlocks}` : null;
}
