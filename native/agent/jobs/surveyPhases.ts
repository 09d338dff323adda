import { because } from '../../../core/domain/reason.ts';
import { isStorageTrouble } from '../ledger/durableFile.ts';
import { surveyArgv } from '../verify/survey.ts';
import { isClosedBefore } from './closedDrive.ts';
import { countOf, type EngineEnd, uniformBytesOf } from './engineLines.ts';
import type { JobIntent } from './jobIntent.ts';
import type { JobStory } from './jobStory.ts';
import type { JobEnding } from './journalFact.ts';
import { isToldOf, surveyOf } from './namespaceStory.ts';
import { begin, endOf, engine, type Phase, type PhaseNeeds, stopUnless } from './phaseEngine.ts';
import { isKeptSurvey, keepSurvey } from './surveyFile.ts';
import { namespaceOf, seedOfPart, type WorkPart, workPartsOf } from './workParts.ts';

/** What the seeded places hold before the erase; the canaries are planted already, so even an empty drive has something to lose. */
export const surveyBefore: Phase = async (needs, story) => {
  if (story.techniqueStarted || isClosedBefore(story.intent)) return null;
  const parts = workPartsOf(needs.held).filter((part) => !isToldOf(story, part, 'survey'));
  if (parts.length === 0) return null;
  begin(needs, 'canaries', 0);
  for (const part of parts) {
    const ending = await surveyPart(needs, story.intent, part);
    if (ending !== null) return ending;
  }
  return null;
};

async function surveyPart(needs: PhaseNeeds, intent: JobIntent, part: WorkPart): Promise<JobEnding | null> {
  const lines: string[] = [];
  const result = await engine(needs, part, 'survey', surveyArgv(planOf(intent, part, null)), (line, text) => {
    if (line.type === 'sample') lines.push(text);
  });
  const end = endOf(result);
  const ending = stopUnless(needs, result, ['completed', 'findings']);
  // An end that lets the job go on is there; without one nothing was looked at, and the erase must not begin.
  if (ending !== null || end === null) return ending ?? { kind: 'finished' };
  try {
    const sha256 = keepSurvey(surveyPathOf(needs, part), lines);
    const details = {
      outcome: end.outcome,
      samples: countOf(end, 'samples'),
      unreadable: countOf(end, 'unreadableSamples'),
    };
    needs.journal.note({ code: 'survey-taken', details: { ...namespaceOf(part), ...details, sha256 } });
    return null;
  } catch (cause) {
    if (!isStorageTrouble(cause)) throw cause;
    return { kind: 'interrupted', why: because('survey-not-kept') };
  }
}

/** SCSI drives lose their size while they sanitize and keep 0 until somebody asks again: nothing is read from a drive that is not as large as it was. */
export const capacityAfterErase: Phase = async (needs, { intent, techniqueEnded }) => {
  if (techniqueEnded === null) return null;
  const expected = intent.drive.sizeBytes;
  const { sizeBytes, askedAgain } = await needs.held.readCapacity(expected, needs.stop);
  needs.journal.note({ code: 'capacity-read', details: { sizeBytes, askedAgain } });
  if (needs.stop.aborted) return needs.stoppedBecause();
  if (sizeBytes === expected) return null;
  // The engine would refuse it as well; the comparison at the end says what the drive is now.
  if (sizeBytes === null) return { kind: 'finished' };
  return { kind: 'failed', why: because('capacity-changed', { beforeBytes: expected, afterBytes: sizeBytes }) };
};

/** The same places again: what had earlier data must hold something else now. */
export const surveyAfter: Phase = async (needs, story) => {
  const { comparison, passes, intent } = story;
  if (isClosedBefore(intent)) return null;
  if (comparison !== null && passes.some(({ started }) => started)) return null;
  begin(needs, 'canary-check', 0);
  for (const part of workPartsOf(needs.held)) {
    const ending = await comparePart(needs, story, part);
    if (ending !== null) return ending;
  }
  return null;
};

async function comparePart(needs: PhaseNeeds, story: JobStory, part: WorkPart): Promise<JobEnding | null> {
  const survey = surveyOf(story, part);
  const path = surveyPathOf(needs, part);
  if (survey === null || !isKeptSurvey(path, survey.sha256)) {
    needs.journal.note({ code: 'survey-lost', details: { why: survey === null ? 'never taken' : 'changed or gone' } });
    return { kind: 'finished' };
  }
  const result = await engine(needs, part, 'survey', surveyArgv(planOf(story.intent, part, path)));
  const end = endOf(result);
  if (end !== null && (end.outcome === 'completed' || end.outcome === 'findings')) {
    needs.journal.note({
      code: 'survey-compared',
      details: {
        ...namespaceOf(part),
        outcome: end.outcome,
        subsections: countOf(end, 'subsections'),
        samples: countOf(end, 'samples'),
        sampledBytes: countOf(end, 'sampledBytes'),
        bytesRead: countOf(end, 'bytesRead'),
        unchanged: countOf(end, 'unchangedSamples'),
        changed: countOf(end, 'changedSamples'),
        uninformative: countOf(end, 'uninformativeSamples'),
        unreadable: countOf(end, 'incomparableSamples'),
        uniformValue: onlyByteOf(end),
      },
    });
  }
  // Unchanged or unreadable samples are in the counts; nothing more is read or written after them.
  if (end?.outcome === 'findings') return { kind: 'finished' };
  return stopUnless(needs, result, ['completed']);
}

/** The digests of a namespace lie beside those that a drive of one disk has. */
function surveyPathOf({ surveyPath }: PhaseNeeds, { namespace }: WorkPart): string {
  return namespace === null ? surveyPath : `${surveyPath}.${namespace}`;
}

function planOf(
  intent: JobIntent,
  { sizeBytes, namespace }: WorkPart,
  comparePath: string | null,
): Parameters<typeof surveyArgv>[0] {
  return {
    sizeBytes,
    planSeed: seedOfPart(intent.surveySeed, namespace),
    badBlockLimit: intent.policy.badBlockLimit,
    maxBytesPerSecond: intent.maxBytesPerSecond,
    comparePath,
  };
}

/** The byte that every sample consists of, and not just some. */
function onlyByteOf(end: EngineEnd): number | null {
  const uniform = uniformBytesOf(end);
  const bytes = Object.entries(uniform ?? {}).filter(([, samples]) => samples > 0);
  const [only] = bytes;
  if (only === undefined || bytes.length > 1 || only[1] !== countOf(end, 'samples')) return null;
  return countOf(end, 'otherSamples') === 0 && countOf(end, 'unreadableSamples') === 0
    ? Number.parseInt(only[0], 16)
    : null;
}
