import { because } from '../../../../core/domain/reason.ts';
import { senseWords } from '../../tools/senseData.ts';
import { readCapacity, testUnitReady } from '../../tools/sg.ts';
import { startAnswer } from '../../tools/sgParse.ts';
import type { DeviceOutcome, DeviceTools } from '../deviceTechnique.ts';
import { afterErase } from './afterErase.ts';
import type { EraseKind } from './eraseKind.ts';
import { failureOf, LONGEST_PAUSE_MS, newSight, readState, type Sight, scsiPath, watchErase } from './eraseWatch.ts';
import type { ScsiState } from './scsiState.ts';

/** How often a job starts an erase whose end nobody saw. */
const MOST_STARTS = 3;
const MOST_ATTENTIONS = 5;
const START_MS = 90_000;
const UNIT_ATTENTION = 6;

/**
 * Starts an erase of the drive, or rejoins one of this job that runs, and says how it ended.
 *
 * SCSI keeps no record of a sanitize or format that succeeded: a drive that is idle may have finished it, or may have forgotten it at a power cut.
 * So only a run counts that this job had started (its note is written before the command) and watched to its end. One that ended while nobody
 * looked is not called done and not called failed: it is started again, which harms nothing, since an erase is the same twice. Only a failure
 * that the drive reports by itself is believed in that case. After a few starts that nobody could watch it is `unknown`.
 */
export async function runErase(tools: DeviceTools, erase: EraseKind): Promise<DeviceOutcome> {
  if (tools.stop.aborted) return { kind: 'interrupted', why: because('scsi-erase-not-started') };
  const asked = tools.remembered.filter(
    ({ what, facts }) => what === 'scsi-erase-asked' && facts.techniqueId === erase.techniqueId,
  ).length;
  const settled = await settle(tools);
  if ('outcome' in settled) return settled.outcome;
  const { state, bytes } = settled;
  const running = state.kind === 'sanitizing' || state.kind === 'formatting';
  if (running && (asked === 0 || state.kind !== erase.runningState)) {
    return { kind: 'unknown', why: because('scsi-erase-of-another') };
  }
  if (running) return seeToTheEnd(tools, erase, newSight(null, tools.clock.monotonicMs(), true));
  // A format that was cut off leaves the format corrupt (31/00) and is run again; what the drive calls failed has failed.
  if (asked > 0 && (state.kind === 'sanitize-failed' || state.kind === 'format-failed')) {
    const failed = failureOf(state, bytes, tools);
    if (failed !== null) return failed;
  }
  if (asked >= MOST_STARTS) return { kind: 'unknown', why: because('scsi-erase-never-watched', { starts: asked }) };
  const started = await start(tools, erase, asked + 1);
  return 'outcome' in started ? started.outcome : seeToTheEnd(tools, erase, started.sight);
}

type Settled = { readonly state: ScsiState; readonly bytes: Uint8Array | null };

/** Reads the state before anything is done, past the attentions that a drive has after a power-on or a reset. */
async function settle(tools: DeviceTools): Promise<Settled | { readonly outcome: DeviceOutcome }> {
  for (let look = 0; ; look += 1) {
    const path = await scsiPath(tools);
    if (path !== null) await testUnitReady(tools.run, path);
    const { state, bytes, why } = await readState(tools);
    if (bytes !== null) tools.keepStatusPage({ name: 'request-sense-before', bytes });
    if (state !== null && state.kind !== 'attention' && state.kind !== 'other') return { state, bytes };
    if (look >= MOST_ATTENTIONS || tools.stop.aborted) return { outcome: { kind: 'unknown', why } };
    await tools.pause(1_000);
  }
}

