import { because, type Reason } from '../../../../core/domain/reason.ts';
import { senseWords } from '../../tools/senseData.ts';
import { requestSense } from '../../tools/sg.ts';
import type { DeviceOutcome, DeviceTools } from '../deviceTechnique.ts';
import type { EraseKind } from './eraseKind.ts';
import { type ScsiState, scsiStateOf } from './scsiState.ts';

/** What was seen of a run, kept over several looks. */
export type Sight = {
  /** When this process had the command taken; `null`: an earlier one did, before a restart. */
  readonly startedMs: number | null;
  seenRunning: boolean;
  /** Its sense data said idle while other commands were refused because it erases. */
  contradicted: boolean;
  /** Last progress and when it was read, and the quickest advance of all, in fractions for each millisecond. */
  lastProgress: number | null;
  lastReadMs: number;
  moves: number;
  quickestAdvance: number;
  /** When it last moved; no movement for longer than is allowed is `stalled`. */
  movedMs: number;
};

export function newSight(startedMs: number | null, nowMs: number, seenRunning: boolean): Sight {
  return {
    startedMs,
    seenRunning,
    contradicted: false,
    lastProgress: null,
    lastReadMs: nowMs,
    moves: 0,
    quickestAdvance: 0,
    movedMs: nowMs,
  };
}

export type Look =
  | { readonly kind: 'idle'; readonly elapsedSinceReadMs: number }
  | { readonly kind: 'outcome'; readonly outcome: DeviceOutcome };

const FIRST_PAUSE_MS = 100;
/** Each look is a line in the job's journal, and an overwrite lasts a day. */
export const LONGEST_PAUSE_MS = 10_000;
/** So many looks in a row that tell nothing end the watching: after a minute or two. */
const UNCLEAR_LOOKS = 12;

/** Looks at the drive until it says that it is idle or that the erase failed. Idle alone proves nothing: see `afterErase`. */
export async function watchErase(tools: DeviceTools, erase: EraseKind, sight: Sight): Promise<Look> {
  const { clock, stop, silenceMs } = tools;
  let pauseMs = FIRST_PAUSE_MS;
  let unclear = 0;
  let remembered = false;
  for (;;) {
    if (stop.aborted) return ended({ kind: 'interrupted', why: because('scsi-erase-left-running') });
    const looked = await readState(tools);
    const nowMs = clock.monotonicMs();
    const state = looked.state;
    if (state?.kind === erase.runningState) {
      unclear = 0;
      if (!remembered) tools.remember({ what: 'scsi-erase-seen-running', facts: { techniqueId: erase.techniqueId } });
      remembered = true;
      sight.seenRunning = true;
      if (state.progress !== null && state.progress !== sight.lastProgress) {
        sight.movedMs = nowMs;
        noteAdvance(sight, state.progress, nowMs);
        tools.progress(state.progress, null);
      }
      if (state.progress !== null) sight.lastReadMs = nowMs;
    } else if (state?.kind === 'idle') {
      return { kind: 'idle', elapsedSinceReadMs: nowMs - sight.lastReadMs };
    } else {
      const over = failureOf(state, looked.bytes, tools);
      if (over !== null) return ended(over);
      unclear += 1;
      if (unclear >= UNCLEAR_LOOKS) return ended({ kind: 'unknown', why: looked.why });
    }
    const silentMs = nowMs - sight.movedMs;
    if (silentMs > silenceMs) return ended({ kind: 'stalled', silentMs: Math.round(silentMs) });
    await tools.pause(pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

function ended(outcome: DeviceOutcome): Look {
  return { kind: 'outcome', outcome };
}

function noteAdvance(sight: Sight, progress: number, nowMs: number): void {
  if (sight.lastProgress !== null && progress > sight.lastProgress) {
    const advance = (progress - sight.lastProgress) / Math.max(1, nowMs - sight.lastReadMs);
    sight.quickestAdvance = Math.max(sight.quickestAdvance, advance);
    sight.moves += 1;
  }
  sight.lastProgress = progress;
}

/** The state now; without one, why there is none. */
export async function readState(
  tools: DeviceTools,
): Promise<{ readonly state: ScsiState | null; readonly bytes: Uint8Array | null; readonly why: Reason }> {
  const path = await scsiPath(tools);
  if (path === null) return { state: null, bytes: null, why: because('scsi-drive-gone') };
  const read = await requestSense(tools.run, path);
  if (!read.read) return { state: null, bytes: null, why: because('scsi-state-not-read', { why: read.why }) };
  const { sense, bytes } = read.value;
  return { state: scsiStateOf(sense), bytes, why: because('scsi-state-not-understood', { sense: senseWords(sense) }) };
}

/** The pass-through node: opening the block device for writing makes udev look at it again when it is closed. */
export async function scsiPath(tools: DeviceTools): Promise<string | null> {
  const nodes = await tools.nodes();
  return nodes === null ? null : (nodes.generic ?? nodes.block);
}

/** What the drive says has failed; kept with its bytes. `null`: this state says nothing of the kind. */
export function failureOf(state: ScsiState | null, bytes: Uint8Array | null, tools: DeviceTools): DeviceOutcome | null {
  if (state?.kind !== 'sanitize-failed' && state?.kind !== 'format-failed' && state?.kind !== 'format-corrupt')
    return null;
  if (bytes !== null) tools.keepStatusPage({ name: 'request-sense-failed', bytes });
  return {
    kind: 'failed',
    why: because(state.kind === 'sanitize-failed' ? 'scsi-sanitize-failed' : 'scsi-format-failed'),
  };
}
