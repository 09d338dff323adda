import { because } from '../../../core/domain/reason.ts';
import { isStorageTrouble } from '../ledger/durableFile.ts';
import { surveyArgv } from '../verify/survey.ts';
import { countOf, type EngineEnd, uniformBytesOf } from './engineLines.ts';
import type { JobIntent } from './jobIntent.ts';
import { begin, endOf, engine, type Phase, stopUnless } from './phaseEngine.ts';
import { isKeptSurvey, keepSurvey } from './surveyFile.ts';

/** What the seeded places hold before the erase; the canaries are planted already, so even an empty drive has something to lose. */
export const surveyBefore: Phase = async (needs, { intent, survey, techniqueStarted }) => {
  if (techniqueStarted || survey !== null) return null;
  begin(needs, 'canaries', 0);
  const lines: string[] = [];
  const result = await engine(needs, 'survey', surveyArgv(planOf(intent, null)), (line, text) => {
    if (line.type === 'sample') lines.push(text);
  });
  const end = endOf(result);
  const ending = stopUnless(needs, result, ['completed', 'findings']);
  if (ending !== null || end === null) return ending;
  try {
    const sha256 = keepSurvey(needs.surveyPath, lines);
    const details = {
      outcome: end.outcome,
      samples: countOf(end, 'samples'),
      unreadable: countOf(end, 'unreadableSamples'),
    };
    needs.journal.note({ code: 'survey-taken', details: { ...details, sha256 } });
    return null;
  } catch (cause) {
    if (!isStorageTrouble(cause)) throw cause;
    return { kind: 'interrupted', why: because('survey-not-kept') };
  }
};

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
export const surveyAfter: Phase = async (needs, { intent, survey, comparison, passes }) => {
  if (comparison !== null && passes.some(({ started }) => started)) return null;
  begin(needs, 'canary-check', 0);
  if (survey === null || !isKeptSurvey(needs.surveyPath, survey.sha256)) {
    needs.journal.note({ code: 'survey-lost', details: { why: survey === null ? 'never taken' : 'changed or gone' } });
    return { kind: 'finished' };
  }
  const result = await engine(needs, 'survey', surveyArgv(planOf(intent, needs.surveyPath)));
  const end = endOf(result);
  if (end !== null && (end.outcome === 'completed' || end.outcome === 'findings')) {
    needs.journal.note({
      code: 'survey-compared',
      details: {
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
};

function planOf(intent: JobIntent, comparePath: string | null): Parameters<typeof surveyArgv>[0] {
  return {
    sizeBytes: intent.drive.sizeBytes,
    planSeed: intent.surveySeed,
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
