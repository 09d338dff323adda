import { because } from '../../../core/domain/reason.ts';
import { overwriteArgv } from '../techniques/technique.ts';
import { countOf } from './engineLines.ts';
import type { JobIntent } from './jobIntent.ts';
import { type JobStory, storyOf } from './jobStory.ts';
import type { JobEnding } from './journalFact.ts';
import { begin, endOf, engine, type Phase, type PhaseNeeds, stopUnless } from './phaseEngine.ts';
import { workPartsOf } from './workParts.ts';

/** Every pass in its order, each from where the journal says it came to. */
export const overwritePasses: Phase = async (needs, { intent }) => {
  for (const [index, pattern] of intent.passes.entries()) {
    if (needs.stop.aborted) return needs.stoppedBecause();
    const story = storyOf(needs.journal.facts());
    const ending = await overwrite(needs, intent, story?.passes[index] ?? null, index, pattern);
    if (ending !== null) return ending;
  }
  return null;
};

async function overwrite(
  needs: PhaseNeeds,
  intent: JobIntent,
  pass: JobStory['passes'][number] | null,
  index: number,
  pattern: JobIntent['passes'][number],
): Promise<JobEnding | null> {
  const [part, ...others] = workPartsOf(needs.held);
  // No plan offers an overwrite of a drive with several parts; what a journal says of one proves nothing.
  if (part === undefined || others.length > 0)
    return { kind: 'interrupted', why: because('overwrite-of-several-parts') };
  const sizeBytes = intent.drive.sizeBytes;
  const fromBytes = pass?.durableBytes ?? 0;
  if (pass?.ended?.outcome === 'completed' && fromBytes === sizeBytes) return null;
  begin(needs, 'sanitize', sizeBytes);
  needs.journal.note({ code: 'overwrite-started', details: { pass: index, fromBytes } });
  const argv = overwriteArgv(pattern, {
    sizeBytes,
    fromBytes,
    badBlockLimit: intent.policy.badBlockLimit,
    maxBytesPerSecond: intent.maxBytesPerSecond,
  });
  const result = await engine(needs, part, 'overwrite', argv);
  const end = endOf(result);
  if (end !== null) {
    needs.journal.note({
      code: 'overwrite-ended',
      details: {
        outcome: end.outcome,
        durableBytes: countOf(end, 'durableBytes'),
        bytesWritten: countOf(end, 'bytesWritten'),
        badBlocks: countOf(end, 'badBlocks'),
      },
    });
  }
  return stopUnless(needs, result, ['completed']);
}
