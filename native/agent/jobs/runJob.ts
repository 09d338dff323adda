import type { Health } from '../../../core/domain/health.ts';
import { because } from '../../../core/domain/reason.ts';
import { verdict } from '../../../core/domain/verdict.ts';
import type { DriveBench, HeldDrive } from '../drives/driveBench.ts';
import { deviceTechniqueOf } from '../techniques/registry.ts';
import type { Technique } from '../techniques/technique.ts';
import type { Clock } from '../tools/clock.ts';
import type { RunTool, Tool } from '../tools/run.ts';
import type { OpenJob } from './jobBook.ts';
import { evidenceOf } from './jobEvidence.ts';
import { runPhases } from './jobPhases.ts';
import { phaseState, runningState } from './jobProgress.ts';
import { storyOf } from './jobStory.ts';
import type { JobEnding } from './journalFact.ts';
import { surveyPath } from './journalFile.ts';
import { type SealNeeds, sealJob } from './sealJob.ts';

export type RunNeeds = SealNeeds & {
  readonly bench: DriveBench;
  readonly run: RunTool;
  readonly engine: Tool;
  readonly clock: Clock;
  readonly silenceMs: number;
  readonly deviceSilenceMs: number;
  readonly techniques: readonly Technique[];
  /** A program of the system by its name, with its version. */
  readonly locate: (program: string) => Promise<Tool | null>;
  readonly fault: (where: string, cause: unknown) => void;
};

/** Carries a job on its held drive to the sealed record. Never throws: a fault of the agent ends the job `interrupted`. */
export async function runJob(needs: RunNeeds, job: OpenJob, held: HeldDrive): Promise<void> {
  const startedMs = needs.clock.monotonicMs();
  job.held = held;
  let ending: JobEnding;
  try {
    ending = await phases(needs, job, held);
    if (job.leaving) {
      job.journal.note({ code: 'agent-stopping', details: {} });
      return;
    }
    await compare(needs, job, held, ending);
  } catch (cause) {
    needs.fault('job', cause);
    ending = { kind: 'interrupted', why: because('agent-fault') };
  } finally {
    held.release();
    job.held = null;
  }
  // A resumed job ran in several processes; their monotonic clocks cannot be added up.
  const elapsedMs = job.resumed > 0 ? null : Math.round(needs.clock.monotonicMs() - startedMs);
  await endJob(needs, job, ending, elapsedMs);
}

/** Writes the end into the journal and seals. */
export async function endJob(
  needs: SealNeeds & Pick<RunNeeds, 'fault'>,
  job: OpenJob,
  ending: JobEnding,
  monotonicElapsedMs: number | null,
): Promise<void> {
  const story = storyOf(job.journal.facts());
  if (story === null) throw new Error('a journal without an intent');
  const { outcome } = verdict(evidenceOf(story, ending));
  job.journal.note({ code: 'phase-started', details: { phase: 'seal' } });
  job.journal.note({ code: 'job-ended', details: { ending, outcome, monotonicElapsedMs } });
  try {
    await sealJob(needs, job);
  } catch (cause) {
    // The journal has the end; the next start seals it.
    needs.fault('seal', cause);
  }
}

function phases(needs: RunNeeds, job: OpenJob, held: HeldDrive): Promise<JobEnding> {
  const { run, engine, clock, silenceMs, deviceSilenceMs, locate, book } = needs;
  const { journal } = job;
  const { jobId, techniqueId } = job.intent;
  let phase = phaseState(job.intent, 'preflight');
  return runPhases({
    run,
    engine,
    clock,
    silenceMs,
    deviceSilenceMs,
    locate,
    deviceTechnique: deviceTechniqueOf(needs.techniques, techniqueId),
    surveyPath: surveyPath(needs.stateDirectory, jobId),
    held,
    journal,
    psid: job.psid,
    stop: job.stop.signal,
    stoppedBecause: () => job.stopReason ?? { kind: 'interrupted', why: because('agent-fault') },
    onCapacity(sizeBytes) {
      job.intent = { ...job.intent, drive: { ...job.intent.drive, sizeBytes } };
    },
    onPhase(name, totalBytes) {
      phase = phaseState(job.intent, name, totalBytes);
      book.change(job, phase);
    },
    onProgress({ doneBytes, totalBytes, bytesPerSecond, badBlocks, remainingMs = null }) {
      const name = phase.phase;
      phase = runningState(job.intent, { phase: name, doneBytes, totalBytes, bytesPerSecond, badBlocks, remainingMs });
      book.change(job, phase);
    },
  });
}

async function compare({ bench }: RunNeeds, job: OpenJob, held: HeldDrive, ending: JobEnding): Promise<void> {
  // A drive that stood still is not asked again: the question would stand still too.
  const compared = ending.kind === 'stalled' ? { identity: 'not-read' as const, facts: null } : await held.compare();
  job.journal.note({
    code: 'identity-compared',
    details: {
      identity: compared.identity,
      capacityAfterBytes: compared.facts?.sizeBytes ?? null,
      healthAfter: compared.identity === 'same' ? await healthNow(bench, job.driveId) : null,
    },
  });
}

async function healthNow(bench: DriveBench, driveId: string): Promise<Health | null> {
  const answer = await bench.identify(driveId);
  return answer.outcome === 'done' ? answer.value.health : null;
}
