import { leastReadBytes, readBackArgv } from '../verify/readBack.ts';
import { countOf, countOrNull } from './engineLines.ts';
import { expectedPattern } from './expectedPattern.ts';
import { begin, endOf, engine, type Phase, stopUnless } from './phaseEngine.ts';

/** Reads the drive back against what must be there. Where nobody knows that, the comparison before and after has to do. */
export const readBack: Phase = async (needs, story) => {
  const { intent } = story;
  const pattern = expectedPattern(story);
  if (pattern === null) return null;
  const { verification, badBlockLimit } = intent.policy;
  const sizeBytes = intent.drive.sizeBytes;
  const least = leastReadBytes(verification, sizeBytes);
  begin(needs, 'verify', least);
  needs.journal.note({ code: 'read-back-started', details: { design: verification.design } });
  const argv = readBackArgv({
    design: verification,
    sizeBytes,
    pattern,
    planSeed: intent.planSeed,
    badBlockLimit,
    maxBytesPerSecond: intent.maxBytesPerSecond,
  });
  const result = await engine(needs, verification.design === 'full' ? 'verify' : 'sample', argv);
  const end = endOf(result);
  if (end !== null) {
    needs.journal.note({
      code: 'read-back-ended',
      details: {
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
};
