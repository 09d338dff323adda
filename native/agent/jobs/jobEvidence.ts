import type { Evidence } from '../../../core/domain/evidence.ts';
import { leastReadBytes } from '../verify/readBack.ts';
import { blocksIn, healthAfterOf, type JobStory } from './jobStory.ts';
import type { JobEnding } from './journalFact.ts';

/** What the verdict looks at, from the journal's facts. Whatever the journal does not say stays unknown. Pure. */
export function evidenceOf(story: JobStory, ending: JobEnding): Evidence {
  const { intent, compared, overwriteEnded } = story;
  const sizeBytes = intent.drive.sizeBytes;
  const badBlocks = Math.max(blocksIn(story.badRanges, 'write'), overwriteEnded?.badBlocks ?? 0);
  return {
    identity: compared?.identity ?? 'not-read',
    capacity: { beforeBytes: sizeBytes, afterBytes: compared?.capacityAfterBytes ?? null },
    technique: {
      reportedComplete: overwriteEnded?.outcome === 'completed' && !story.wordsUnknown,
      writtenBytes: Math.max(0, story.durableBytes - badBlocks * intent.drive.logicalBlockBytes),
      expectedBytes: sizeBytes,
      badBlocks,
    },
    canaries: canariesOf(story),
    verification: verificationOf(story),
    ending,
    reallocatedSectorsAfter: healthAfterOf(story)?.reallocatedSectors ?? null,
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

function verificationOf(story: JobStory): Evidence['verification'] {
  const { readBack, intent, wordsUnknown } = story;
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
