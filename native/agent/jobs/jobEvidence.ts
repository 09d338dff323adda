import type { Evidence, NamespaceEvidence, OverwritePass } from '../../../core/domain/evidence.ts';
import type { DeviceState } from '../../../core/domain/technique.ts';
import { leastReadBytes } from '../verify/readBack.ts';
import type { JobIntent } from './jobIntent.ts';
import { blocksIn, healthAfterOf, type JobStory, type PassStory } from './jobStory.ts';
import type { JobEnding } from './journalFact.ts';
import type { NamespaceStory } from './namespaceStory.ts';

/** What the verdict looks at, from the journal's facts. Whatever the journal does not say stays unknown. Pure. */
export function evidenceOf(story: JobStory, ending: JobEnding): Evidence {
  const { intent, compared } = story;
  const passes = story.passes.map((pass) => passOf(story, pass));
  const { deviceLeaves } = intent;
  return {
    identity: compared?.identity ?? 'not-read',
    capacity: { beforeBytes: intent.drive.sizeBytes, afterBytes: compared?.capacityAfterBytes ?? null },
    hiddenAreas: hiddenAreasOf(story),
    technique:
      deviceLeaves === null
        ? { kind: 'overwrite', passes }
        : { kind: 'device', state: deviceStateOf(story), leaves: deviceLeaves, passes },
    canaries: canariesOf(story),
    comparison: comparisonOf(story),
    verification: verificationOf(story),
    ...(intent.drive.parts === undefined ? {} : { namespaces: story.namespaces.map(namespaceEvidence) }),
    ending,
    reallocatedSectorsAfter: healthAfterOf(story)?.reallocatedSectors ?? null,
  };
}

/** Behind a bridge "all that a host can address" is Clear and no more; a policy that asks for more has not got it. */
function hiddenAreasOf({ hiddenAreas, intent }: JobStory): Evidence['hiddenAreas'] {
  if (hiddenAreas === null) return { state: 'not-examined', why: 'the job did not come to it' };
  const { state, why } = hiddenAreas;
  return state === 'behind-bridge' && intent.policy.method !== 'clear'
    ? { state: 'not-examined', why }
    : { state, why };
}

function passOf({ intent, wordsUnknown }: JobStory, pass: PassStory): OverwritePass {
  const badBlocks = Math.max(blocksIn(pass.badRanges, 'write'), pass.ended?.badBlocks ?? 0);
  return {
    reportedComplete: pass.ended?.outcome === 'completed' && !wordsUnknown,
    writtenBytes: Math.max(0, pass.durableBytes - badBlocks * intent.drive.logicalBlockBytes),
    expectedBytes: intent.drive.sizeBytes,
    badBlocks,
  };
}

function deviceStateOf({ techniqueStarted, techniqueEnded }: JobStory): DeviceState {
  if (techniqueEnded !== null) return techniqueEnded.kind;
  return techniqueStarted ? 'unknown' : 'not-run';
}

function comparisonOf({ intent, comparison, survey, surveyLost, wordsUnknown }: JobStory): Evidence['comparison'] {
  if (intent.deviceLeaves === null || comparison === null || survey === null) return null;
  const { outcome, samples, unchanged, changed, uninformative, unreadable, uniformValue } = comparison;
  return {
    reportedComplete: ranThrough(outcome) && ranThrough(survey.outcome) && !surveyLost && !wordsUnknown,
    expectedSamples: Math.max(samples, survey.samples),
    comparedSamples: unchanged + changed + uninformative,
    unchanged,
    uninformative,
    unreadable,
    uniformValue,
  };
}

function canariesOf({ planted, checked }: JobStory): Evidence['canaries'] {
  if (planted === null) return null;
  return {
    planted: planted.places,
    // Planting that did not come to its end confirmed nothing, whatever it counted on the way.
    confirmed: planted.outcome === 'completed' ? planted.confirmed : 0,
    gone: checked?.outcome === 'completed' || checked?.outcome === 'findings' ? checked.gone : 0,
    survivors: checked?.survivors ?? 0,
  };
}

/** Where nobody knows what an erase leaves, the comparison before and after is the read-back. */
export function isComparedOnly({ deviceLeaves, passes }: JobIntent): boolean {
  return deviceLeaves === 'anything' && passes.length === 0;
}

function verificationOf(story: JobStory): Evidence['verification'] {
  const { readBack, intent, wordsUnknown } = story;
  if (isComparedOnly(intent)) return changedOf(story);
  if (!story.readBackStarted) return null;
  const least = leastReadBytes(intent.policy.verification, intent.drive.sizeBytes);
  return {
    design: intent.policy.verification.design,
    reportedComplete: readBack?.outcome === 'completed' && !wordsUnknown,
    expectedBytes: Math.max(readBack?.expectedBytes ?? 0, least),
    readBytes: readBack?.bytesRead ?? 0,
    mismatchBytes: Math.max(readBack?.mismatchBytes ?? 0, story.mismatchRangeBytes),
    unreadableBlocks: Math.max(readBack?.unreadableBlocks ?? 0, blocksIn(story.badRanges, 'read')),
  };
}

function changedOf(story: JobStory): Evidence['verification'] {
  const comparison = comparisonOf(story);
  if (comparison === null || story.comparison === null) return null;
  const { sampledBytes, bytesRead, samples, unchanged } = story.comparison;
  return {
    design: 'changed',
    reportedComplete: comparison.reportedComplete,
    expectedBytes: sampledBytes,
    readBytes: bytesRead,
    // Samples are of about one size; one that is unchanged is never counted as nothing.
    mismatchBytes: Math.ceil((sampledBytes / Math.max(1, samples)) * unchanged),
    unreadableBlocks: Math.max(comparison.unreadable, blocksIn(story.badRanges, 'read')),
  };
}

function namespaceEvidence(told: NamespaceStory): NamespaceEvidence {
  const { namespace, sizeBytes, planted, checked, survey, comparison, readBack } = told;
  return {
    namespace,
    sizeBytes,
    canaries:
      planted?.outcome === 'completed' && checked?.outcome === 'completed'
        ? { planted: planted.places, confirmed: planted.confirmed, gone: checked.gone }
        : null,
    comparison:
      survey !== null && comparison !== null && ranThrough(survey.outcome) && comparison.outcome === 'completed'
        ? {
            expected: Math.max(comparison.samples, survey.samples),
            compared: comparison.unchanged + comparison.changed + comparison.uninformative,
          }
        : null,
    readBack:
      readBack?.outcome === 'completed'
        ? { expectedBytes: readBack.expectedBytes, readBytes: readBack.bytesRead }
        : null,
  };
}

/** With findings a survey came to its end as well; what it found is in its counts. */
const ranThrough = (outcome: string) => outcome === 'completed' || outcome === 'findings';
