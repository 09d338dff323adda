import type { Drive, MediaType } from '../../../../core/domain/drive.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import { ataFactsOf } from './ataFacts.ts';

const MINUTE_MS = 60_000;
/** hdparm waits this long when the drive tells no estimate of its own (get_erase_timeout_secs, 9.65). */
const WITHOUT_ESTIMATE_MS = 12 * 60 * MINUTE_MS;
/** hdparm's own margin over twice the drive's estimate; the watchdog must not bite before hdparm itself gives up. */
const MARGIN_MS = 90 * MINUTE_MS;
/** No disk with platters writes faster than this over its whole surface. */
const MAGNETIC_BYTES_PER_MS = 1_000_000;

/** How long a security erase may be silent. It tells no progress at all, so this replaces the silence of techniques that do. */
export function eraseSilenceMs(estimateMinutes: number | null, sizeBytes: number, silenceMs: number): number {
  const bySize = sizeBytes / 30_000 + MARGIN_MS;
  const estimated = estimateMinutes === null ? WITHOUT_ESTIMATE_MS : 2 * estimateMinutes * MINUTE_MS + MARGIN_MS;
  return Math.round(Math.max(estimated, bySize, silenceMs));
}

/** The same for a drive whose facts are known: for a watchdog outside. */
export function securityEraseSilenceMs(drive: Drive, enhanced: boolean, silenceMs: number): number {
  const facts = ataFactsOf(drive);
  if ('code' in facts) return silenceMs;
  return eraseSilenceMs(enhanced ? facts.enhancedMinutes : facts.normalMinutes, drive.sizeBytes, silenceMs);
}

/** What an erase took and what could have been expected of it. */
export type ErasePace = {
  readonly mediaType: MediaType;
  readonly sizeBytes: number;
  readonly estimateMinutes: number | null;
  /** The technique writes every sector (a normal erase, an overwrite) instead of changing a key. */
  readonly writesEverySector: boolean;
  readonly elapsedMs: number;
};

/**
 * A remark when an erase was quicker than it can have been: below a hundredth of the drive's own estimate, or faster than platters can be written.
 * Flash is left out: its erase by blocks takes seconds whatever it estimates. A remark, not a verdict: canaries and read-back decide.
 */
export function quickRemarks({
  mediaType,
  sizeBytes,
  estimateMinutes,
  writesEverySector,
  elapsedMs,
}: ErasePace): Reason[] {
  if (mediaType === 'flash') return [];
  const belowEstimate = estimateMinutes !== null && elapsedMs < (estimateMinutes * MINUTE_MS) / 100;
  const tooFast = writesEverySector && mediaType === 'magnetic' && elapsedMs < sizeBytes / MAGNETIC_BYTES_PER_MS;
  if (!belowEstimate && !tooFast) return [];
  const seconds = Math.round(elapsedMs / 100) / 10;
  return [because('erase-implausibly-quick', { seconds, estimateMinutes: estimateMinutes ?? 'unknown' })];
}
