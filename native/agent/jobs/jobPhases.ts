import { because } from '../../../core/domain/reason.ts';
import { canaryCheck, canaryPlanting } from './canaryPhases.ts';
import { driveErase } from './driveErasePhase.ts';
import { examineHiddenAreas } from './hiddenAreaPhase.ts';
import { type JobStory, storyOf } from './jobStory.ts';
import type { JobEnding } from './journalFact.ts';
import { openOwnLock } from './leftPassword.ts';
import { overwritePasses } from './overwritePhase.ts';
import type { Phase, PhaseNeeds } from './phaseEngine.ts';
import { readBack } from './readBackPhase.ts';
import { capacityAfterErase, surveyAfter, surveyBefore } from './surveyPhases.ts';
import { isEveryPart } from './workParts.ts';

/** An overwrite: what it writes is known, so marks before and a read-back after prove it. */
const OVERWRITE: readonly Phase[] = [
  openOwnLock,
  examineHiddenAreas,
  canaryPlanting,
  overwritePasses,
  canaryCheck,
  readBack,
];

/** An erase of the drive's own: what it did is looked at before anything is written over it. */
const DRIVE_ERASE: readonly Phase[] = [
  openOwnLock,
  examineHiddenAreas,
  canaryPlanting,
  surveyBefore,
  driveErase,
  capacityAfterErase,
  canaryCheck,
  surveyAfter,
  overwritePasses,
  readBack,
];

/** Runs what the journal says is still to be done, in order; the answer says how it ended. */
export async function runPhases(needs: PhaseNeeds): Promise<JobEnding> {
  const { intent } = currentStory(needs);
  // What is not held can neither be marked nor read back, so nothing is begun (or gone on with) where a namespace is missing or too many.
  if (!isEveryPart(intent.drive, needs.held.parts ?? [])) {
    return { kind: 'interrupted', why: because('namespaces-not-those-of-the-job') };
  }
  const phases = intent.deviceLeaves === null ? OVERWRITE : DRIVE_ERASE;
  for (const phase of phases) {
    if (needs.stop.aborted) return needs.stoppedBecause();
    const ending = await phase(needs, currentStory(needs));
    if (ending !== null) return ending;
  }
  return { kind: 'finished' };
}

function currentStory({ journal }: PhaseNeeds): JobStory {
  const story = storyOf(journal.facts());
  if (story === null) throw new Error('a journal without an intent');
  return story;
}
