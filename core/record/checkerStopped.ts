import { type Finding, refuted } from './finding.ts';

/** The passed-in cryptography or drawing may throw, at a key of a point of small order, say. A check that was not finished proves nothing. */
export function checkerStopped(subject: string, cause: unknown): Finding {
  return refuted(subject, 'checker-stopped', { why: cause instanceof Error ? cause.message : String(cause) });
}
