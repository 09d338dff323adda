import { because } from '../../../core/domain/reason.ts';
import type { DeviceOutcome } from '../techniques/deviceTechnique.ts';
import { createDeviceTools, JournalNotDurable } from './deviceTools.ts';
import type { JobEnding } from './journalFact.ts';
import { begin, type Phase, type PhaseNeeds } from './phaseEngine.ts';

/** A technique that was told to stop has this long to say where it stood. */
const LAST_WORD_MS = 15_000;

/**
 * Lets the drive erase itself. The note that it starts is durable before the technique is called; after a restart the technique is called again
 * with its notes and rejoins by the drive's own state. One that stands still or does not end when told is left behind, so that it delays nobody.
 */
export const driveErase: Phase = async (needs, { intent, techniqueEnded, techniqueStarted, notes }) => {
  const { journal, deviceTechnique } = needs;
  if (techniqueEnded !== null && techniqueEnded.kind !== 'interrupted') return endingAfter(techniqueEnded);
  if (deviceTechnique === null) return { kind: 'interrupted', why: because('technique-not-in-this-version') };
  begin(needs, 'sanitize', intent.drive.sizeBytes);
  if (!techniqueStarted) journal.note({ code: 'technique-started', details: { techniqueId: intent.techniqueId } });
  if (!journal.flushed()) return { kind: 'interrupted', why: because('journal-not-durable') };

  const outcome = await runWatched(needs, notes);
  if (outcome === 'not-durable') return { kind: 'interrupted', why: because('journal-not-durable') };
  // Told to stop: what the drive does now goes on without us, so nothing is known of its end.
  if (needs.stop.aborted && outcome.kind !== 'completed' && outcome.kind !== 'failed') return needs.stoppedBecause();
  journal.note({ code: 'technique-ended', details: { outcome: plain(outcome) } });
  return endingAfter(outcome);
};

async function runWatched(
  needs: PhaseNeeds,
  remembered: Parameters<typeof createDeviceTools>[1],
): Promise<DeviceOutcome | 'not-durable'> {
  const { deviceTechnique, stop } = needs;
  if (deviceTechnique === null) throw new Error('no technique to run');
  const giveUp = new AbortController();
  const { tools, watchdog, close } = createDeviceTools(needs, remembered, AbortSignal.any([stop, giveUp.signal]));
  const ended = deviceTechnique.run(tools).catch((cause: unknown): 'not-durable' => {
    if (cause instanceof JournalNotDurable) return 'not-durable';
    throw cause;
  });
  const late = new Promise<DeviceOutcome>((resolve) => {
    stop.addEventListener(
      'abort',
      () =>
        setTimeout(() => resolve({ kind: 'interrupted', why: because('technique-left-behind') }), LAST_WORD_MS).unref(),
      { once: true },
    );
  });
  try {
    return await Promise.race([ended, watchdog, late]);
  } finally {
    // Whatever it still says comes after the judgement on it.
    close();
    giveUp.abort();
    ended.catch(() => undefined);
  }
}

/** What a state other than success means for the job; `unknown` goes on, because the canaries may still show a lie. */
function endingAfter(outcome: DeviceOutcome): JobEnding | null {
  switch (outcome.kind) {
    case 'completed':
    case 'unknown':
      return null;
    case 'failed':
      return { kind: 'failed', why: outcome.why };
    case 'stalled':
      return { kind: 'stalled', silentMs: outcome.silentMs };
    case 'interrupted':
      return { kind: 'interrupted', why: outcome.why };
  }
}

function plain(outcome: DeviceOutcome) {
  return outcome.kind === 'completed' ? { kind: outcome.kind, notes: [...outcome.notes] } : { ...outcome };
}
