import { beforeAll, describe, expect, it } from 'vitest';
import { labOrReason } from '../bench/labOrReason.ts';
import { plannedCuts } from '../campaign/campaignPlan.ts';
import { CAMPAIGN_TECHNIQUES } from '../campaign/campaignTechniques.ts';
import type { CutResult } from '../campaign/cutResult.ts';
import { BENCHES, DRIVES_AT_ONCE, runCampaign } from '../campaign/runCampaign.ts';

const kernel = labOrReason();
const POINTS = 3;
const SEED = 'three points';
const LIMIT_MS = 1_500_000;

describe.skipIf(kernel === null)('the power is cut in the middle of an erase', () => {
  let results: readonly CutResult[] = [];

  beforeAll(async () => {
    if (kernel === null) return;
    const cuts = plannedCuts(CAMPAIGN_TECHNIQUES, POINTS, SEED);
    const limits = { drivesAtOnce: DRIVES_AT_ONCE, benches: BENCHES, limitMs: Number.POSITIVE_INFINITY };
    results = await runCampaign(kernel, { cuts, kind: 'power', ...limits });
  }, LIMIT_MS);

  it.each(CAMPAIGN_TECHNIQUES.map(({ techniqueId }) => techniqueId))(
    '%s: at three points it ends honestly, unlocked, with one record and nothing lost',
    (techniqueId) => {
      const cuts = results.filter(({ technique }) => technique === techniqueId);
      expect(cuts).toHaveLength(POINTS);
      expect(cuts.filter(({ broken }) => broken.length > 0)).toEqual([]);
    },
  );

  it('reaches drives that had our password at the cut: the promise that none stays locked is not empty', () => {
    expect(results.some(({ passwordAtCut }) => passwordAtCut)).toBe(true);
    expect(results.some(({ resumed }) => resumed > 0)).toBe(true);
  });
});
