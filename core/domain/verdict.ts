import { z } from 'zod';
import type { Evidence, TechniqueEvidence } from './evidence.ts';
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

type DeviceEvidence = Extract<TechniqueEvidence, { kind: 'device' }>;

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
  const { identity, capacity, hiddenAreas, technique, canaries, verification, comparison, ending } = evidence;
  const found: Reason[] = [];
  if (ending.kind === 'failed') found.push(ending.why);
  if (technique.kind === 'device' && technique.state === 'failed') found.push(because('drive-says-failed'));
  if (identity === 'changed') found.push(because('identity-changed'));
  if (capacity.afterBytes !== null && capacity.afterBytes !== capacity.beforeBytes) {
    found.push(because('capacity-changed', { beforeBytes: capacity.beforeBytes, afterBytes: capacity.afterBytes }));
  }
  if (hiddenAreas.state === 'present') found.push(because('hidden-area-left', { why: hiddenAreas.why }));
  const badBlocks = technique.passes.reduce((sum, pass) => sum + pass.badBlocks, 0);
  if (badBlocks > 0) found.push(because('unwritable-sectors', { blocks: badBlocks }));
  if (canaries !== null && canaries.survivors > 0)
    found.push(because('canary-survived', { survivors: canaries.survivors }));
  if (comparison !== null && comparison.unchanged > 0) {
    found.push(because('samples-unchanged', { samples: comparison.unchanged }));
  }
  // Of a `changed` design these are the comparison's own counts, and unreadable after an erase is doubt, not damage.
  if (verification !== null && verification.mismatchBytes > 0) {
    found.push(because('earlier-data-found', { bytes: verification.mismatchBytes }));
  }
  if (verification !== null && verification.design !== 'changed' && verification.unreadableBlocks > 0) {
    found.push(because('unreadable-sectors', { blocks: verification.unreadableBlocks }));
  }
  return found;
}

function findDoubts(evidence: Evidence): Reason[] {
  const { identity, capacity, hiddenAreas, technique, canaries } = evidence;
  const found: Reason[] = [];
  if (identity !== 'same') found.push(because('identity-not-re-read'));
  if (capacity.afterBytes === null) found.push(because('capacity-not-re-read'));
  if (capacity.beforeBytes <= 0) found.push(because('capacity-unknown'));
  if (hiddenAreas.state === 'not-examined') {
    found.push(because('hidden-areas-not-examined', { why: hiddenAreas.why }));
  }
  found.push(...(technique.kind === 'device' ? doubtsOfDevice(evidence, technique) : []));
  found.push(...doubtsOfPasses(technique, capacity.beforeBytes));
  if (canaries === null) found.push(because('no-canaries'));
  else {
    if (canaries.planted === 0 || canaries.confirmed !== canaries.planted) {
      found.push(because('canaries-not-confirmed', { planted: canaries.planted, confirmed: canaries.confirmed }));
    }
    if (canaries.gone !== canaries.planted) {
      found.push(because('canaries-not-all-seen-gone', { planted: canaries.planted, gone: canaries.gone }));
    }
  }
  found.push(...doubtsOfReadBack(evidence), ...doubtsOfNamespaces(evidence));
  return found;
}

/** Sums may hide a namespace that nobody looked at, so each has to show its own marks, samples and read-back, and together they are the drive. */
function doubtsOfNamespaces({ namespaces, capacity, technique, verification }: Evidence): Reason[] {
  if (namespaces === undefined) return [];
  const found: Reason[] = [];
  const bytes = namespaces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const distinct = new Set(namespaces.map(({ namespace }) => namespace)).size === namespaces.length;
  if (namespaces.length < 2 || !distinct || bytes !== capacity.beforeBytes) {
    found.push(because('namespaces-are-not-the-drive', { bytes, size: capacity.beforeBytes }));
  }
  if (technique.kind !== 'device' || technique.passes.length > 0) found.push(because('namespaces-not-overwritten'));
  for (const { namespace, canaries, comparison, readBack } of namespaces) {
    const marked =
      canaries !== null &&
      canaries.planted > 0 &&
      canaries.confirmed === canaries.planted &&
      canaries.gone === canaries.planted;
    const compared = comparison !== null && comparison.expected > 0 && comparison.compared === comparison.expected;
    const read =
      verification?.design === 'changed' ||
      (readBack !== null && readBack.expectedBytes > 0 && readBack.readBytes === readBack.expectedBytes);
    if (!(marked && compared && read)) found.push(because('namespace-not-verified', { namespace }));
  }
  return found;
}

function doubtsOfDevice({ comparison }: Evidence, { state, leaves, passes }: DeviceEvidence): Reason[] {
  const found: Reason[] = [];
  if (state !== 'completed') found.push(because('drive-state-not-completed', { state }));
  if (comparison === null) return [...found, because('not-compared')];
  const { expectedSamples, comparedSamples, unreadable, uniformValue } = comparison;
  if (!comparison.reportedComplete) found.push(because('comparison-not-complete'));
  if (expectedSamples < 1 || comparedSamples !== expectedSamples) {
    found.push(because('comparison-short', { compared: comparedSamples, expected: expectedSamples }));
  }
  if (unreadable > 0) found.push(because('samples-unreadable', { samples: unreadable }));
  // An overwrite that follows makes the content known again, but what the drive's own erase left is still to be as it says.
  if (leaves === 'uniform' && uniformValue === null)
    found.push(because('content-not-uniform', { passes: passes.length }));
  return found;
}

function doubtsOfPasses(technique: TechniqueEvidence, sizeBytes: number): Reason[] {
  const { passes } = technique;
  const found: Reason[] = [];
  if (technique.kind === 'overwrite' && passes.length === 0) found.push(because('technique-not-complete'));
  if (passes.some((pass) => !pass.reportedComplete)) found.push(because('technique-not-complete'));
  for (const { writtenBytes, expectedBytes } of passes) {
    if (writtenBytes === expectedBytes && expectedBytes === sizeBytes) continue;
    found.push(because('not-every-byte-written', { written: writtenBytes, expected: sizeBytes }));
  }
  return found;
}

function doubtsOfReadBack({ verification, technique, capacity, comparison }: Evidence): Reason[] {
  if (verification === null) return [because('not-read-back')];
  const { design, expectedBytes, readBytes } = verification;
  const found: Reason[] = [];
  const contentUnknown =
    technique.kind === 'device' && technique.leaves === 'anything' && technique.passes.length === 0;
  if (design === 'changed' && (!contentUnknown || comparison === null)) found.push(because('not-read-back'));
  if (design === 'changed' && verification.unreadableBlocks > 0) {
    found.push(because('samples-unreadable', { samples: verification.unreadableBlocks }));
  }
  if (!verification.reportedComplete) found.push(because('read-back-not-complete'));
  if (readBytes !== expectedBytes || expectedBytes <= 0) {
    found.push(because('read-back-short', { read: readBytes, expected: expectedBytes }));
  }
  if (design === 'full' && expectedBytes !== capacity.beforeBytes) {
    found.push(because('read-back-not-whole-drive', { expected: expectedBytes, size: capacity.beforeBytes }));
  }
  return found;
}

function findExceptions(evidence: Evidence): Reason[] {
  const { reallocatedSectorsAfter } = evidence;
  return reallocatedSectorsAfter !== null && reallocatedSectorsAfter > 0
    ? [because('reallocated-sectors-out-of-reach', { sectors: reallocatedSectorsAfter })]
    : [];
}
