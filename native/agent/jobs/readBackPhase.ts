import type { Pattern } from '../techniques/technique.ts';
import { leastReadBytes, readBackArgv } from '../verify/readBack.ts';
import { countOf, countOrNull } from './engineLines.ts';
import { expectedPattern } from './expectedPattern.ts';
import type { JobIntent } from './jobIntent.ts';
import type { JobEnding } from './journalFact.ts';
import { begin, endOf, engine, type Phase, type PhaseNeeds, stopUnless } from './phaseEngine.ts';
import { namespaceOf, seedOfPart, type WorkPart, workPartsOf } from './workParts.ts';

/** Reads the drive back against what must be there, every part of it. Where nobody knows that, the comparison before and after has to do. */
export const readBack: Phase = async (needs, story) => {
  const { intent } = story;
  const pattern = expectedPattern(story);
  if (pattern === null) return null;
  const { verification } = intent.policy;
  begin(needs, 'verify', leastReadBytes(verification, intent.drive.sizeBytes));
  needs.journal.note({ code: 'read-back-started', details: { design: verification.design } });
  for (const part of workPartsOf(needs.held)) {
    const ending = await readPart(needs, intent, part, pattern);
    if (ending !== null) return ending;
  }
  return null;
};

async function readPart(
  needs: PhaseNeeds,
  intent: JobIntent,
  part: WorkPart,
  pattern: Pattern,
): Promise<JobEnding | null> {
  const { verification, badBlockLimit } = intent.policy;
  const { sizeBytes, namespace } = part;
  const least = leastReadBytes(verification, sizeBytes);
  const argv = readBackArgv({
    design: verification,
    sizeBytes,
    pattern,
    planSeed: seedOfPart(intent.planSeed, namespace),
    badBlockLimit,
    maxBytesPerSecond: intent.maxBytesPerSecond,
  });
  const result = await engine(needs, part, verification.design === 'full' ? 'verify' : 'sample', argv);
  const end = endOf(result);
  if (end !== null) {
    needs.journal.note({
      code: 'read-back-ended',
      details: {
        ...namespaceOf(part),
        outcome: end.outcome,
        expectedBytes: verification.design === 'full' ? sizeBytes : (countOrNull(end, 'sampledBytes') ?? least),
        bytesRead: countOf(end, 'bytesRead'),
        mismatchBytes: countOf(end, 'mismatchBytes'),
        unreadableBlocks: countOf(end, 'badBlocks'),
        samples: countOrNull(end, 'samples'),
        subsections: countOrNull(end, 'subsections'),
      },
    });
  }
  return stopUnless(needs, result, ['completed']);
}
