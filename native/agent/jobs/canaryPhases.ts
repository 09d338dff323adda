import { canaryArgv } from '../verify/canaries.ts';
import { isClosedBefore } from './closedDrive.ts';
import { countOf } from './engineLines.ts';
import type { JobIntent } from './jobIntent.ts';
import { isBegun } from './jobStory.ts';
import type { JobEnding } from './journalFact.ts';
import { isToldOf } from './namespaceStory.ts';
import { begin, endOf, engine, type Phase, type PhaseNeeds, stopUnless } from './phaseEngine.ts';
import { namespaceOf, seedOfPart, type WorkPart, workPartsOf } from './workParts.ts';

/** Marks that must be gone afterwards, in every part of the drive. */
export const canaryPlanting: Phase = async (needs, story) => {
  // Once anything was overwritten or erased, planting again would put the canaries onto ground that is done.
  if (isBegun(story) || isClosedBefore(story.intent)) return null;
  const parts = workPartsOf(needs.held).filter((part) => !isToldOf(story, part, 'planted'));
  if (parts.length === 0) return null;
  begin(needs, 'canaries', 0);
  for (const part of parts) {
    const ending = await plant(needs, story.intent, part);
    if (ending !== null) return ending;
  }
  return null;
};

async function plant(needs: PhaseNeeds, intent: JobIntent, part: WorkPart): Promise<JobEnding | null> {
  const result = await engine(needs, part, 'canary plant', canaryArgv('plant', planOf(intent, part)));
  const end = endOf(result);
  if (end !== null && end.outcome !== 'refused') {
    needs.journal.note({
      code: 'canaries-planted',
      details: {
        ...namespaceOf(part),
        outcome: end.outcome === 'findings' ? 'completed' : end.outcome,
        places: countOf(end, 'places'),
        planted: countOf(end, 'planted'),
        confirmed: countOf(end, 'confirmed'),
      },
    });
  }
  return stopUnless(needs, result, ['completed', 'findings']);
}

/** Are they gone? After an erase of the drive's own this comes before anything is written over it. */
export const canaryCheck: Phase = async (needs, { intent, checked, passes }) => {
  if (isClosedBefore(intent)) return null;
  const byDrive = intent.deviceLeaves !== null;
  if (byDrive && checked !== null && passes.some(({ started }) => started)) return null;
  begin(needs, 'canary-check', 0);
  for (const part of workPartsOf(needs.held)) {
    const ending = await check(needs, intent, part);
    if (ending !== null) return ending;
  }
  return null;
};

async function check(needs: PhaseNeeds, intent: JobIntent, part: WorkPart): Promise<JobEnding | null> {
  const result = await engine(needs, part, 'canary check', canaryArgv('check', planOf(intent, part)));
  const end = endOf(result);
  if (end !== null) {
    needs.journal.note({
      code: 'canaries-checked',
      details: {
        ...namespaceOf(part),
        outcome: end.outcome,
        checked: countOf(end, 'checked'),
        gone: countOf(end, 'gone'),
        survivors: countOf(end, 'survivors') + countOf(end, 'partialSurvivors'),
        unreadable: countOf(end, 'unreadable'),
      },
    });
  }
  // A drive that erased itself may answer with errors; that is doubt and not a survivor. The counts tell the two apart.
  if (intent.deviceLeaves !== null && end?.outcome === 'findings') return { kind: 'finished' };
  return stopUnless(needs, result, ['completed']);
}

function planOf({ canarySeed, policy }: JobIntent, { sizeBytes, namespace }: WorkPart) {
  return { sizeBytes, seed: seedOfPart(canarySeed, namespace), count: policy.canaryCount };
}
