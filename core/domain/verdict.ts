import { z } from 'zod';
import type { Evidence } from './evidence.ts';
import { because, type Reason, reason } from './reason.ts';

export const verdictOutcome = z.enum([
  'sanitized',
  'sanitized-with-exceptions',
  'failed',
  'stalled',
  'interrupted',
  'unverified',
]);
export type VerdictOutcome = z.infer<typeof verdictOutcome>;

export const verdictSchema = z.strictObject({ outcome: verdictOutcome, reasons: z.array(reason).min(1).max(64) });
export type Verdict = z.infer<typeof verdictSchema>;

/**
 * The one judgement. Looks for every reason NOT to say sanitized, in the order failed, stalled, interrupted, unverified;
 * only evidence in which all of them are absent and every positive fact is present ends as `sanitized`.
 * An exit code is not among the facts it reads.
 */
export function verdict(evidence: Evidence): Verdict {
  const failures = findFailures(evidence);
  if (failures.length > 0) return { outcome: 'failed', reasons: failures };
  if (evidence.ending.kind === 'stalled') {
    return { outcome: 'stalled', reasons: [because('progress-stood-still', { silentMs: evidence.ending.silentMs })] };
  }
  if (evidence.ending.kind === 'interrupted') return { outcome: 'interrupted', reasons: [evidence.ending.why] };
  const doubts = findDoubts(evidence);
  if (doubts.length > 0) return { outcome: 'unverified', reasons: doubts };
  const exceptions = findExceptions(evidence);
  if (exceptions.length > 0) return { outcome: 'sanitized-with-exceptions', reasons: exceptions };
  return { outcome: 'sanitized', reasons: [because('all-evidence-agrees')] };
}

function findFailures(evidence: Evidence): Reason[] {
  const { identity, capacity, technique, canaries, verification, ending } = evidence;
  const found: Reason[] = [];
  if (ending.kind === 'failed') found.push(ending.why);
  if (identity === 'changed') found.push(because('identity-changed'));
  if (capacity.afterBytes !== null && capacity.afterBytes !== capacity.beforeBytes) {
    found.push(because('capacity-changed', { beforeBytes: capacity.beforeBytes, afterBytes: capacity.afterBytes }));
  }
  if (technique.badBlocks > 0) found.push(because('unwritable-sectors', { blocks: technique.badBlocks }));
  if (canaries !== null && canaries.survivors > 0)
    found.push(because('canary-survived', { survivors: canaries.survivors }));
  if (verification !== null && verification.mismatchBytes > 0) {
    found.push(because('earlier-data-found', { bytes: verification.mismatchBytes }));
  }
  if (verification !== null && verification.unreadableBlocks > 0) {
    found.push(because('unreadable-sectors', { blocks: verification.unreadableBlocks }));
  }
  return found;
}

function findDoubts(evidence: Evidence): Reason[] {
  const { identity, capacity, technique, canaries, verification } = evidence;
  const found: Reason[] = [];
  if (identity !== 'same') found.push(because('identity-not-re-read'));
  if (capacity.afterBytes === null) found.push(because('capacity-not-re-read'));
  if (capacity.beforeBytes <= 0) found.push(because('capacity-unknown'));
  if (!technique.reportedComplete) found.push(because('technique-not-complete'));
  if (technique.writtenBytes !== technique.expectedBytes || technique.expectedBytes !== capacity.beforeBytes) {
    found.push(because('not-every-byte-written', { written: technique.writtenBytes, expected: capacity.beforeBytes }));
  }
  if (canaries === null) found.push(because('no-canaries'));
  else {
    if (canaries.planted === 0 || canaries.confirmed !== canaries.planted) {
      found.push(because('canaries-not-confirmed', { planted: canaries.planted, confirmed: canaries.confirmed }));
    }
    if (canaries.gone !== canaries.planted) {
      found.push(because('canaries-not-all-seen-gone', { planted: canaries.planted, gone: canaries.gone }));
    }
  }
  if (verification === null) found.push(because('not-read-back'));
  else {
    if (!verification.reportedComplete) found.push(because('read-back-not-complete'));
    if (verification.readBytes !== verification.expectedBytes || verification.expectedBytes <= 0) {
      found.push(because('read-back-short', { read: verification.readBytes, expected: verification.expectedBytes }));
    }
    if (verification.design === 'full' && verification.expectedBytes !== capacity.beforeBytes) {
      found.push(
        because('read-back-not-whole-drive', { expected: verification.expectedBytes, size: capacity.beforeBytes }),
      );
    }
  }
  return found;
}

function findExceptions(evidence: Evidence): Reason[] {
  const { reallocatedSectorsAfter } = evidence;
  return reallocatedSectorsAfter !== null && reallocatedSectorsAfter > 0
    ? [because('reallocated-sectors-out-of-reach', { sectors: reallocatedSectorsAfter })]
    : [];
}
