import { because, type Reason } from '../../../../core/domain/reason.ts';
import type { DeviceOutcome, DeviceTools } from '../deviceTechnique.ts';
import type { AtaSession } from './ataSession.ts';
import { quickRemarks } from './eraseTime.ts';
import type { SanitizeOperation } from './sanitizeOperation.ts';
import { SANITIZE_SEEN_RUNNING, type SanitizeStory, whoseSuccess } from './sanitizeStory.ts';

const FIRST_PAUSE_MS = 250;
/** Each question is a fact of the journal, so a long sanitize is asked seldom. */
const LONGEST_PAUSE_MS = 15_000;
/** An idle drive without the success flag right after the command is given this long to begin. */
const BEGIN_MS = 10_000;
const WHOLE = 65_536;

/**
 * Watches a sanitize until the drive says how it ended, stands still, or cannot be read for as long as it may be silent. `not-ours`: the drive is idle
 * and speaks of a success that nothing connects with this job.
 * @param startedMs when the command was sent by this process; `null` after a rejoin.
 */
export async function watchSanitize(
  session: AtaSession,
  tools: DeviceTools,
  operation: SanitizeOperation,
  begun: SanitizeStory,
  startedMs: number | null,
): Promise<DeviceOutcome | 'not-ours'> {
  const { clock, silenceMs, stop } = tools;
  const watchedFromMs = clock.monotonicMs();
  let story = begun;
  let progress: number | null = null;
  let movedMs = watchedFromMs;
  let readMs = watchedFromMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    if (stop.aborted) return { kind: 'interrupted', why: because('ata-sanitize-runs-on') };
    const status = await session.sanitizeStatus();
    const now = clock.monotonicMs();
    if (!status.read) {
      if (now - readMs >= silenceMs) {
        return { kind: 'unknown', why: because('ata-sanitize-status-unread', { why: status.why }) };
      }
    } else {
      readMs = now;
      const { state, completedWithoutError, sense } = status.value;
      if (state !== 'in-process') tools.keepStatusPage({ name: 'sanitize-status-after', bytes: sense });
      if (state === 'failed') return { kind: 'failed', why: because('ata-sanitize-failed') };
      if (state === 'frozen') return { kind: 'failed', why: because('ata-sanitize-frozen') };
      if (state === 'idle' && completedWithoutError) return ended(session, tools, operation, story, startedMs);
      if (state === 'idle' && (story.seenRunning || now - watchedFromMs >= Math.min(BEGIN_MS, silenceMs))) {
        const code = story.seenRunning ? 'ata-sanitize-ended-without-success' : 'ata-sanitize-not-begun';
        return { kind: 'unknown', why: because(code) };
      }
      if (state === 'in-process') {
        if (!story.seenRunning) {
          tools.remember({ what: SANITIZE_SEEN_RUNNING, facts: {} });
          tools.keepStatusPage({ name: 'sanitize-status-running', bytes: sense });
          story = { ...story, seenRunning: true };
        }
        if (status.value.progress !== progress) {
          progress = status.value.progress;
          movedMs = now;
        }
        tools.progress(progress === null ? null : progress / WHOLE, null);
        if (now - movedMs >= silenceMs) return { kind: 'stalled', silentMs: Math.round(now - movedMs) };
      }
    }
    await tools.pause(pauseMs);
  }
}

async function ended(
  session: AtaSession,
  tools: DeviceTools,
  operation: SanitizeOperation,
  story: SanitizeStory,
  startedMs: number | null,
): Promise<DeviceOutcome | 'not-ours'> {
  const whose = whoseSuccess(story);
  if (whose === 'stale') return 'not-ours';
  const elapsedMs = startedMs === null ? null : tools.clock.monotonicMs() - startedMs;
  const words = await session.identify();
  if (!words.read) return { kind: 'unknown', why: because('ata-identify-unread', { why: words.why }) };
  session.keep('identify-after', words.value);
  const notes: Reason[] = whose === 'ours-unseen' ? [because('sanitize-not-seen-running')] : [];
  if (elapsedMs !== null) {
    const { mediaType, sizeBytes } = tools.drive;
    const writesEverySector = operation.name === 'overwrite';
    notes.push(...quickRemarks({ mediaType, sizeBytes, estimateMinutes: null, writesEverySector, elapsedMs }));
  }
  return { kind: 'completed', notes };
}
