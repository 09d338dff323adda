import { canaryArgv } from '../verify/canaries.ts';
import { countOf } from './engineLines.ts';
import { isBegun } from './jobStory.ts';
import { begin, endOf, engine, type Phase, stopUnless } from './phaseEngine.ts';

/** Marks that must be gone afterwards. */
export const canaryPlanting: Phase = async (needs, story) => {
  // Once anything was overwritten or erased, planting again would put the canaries onto ground that is done.
  if (story.planted !== null || isBegun(story)) return null;
  begin(needs, 'canaries', 0);
  const { intent } = story;
  const sizeBytes = intent.drive.sizeBytes;
  const argv = canaryArgv('plant', { sizeBytes, seed: intent.canarySeed, count: intent.policy.canaryCount });
  const result = await engine(needs, 'canary plant', argv);
  const end = endOf(result);
  if (end !== null && end.outcome !== 'refused') {
    needs.journal.note({
      code: 'canaries-planted',
      details: {
        outcome: end.outcome === 'findings' ? 'completed' : end.outcome,
        places: countOf(end, 'places'),
        planted: countOf(end, 'planted'),
        confirmed: countOf(end, 'confirmed'),
      },
    });
  }
  return stopUnless(needs, result, ['completed', 'findings']);
};

/** Are they gone? After an erase of the drive's own this comes before anything is written over it. */
export const canaryCheck: Phase = async (needs, { intent, checked, passes }) => {
  const byDrive = intent.deviceLeaves !== null;
  if (byDrive && checked !== null && passes.some(({ started }) => started)) return null;
  begin(needs, 'canary-check', 0);
  const sizeBytes = intent.drive.sizeBytes;
  const argv = canaryArgv('check', { sizeBytes, seed: intent.canarySeed, count: intent.policy.canaryCount });
  const result = await engine(needs, 'canary check', argv);
  const end = endOf(result);
  if (end !== null) {
    needs.journal.note({
      code: 'canaries-checked',
      details: {
        outcome: end.outcome,
        checked: countOf(end, 'checked'),
        gone: countOf(end, 'gone'),
        survivors: countOf(end, 'survivors') + countOf(end, 'partialSurvivors'),
        unreadable: countOf(end, 'unreadable'),
      },
    });
  }
  // A drive that erased itself may answer with errors; that is doubt and not a survivor. The counts tell the two apart.
  if (byDrive && end?.outcome === 'findings') return { kind: 'finished' };
  return stopUnless(needs, result, ['completed']);
};
