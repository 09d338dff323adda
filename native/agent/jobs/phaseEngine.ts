import type { JobPhase } from '../../../core/domain/job.ts';
import { because } from '../../../core/domain/reason.ts';
import type { HeldDrive } from '../drives/driveBench.ts';
import type { DeviceTechnique } from '../techniques/deviceTechnique.ts';
import type { Clock } from '../tools/clock.ts';
import type { RunTool, Tool } from '../tools/run.ts';
import { type EngineEnd, type EngineLine, transfersOf } from './engineLines.ts';
import { type EngineResult, runEngine } from './engineRun.ts';
import type { JobStory } from './jobStory.ts';
import type { Journal } from './journal.ts';
import type { JobEnding } from './journalFact.ts';
import type { WorkPart } from './workParts.ts';

export type PhaseNeeds = {
  readonly run: RunTool;
  readonly engine: Tool;
  readonly clock: Clock;
  readonly silenceMs: number;
  /** The same for an erase that the drive runs itself, which may tell nothing for long. */
  readonly deviceSilenceMs: number;
  readonly held: HeldDrive;
  readonly journal: Journal;
  /** The job's technique when the drive runs it itself. */
  readonly deviceTechnique: DeviceTechnique | null;
  /** What the person gave with the start; `null` also after a restart of the agent. */
  readonly psid: string | null;
  /** A program of the system by its name, with its version; `null` is not installed. */
  readonly locate: (program: string) => Promise<Tool | null>;
  /** File for the digests of the survey before, beside the journal. */
  readonly surveyPath: string;
  /** Fires when the job must end early: cancelled, drive gone, agent stopping. */
  readonly stop: AbortSignal;
  /** Why `stop` fired. */
  readonly stoppedBecause: () => JobEnding;
  /** The drive turned out to be of another capacity, and the job works on that. */
  readonly onCapacity: (sizeBytes: number) => void;
  readonly onPhase: (phase: JobPhase, totalBytes: number) => void;
  readonly onProgress: (progress: PhaseStep) => void;
};

export type PhaseStep = {
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number | null;
  readonly badBlocks: number;
  /** The drive's own estimate for this phase; only its own erase has one. */
  readonly remainingMs?: number | null;
};

/** One phase; `null` is: go on with the next. */
export type Phase = (needs: PhaseNeeds, story: JobStory) => Promise<JobEnding | null>;

/** Notes and shows that a phase begins. */
export function begin({ journal, onPhase }: PhaseNeeds, phase: JobPhase, totalBytes: number): void {
  journal.note({ code: 'phase-started', details: { phase } });
  onPhase(phase, totalBytes);
}

/** The engine's last word when it can be believed. */
export function endOf({ ending }: EngineResult): EngineEnd | null {
  return ending.kind === 'said' ? ending.end : null;
}

/** Runs the engine on a part of the held drive, journals what it says and that it ran. */
export async function engine(
  needs: PhaseNeeds,
  part: WorkPart,
  verb: string,
  argv: readonly string[],
  onLine: (line: EngineLine, text: string) => void = () => undefined,
): Promise<EngineResult> {
  const { journal } = needs;
  const { descriptor, sizeBytes } = part;
  const result = await runEngine({
    ...needs,
    verb,
    argv,
    descriptor,
    sizeBytes,
    onLine: (line, text) => {
      hear(needs, part, line);
      onLine(line, text);
    },
  });
  const { ending, run } = result;
  if (ending.kind === 'said' && ending.end.reason !== undefined) {
    journal.noteLater({ code: 'engine-said', details: { sentence: ending.end.reason } });
  }
  const transfers = transfersOf(endOf(result));
  if (transfers !== null) {
    const { backend, blockBytes, depth, memory, cpuPath, probe } = transfers;
    const details = { verb, backend, blockBytes, depth, memory, cpuPath, trials: probe.length };
    journal.noteLater({ code: 'transfers-chosen', details });
  }
  if (ending.kind === 'unclear') journal.noteLater({ code: 'engine-words-unknown', details: { line: ending.line } });
  if (ending.kind === 'silent') journal.noteLater({ code: 'engine-silent', details: { silentMs: ending.silentMs } });
  if (run !== null) {
    const ended = run.signal ?? `exit code ${run.exitCode ?? 'unknown'}`;
    journal.note({ code: 'command-run', details: { program: run.tool, verb, ended, run } });
  }
  return result;
}

function hear({ journal, held, onProgress }: PhaseNeeds, { namespace }: WorkPart, line: EngineLine): void {
  switch (line.type) {
    case 'progress':
      onProgress(line);
      break;
    case 'checkpoint': {
      const percent = Math.floor((line.durableBytes / held.drive.sizeBytes) * 1000) / 10;
      const { durableBytes, badBlocks } = line;
      journal.note({ code: 'checkpoint', details: { durableBytes, percent, badBlocks } });
      break;
    }
    case 'bad-range': {
      const { operation, firstLba, lastLba, errnoName } = line;
      const error = namespace === null ? errnoName : `${errnoName}, namespace ${namespace}`;
      journal.noteLater({ code: 'bad-range', details: { operation, firstLba, lastLba, error } });
      break;
    }
    case 'mismatch': {
      const { firstByte, lastByte } = line;
      journal.noteLater({ code: 'mismatch-found', details: { firstByte, lastByte } });
      break;
    }
    case 'begin':
    case 'canary':
    case 'sample':
    case 'unchanged':
    case 'end':
      break;
  }
}

/** The ending that this result forces, or `null` when the engine came to one of the ends with which the job goes on. */
export function stopUnless(
  needs: PhaseNeeds,
  { ending }: EngineResult,
  goOn: readonly EngineEnd['outcome'][],
): JobEnding | null {
  switch (ending.kind) {
    case 'silent':
      return { kind: 'stalled', silentMs: ending.silentMs };
    case 'unclear':
      // Every phase's facts stay unproven, so the verdict cannot pass; nothing more is written to the drive.
      return { kind: 'finished' };
    case 'died':
      if (needs.stop.aborted) return needs.stoppedBecause();
      return { kind: 'interrupted', why: because('engine-died', { why: ending.why }) };
    case 'said':
      if (goOn.includes(ending.end.outcome)) return null;
      return endingFor(needs, ending.end);
  }
}

function endingFor(needs: PhaseNeeds, end: EngineEnd): JobEnding {
  const why = (end.reason ?? 'no reason given').slice(0, 500);
  switch (end.outcome) {
    case 'completed':
    case 'findings':
      // The findings themselves are in the evidence; the phases after them were not run.
      return { kind: 'failed', why: because('phase-found-damage', { why }) };
    case 'too-many-bad':
      return { kind: 'failed', why: because('too-many-bad-sectors', { why }) };
    case 'fault':
      return { kind: 'failed', why: because('drive-fault', { why }) };
    case 'refused':
      return { kind: 'interrupted', why: because('engine-refused', { why }) };
    case 'device-lost':
      return { kind: 'interrupted', why: because('drive-vanished', { why }) };
    case 'stopped':
      return needs.stop.aborted
        ? needs.stoppedBecause()
        : { kind: 'interrupted', why: because('engine-stopped-from-outside') };
  }
}
