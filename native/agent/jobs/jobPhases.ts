import type { JobPhase } from '../../../core/domain/job.ts';
import { because } from '../../../core/domain/reason.ts';
import type { HeldDrive } from '../drives/driveBench.ts';
import { overwriteArgv } from '../techniques/technique.ts';
import type { Clock } from '../tools/clock.ts';
import type { RunTool, Tool } from '../tools/run.ts';
import { canaryArgv } from '../verify/canaries.ts';
import { leastReadBytes, readBackArgv } from '../verify/readBack.ts';
import { countOf, countOrNull, type EngineEnd, type EngineLine } from './engineLines.ts';
import { type EngineResult, runEngine } from './engineRun.ts';
import { type JobStory, storyOf } from './jobStory.ts';
import type { Journal } from './journal.ts';
import type { JobEnding } from './journalFact.ts';

export type PhaseNeeds = {
  readonly run: RunTool;
  readonly engine: Tool;
  readonly clock: Clock;
  readonly silenceMs: number;
  readonly held: HeldDrive;
  readonly journal: Journal;
  /** Fires when the job must end early: cancelled, drive gone, agent stopping. */
  readonly stop: AbortSignal;
  /** Why `stop` fired. */
  readonly stoppedBecause: () => JobEnding;
  readonly onPhase: (phase: JobPhase, totalBytes: number) => void;
  readonly onProgress: (line: Extract<EngineLine, { type: 'progress' }>) => void;
};

/** Runs what the journal says is still to be done, in order; the answer says how it ended. `null`: go on. */
export async function runPhases(needs: PhaseNeeds): Promise<JobEnding> {
  for (const phase of [plantCanaries, overwrite, checkCanaries, readBack]) {
    if (needs.stop.aborted) return needs.stoppedBecause();
    const ending = await phase(needs, currentStory(needs));
    if (ending !== null) return ending;
  }
  return { kind: 'finished' };
}

function currentStory({ journal }: PhaseNeeds): JobStory {
  const story = storyOf(journal.facts());
  if (story === null) throw new Error('a journal without an intent');
  return story;
}

type Phase = (needs: PhaseNeeds, story: JobStory) => Promise<JobEnding | null>;

const plantCanaries: Phase = async (needs, { intent, planted, durableBytes, overwriteEnded }) => {
  // Once the overwrite has begun, planting again would put the canaries into what is already overwritten.
  const begun = durableBytes > 0 || overwriteEnded !== null || wasStarted(needs.journal, 'overwrite-started');
  if (planted !== null || begun) return null;
  begin(needs, 'canaries', 0);
  const sizeBytes = intent.drive.sizeBytes;
  const argv = canaryArgv('plant', { sizeBytes, seed: intent.canarySeed, count: intent.policy.canaryCount });
  const result = await engine(needs, 'canary plant', argv);
  const end = endOf(result);
  if (end !== null && end.outcome !== 'refused') {
    needs.journal.note({
      code: 'canaries-planted',
      details: {
        outcome: end.outcome === 'findings' ? 'completed' : end.outcome,
        places: countOf(end, 'places'),
        planted: countOf(end, 'planted'),
        confirmed: countOf(end, 'confirmed'),
      },
    });
  }
  return stopUnless(needs, result, ['completed', 'findings']);
};

const overwrite: Phase = async (needs, { intent, durableBytes, overwriteEnded }) => {
  if (overwriteEnded?.outcome === 'completed' && durableBytes === intent.drive.sizeBytes) return null;
  const sizeBytes = intent.drive.sizeBytes;
  begin(needs, 'sanitize', sizeBytes);
  needs.journal.note({ code: 'overwrite-started', details: { fromBytes: durableBytes } });
  const argv = overwriteArgv(intent.pattern, {
    sizeBytes,
    fromBytes: durableBytes,
    badBlockLimit: intent.policy.badBlockLimit,
    maxBytesPerSecond: intent.maxBytesPerSecond,
  });
  const result = await engine(needs, 'overwrite', argv);
  const end = endOf(result);
  if (end !== null) {
    needs.journal.note({
      code: 'overwrite-ended',
      details: {
        outcome: end.outcome,
        durableBytes: countOf(end, 'durableBytes'),
        bytesWritten: countOf(end, 'bytesWritten'),
        badBlocks: countOf(end, 'badBlocks'),
      },
    });
  }
  return stopUnless(needs, result, ['completed']);
};

