import { assertNever } from '../../../../core/domain/assertNever.ts';
import { because } from '../../../../core/domain/reason.ts';
import { NO_PROGRESS, readSanitizeLog, type SanitizeLog } from '../../tools/nvmeSanitizeLog.ts';
import type { Reading } from '../../tools/reading.ts';
import type { DeviceOutcome, DeviceTools } from '../deviceTechnique.ts';
import { askThrough, withController } from './nvmeDevice.ts';
import type { SanitizeAction } from './sanitizeCommand.ts';
import { judgeSanitize, type SanitizeStart } from './sanitizeRule.ts';

/** Note that the drive was seen at our sanitize: with it, its later success is ours also after a restart. */
export const SEEN_RUNNING = 'nvme-sanitize-seen-running';

/** A log that does not move at all after the command is given this long. */
const BEGIN_MS = 30_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const SPROG_WHOLE = 65_536;

export type Watched = { readonly kind: 'succeeded'; readonly log: SanitizeLog; readonly deallocated: boolean };

/** Reads the sanitize log and, where a name is given, keeps the raw page for the record. */
export async function logNow(tools: DeviceTools, keepAs: string | null): Promise<Reading<SanitizeLog>> {
  const read = await withController(tools, (path) => readSanitizeLog(askThrough(tools), path));
  if (!read.read) return read;
  if (keepAs !== null) tools.keepStatusPage({ name: keepAs, bytes: read.value.page });
  return { read: true, value: read.value.log };
}

/** Watches a sanitize until the drive says how it ended, stands still, or cannot be understood. */
export async function watchSanitize(
  tools: DeviceTools,
  action: SanitizeAction,
  start: SanitizeStart,
  seenBefore: boolean,
): Promise<Watched | DeviceOutcome> {
  const { clock, silenceMs, stop } = tools;
  const beganMs = clock.monotonicMs();
  let movedMs = beganMs;
  let readMs = beganMs;
  let progress: number | null = null;
  let seenRunning = seenBefore;
  let keptFirst = false;
  let notRead = 'it was never asked for';

  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    if (stop.aborted) return { kind: 'interrupted', why: because('nvme-sanitize-runs-on') };
    const log = await logNow(tools, keptFirst ? null : 'nvme-sanitize-log-first-poll');
    const now = clock.monotonicMs();
    if (log.read) {
      keptFirst = true;
      readMs = now;
      const judgement = judgeSanitize(log.value, start, seenRunning);
      const waited = now - beganMs >= Math.min(BEGIN_MS, silenceMs);
      switch (judgement) {
        case 'completed':
        case 'completed-deallocated':
          return { kind: 'succeeded', log: log.value, deallocated: judgement === 'completed-deallocated' };
        case 'failed':
          await logNow(tools, 'nvme-sanitize-log-after');
          return { kind: 'failed', why: because('nvme-sanitize-failed', { percent: percentOf(progress) }) };
        case 'verifying-media':
          return { kind: 'unknown', why: because('nvme-sanitize-waits-for-verification') };
        case 'foreign':
          if (log.value.status === 2 || waited) return { kind: 'unknown', why: because('nvme-sanitize-of-another') };
          break;
        case 'unproven':
          if (waited) return { kind: 'unknown', why: because('nvme-sanitize-success-not-ours') };
          break;
        case 'unchanged':
          if (!waited) break;
          if (log.value.status === 1 || log.value.status === 4) {
            return { kind: 'unknown', why: because('nvme-sanitize-success-not-ours') };
          }
          return { kind: 'failed', why: because('nvme-sanitize-not-begun') };
        case 'running':
          if (!seenRunning) tools.remember({ what: SEEN_RUNNING, facts: { dword10: start.dword10 } });
          seenRunning = true;
          if (log.value.progress !== progress) {
            progress = log.value.progress;
            movedMs = now;
          }
          tell(tools, action, log.value);
          break;
        default:
          return assertNever(judgement);
      }
      if (judgement === 'running' && now - movedMs >= silenceMs) {
        await logNow(tools, 'nvme-sanitize-log-after');
        return { kind: 'stalled', silentMs: Math.round(now - movedMs) };
      }
    } else {
      notRead = log.why;
      if (now - readMs >= silenceMs)
        return { kind: 'unknown', why: because('nvme-sanitize-log-lost', { why: notRead }) };
    }
    await tools.pause(pauseMs);
  }
}

function percentOf(progress: number | null): number {
  return progress === null || progress === NO_PROGRESS ? 0 : Math.floor((progress * 100) / SPROG_WHOLE);
}

function tell(tools: DeviceTools, action: SanitizeAction, { progress, estimatedSeconds }: SanitizeLog): void {
  if (progress === NO_PROGRESS) return tools.progress(null, null);
  const fraction = progress / SPROG_WHOLE;
  const seconds = estimatedSeconds[action];
  tools.progress(fraction, seconds === null ? null : Math.round(seconds * 1000 * (1 - fraction)));
}
