import type { JobPhase, JobState } from '../../../core/domain/job.ts';
import { leastReadBytes } from '../verify/readBack.ts';
import type { JobIntent } from './jobIntent.ts';

export type PhaseProgress = {
  readonly phase: JobPhase;
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number | null;
  readonly badBlocks: number;
  /** The drive's own estimate for this phase, where it gives one. */
  readonly remainingMs?: number | null;
};

/** The running state with the time left for the whole job: what is left of this phase and the read-back after it, at the rate of now. */
export function runningState(intent: JobIntent, progress: PhaseProgress): Extract<JobState, { kind: 'running' }> {
  const { remainingMs: toldMs = null, ...shown } = progress;
  const { phase, doneBytes, totalBytes, bytesPerSecond } = shown;
  const readBackBytes = leastReadBytes(intent.policy.verification, intent.drive.sizeBytes);
  const leftBytes = Math.max(0, totalBytes - doneBytes) + (phase === 'sanitize' ? readBackBytes : 0);
  const foreseeable = phase === 'sanitize' || phase === 'verify';
  const known = foreseeable && bytesPerSecond !== null && bytesPerSecond > 0;
  return {
    kind: 'running',
    ...shown,
    // The drive knows its own erase best; the read-back after it is not in its words, so the whole is at least that long.
    remainingMs: toldMs !== null ? toldMs : known ? Math.round((leftBytes / bytesPerSecond) * 1000) : null,
  };
}

/** The state between phases and before the first word of the engine. */
export function phaseState(intent: JobIntent, phase: JobPhase, totalBytes = 0): Extract<JobState, { kind: 'running' }> {
  return runningState(intent, { phase, doneBytes: 0, totalBytes, bytesPerSecond: null, badBlocks: 0 });
}