async function start(
  tools: DeviceTools,
  erase: EraseKind,
  nth: number,
): Promise<{ readonly sight: Sight } | { readonly outcome: DeviceOutcome }> {
  for (let attention = 0; ; attention += 1) {
    const path = await scsiPath(tools);
    if (path === null) return { outcome: { kind: 'unknown', why: because('scsi-drive-gone') } };
    const capacity = await readCapacity(tools.run, path);
    if (!capacity.read && erase.program === 'sg_format') {
      return { outcome: { kind: 'unknown', why: because('scsi-capacity-not-read', { why: capacity.why }) } };
    }
    if (tools.stop.aborted) return { outcome: { kind: 'interrupted', why: because('scsi-erase-not-started') } };
    if (attention === 0) {
      tools.remember({ what: 'scsi-erase-asked', facts: { techniqueId: erase.techniqueId, nth } });
    }
    const startedMs = tools.clock.monotonicMs();
    const argv = [...erase.argv(capacity.read ? capacity.value : null), path];
    const run = await tools.run(erase.program, argv, { timeoutMs: START_MS });
    if (run === null)
      return { outcome: { kind: 'unknown', why: because('scsi-tool-missing', { program: erase.program }) } };
    const sight = (seenRunning: boolean): Sight => newSight(startedMs, startedMs, seenRunning);
    const answer = startAnswer(run.stderr.toString('utf8'), erase.acceptedWords);
    if (answer.kind === 'accepted' && run.ending === 'exited' && run.exitCode === 0) return { sight: sight(false) };
    if (answer.kind === 'refused') {
      tools.keepStatusPage({ name: 'start-sense', bytes: answer.bytes });
      if (answer.sense.key === UNIT_ATTENTION && attention < MOST_ATTENTIONS) continue;
    }
    // Whatever the program said: a drive that now says it erases has taken the command.
    const { state, bytes } = await readState(tools);
    if (state?.kind === erase.runningState) return { sight: sight(true) };
    const failed = failureOf(state, bytes, tools);
    if (failed !== null) return { outcome: failed };
    if (answer.kind === 'refused') {
      return { outcome: { kind: 'failed', why: because('scsi-erase-refused', { sense: senseWords(answer.sense) }) } };
    }
    const why = answer.kind === 'unclear' ? answer.why : `exit ${run.exitCode}`;
    return { outcome: { kind: 'unknown', why: because('scsi-start-not-confirmed', { why }) } };
  }
}

async function seeToTheEnd(tools: DeviceTools, erase: EraseKind, sight: Sight): Promise<DeviceOutcome> {
  for (;;) {
    const look = await watchErase(tools, erase, sight);
    if (look.kind === 'outcome') return look.outcome;
    const doubt = doubtOf(tools, erase, sight, look.elapsedSinceReadMs);
    const after = await afterErase(tools, erase);
    if (after.kind === 'running') {
      // Its sense data says idle and its other answers say that it erases: no end, and not for ever.
      const silentMs = tools.clock.monotonicMs() - sight.movedMs;
      if (silentMs > tools.silenceMs) return { kind: 'stalled', silentMs: Math.round(silentMs) };
      sight.contradicted = true;
      await tools.pause(LONGEST_PAUSE_MS);
      continue;
    }
    if (after.kind === 'outcome') return after.outcome;
    if (doubt !== null) return doubt;
    const notes = sight.seenRunning ? [] : [because('scsi-erase-ended-at-once')];
    return { kind: 'completed', notes: [...notes, ...after.notes] };
  }
}

/** So many different advances make the pace of a run known. */
const MOVES_OF_A_KNOWN_PACE = 10;
/** An end this many times sooner than the quickest pace seen is not believed. */
const TOO_EARLY = 10;

/** Ends that no honest erase has: quicker than any drive can write, or in the middle of its own progress. */
function doubtOf(tools: DeviceTools, erase: EraseKind, sight: Sight, sinceReadMs: number): DeviceOutcome | null {
  const { drive, clock } = tools;
  if (sight.contradicted) return { kind: 'unknown', why: because('scsi-states-contradict') };
  if (!sight.seenRunning && !erase.mayEndAtOnce)
    return { kind: 'unknown', why: because('scsi-erase-never-seen-running') };
  const limit = erase.fastestBytesPerSecond;
  if (limit !== null && sight.startedMs !== null) {
    const elapsedMs = Math.max(1, clock.monotonicMs() - sight.startedMs);
    const bytesPerSecond = (drive.sizeBytes / elapsedMs) * 1000;
    if (bytesPerSecond > (drive.mediaType === 'magnetic' ? limit.magnetic : limit.other)) {
      return { kind: 'unknown', why: because('scsi-erase-too-quick', { elapsedMs: Math.round(elapsedMs) }) };
    }
  }
  if (sight.lastProgress !== null && sight.moves >= MOVES_OF_A_KNOWN_PACE) {
    const neededMs = (1 - sight.lastProgress) / sight.quickestAdvance;
    if (sinceReadMs * TOO_EARLY < neededMs) {
      const percent = Math.floor(sight.lastProgress * 100);
      return { kind: 'unknown', why: because('scsi-erase-ended-early', { percent }) };
    }
  }
  return null;
}