const checkCanaries: Phase = async (needs, { intent }) => {
  begin(needs, 'canary-check', 0);
  const sizeBytes = intent.drive.sizeBytes;
  const argv = canaryArgv('check', { sizeBytes, seed: intent.canarySeed, count: intent.policy.canaryCount });
  const result = await engine(needs, 'canary check', argv);
  const end = endOf(result);
  if (end !== null) {
    needs.journal.note({
      code: 'canaries-checked',
      details: {
        outcome: end.outcome,
        checked: countOf(end, 'checked'),
        gone: countOf(end, 'gone'),
        survivors: countOf(end, 'survivors') + countOf(end, 'partialSurvivors'),
        unreadable: countOf(end, 'unreadable'),
      },
    });
  }
  return stopUnless(needs, result, ['completed']);
};

const readBack: Phase = async (needs, { intent }) => {
  const { verification, badBlockLimit } = intent.policy;
  const sizeBytes = intent.drive.sizeBytes;
  const least = leastReadBytes(verification, sizeBytes);
  begin(needs, 'verify', least);
  needs.journal.note({ code: 'read-back-started', details: { design: verification.design } });
  const argv = readBackArgv({
    design: verification,
    sizeBytes,
    pattern: intent.pattern,
    planSeed: intent.planSeed,
    badBlockLimit,
    maxBytesPerSecond: intent.maxBytesPerSecond,
  });
  const result = await engine(needs, verification.design === 'full' ? 'verify' : 'sample', argv);
  const end = endOf(result);
  if (end !== null) {
    needs.journal.note({
      code: 'read-back-ended',
      details: {
        outcome: end.outcome,
        expectedBytes: verification.design === 'full' ? sizeBytes : (countOrNull(end, 'sampledBytes') ?? least),
        bytesRead: countOf(end, 'bytesRead'),
        mismatchBytes: countOf(end, 'mismatchBytes'),
        unreadableBlocks: countOf(end, 'badBlocks'),
        samples: countOrNull(end, 'samples'),
        subsections: countOrNull(end, 'subsections'),
      },
    });
  }
  return stopUnless(needs, result, ['completed']);
};

function begin({ journal, onPhase }: PhaseNeeds, phase: JobPhase, totalBytes: number): void {
  journal.note({ code: 'phase-started', details: { phase } });
  onPhase(phase, totalBytes);
}

function wasStarted(journal: Journal, code: 'overwrite-started'): boolean {
  return journal.facts().some((fact) => fact.code === code);
}

function endOf({ ending }: EngineResult): EngineEnd | null {
  return ending.kind === 'said' ? ending.end : null;
}

async function engine(needs: PhaseNeeds, verb: string, argv: readonly string[]): Promise<EngineResult> {
  const { journal, held } = needs;
  const result = await runEngine({
    ...needs,
    verb,
    argv,
    descriptor: held.descriptor,
    sizeBytes: held.drive.sizeBytes,
    onLine: (line) => hear(needs, line),
  });
  const { ending, run } = result;
  if (ending.kind === 'said' && ending.end.reason !== undefined) {
    journal.noteLater({ code: 'engine-said', details: { sentence: ending.end.reason } });
  }
  if (ending.kind === 'unclear') journal.noteLater({ code: 'engine-words-unknown', details: { line: ending.line } });
  if (ending.kind === 'silent') journal.noteLater({ code: 'engine-silent', details: { silentMs: ending.silentMs } });
  if (run !== null) {
    const ended = run.signal ?? `exit code ${run.exitCode ?? 'unknown'}`;
    journal.note({ code: 'command-run', details: { program: run.tool, verb, ended, run } });
  }
  return result;
}

function hear({ journal, held, onProgress }: PhaseNeeds, line: EngineLine): void {
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
      journal.noteLater({ code: 'bad-range', details: { operation, firstLba, lastLba, error: errnoName } });
      break;
    }
    case 'mismatch': {
      const { firstByte, lastByte } = line;
      journal.noteLater({ code: 'mismatch-found', details: { firstByte, lastByte } });
      break;
    }
    case 'begin':
    case 'canary':
    case 'end':
      break;
  }
}

/** The ending that this result forces, or `null` when the engine came to one of the ends with which the job goes on. */
function stopUnless(
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
