import { beforeAll, describe, expect, it } from 'vitest';
import { labOrReason } from '../bench/labOrReason.ts';
import { inCourses, plannedCuts } from './campaignPlan.ts';
import type { CampaignTechnique } from './campaignTechniques.ts';
import type { CutResult } from './cutResult.ts';
import { runCampaign } from './runCampaign.ts';

const POINTS = 3;
const SEED = 'three points';
const LIMIT_MS = 1_500_000;
/** More drives at once starve each other on one emulated PC, fewer wait for its boots. */
const DRIVES_AT_ONCE = 8;

/** Declares a test for every technique: the power is cut at three points of each job, and one may ask more of all the cuts together. */
export function powerCutSuite(
  name: string,
  techniques: readonly CampaignTechnique[],
  also: (results: () => readonly CutResult[]) => void = () => undefined,
): void {
  const kernel = labOrReason();
  describe.skipIf(kernel === null)(name, () => {
    let results: readonly CutResult[] = [];

    beforeAll(async () => {
      if (kernel === null) return;
      const courses = inCourses(plannedCuts(techniques, POINTS, SEED));
      const limits = { drivesAtOnce: DRIVES_AT_ONCE, benches: 1, limitMs: Number.POSITIVE_INFINITY };
      results = await runCampaign(kernel, { courses, kind: 'power', ...limits });
    }, LIMIT_MS);

    it.each(techniques.map(({ techniqueId }) => techniqueId))(
      '%s: at three points it ends honestly, unlocked, with one record and nothing lost',
      (techniqueId) => {
        const cuts = results.filter(({ technique }) => technique === techniqueId);
        expect(cuts).toHaveLength(POINTS);
        expect(cuts.filter(({ broken }) => broken.length > 0)).toEqual([]);
      },
    );
    also(() => results);
  });
}
