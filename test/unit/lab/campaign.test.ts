import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CampaignState, readCampaign, withResults, writeCampaign } from '../../lab/campaign/campaignFile.ts';
import { type Course, inCourses, inRounds, missingCuts, NO_JOB, plannedCuts } from '../../lab/campaign/campaignPlan.ts';
import { campaignPage } from '../../lab/campaign/campaignReport.ts';
import { CAMPAIGN_TECHNIQUES } from '../../lab/campaign/campaignTechniques.ts';
import { CUT_PHASES } from '../../lab/campaign/cutPoint.ts';
import type { CutResult } from '../../lab/campaign/cutResult.ts';

const planned = plannedCuts(CAMPAIGN_TECHNIQUES, 10, 'seed');

function resultOf(number: number, change: Partial<CutResult> = {}): CutResult {
  return {
    ...{ technique: 'ata-security-erase', number, kind: 'power', drawn: { phase: 'erasing', fraction: 0.25 } },
    ...{ lastFact: 'technique-started', jobId: 'a', resumed: 1, outcome: 'interrupted', reasons: ['why-not'] },
    ...{ records: 1, keptBytes: 0, securityEnabled: false, locked: false, passwordAtCut: true, decidedAtCut: null },
    ...{ canaries: { plantedAtCut: true, after: 'gone' }, broken: [], ...change },
  };
}

function stateOf(results: readonly CutResult[]): CampaignState {
  const part = { startedAt: '2026-01-02T03:04:05.000Z', elapsedMs: 90_000, kernel: '6.1', cutShort: null };
  return { kind: 'power', points: 10, seed: 'seed', parts: [part], results };
}

describe('a campaign that is run in parts', () => {
  it('makes every cut once, in rounds that are no larger than asked and seal as few records as can be', () => {
    expect(planned).toHaveLength(CAMPAIGN_TECHNIQUES.length * 10);
    const single = planned.map((cut): Course => [cut]);
    const rounds = inRounds(single, 8);
    expect(new Set(rounds.flat(2))).toEqual(new Set(planned));
    expect(rounds.flat(2)).toHaveLength(planned.length);
    expect(Math.max(...rounds.map((round) => round.length))).toBeLessThanOrEqual(8);
    const sealed = rounds.map((round) => round.filter(([{ point }]) => point.phase === 'sealing').length);
    expect(Math.max(...sealed)).toBeLessThanOrEqual(2);
    expect(inRounds([], 8)).toEqual([]);
    expect(inRounds(single.slice(0, 9), 8).map((round) => round.length)).toEqual([5, 4]);
  });

  it('cuts one job three times, each time in a later phase, when it is asked to save jobs', () => {
    const three = plannedCuts(CAMPAIGN_TECHNIQUES, 3, 'seed');
    const courses = inCourses(three);
    expect(new Set(courses.flat())).toEqual(new Set(three));
    expect(courses.map((course) => course.length)).toEqual(CAMPAIGN_TECHNIQUES.map(() => 3));
    for (const course of courses) {
      expect(new Set(course.map(({ technique }) => technique)).size).toBe(1);
      const places = course.map(({ point }) => CUT_PHASES.indexOf(point.phase));
      expect(places).toEqual([...new Set(places)].sort((one, other) => one - other));
    }
  });

  it('goes on with the cuts that are missing, and a cut that is made again counts once', () => {
    const done = [resultOf(0), resultOf(3)];
    expect(missingCuts(planned, done)).toHaveLength(planned.length - 2);
    // Where no job was there to be cut, no cut was made.
    expect(missingCuts(planned, [...done, resultOf(4, { jobId: NO_JOB })])).toHaveLength(planned.length - 2);
    const again = withResults(stateOf(done), [resultOf(3, { outcome: 'sanitized' }), resultOf(4)]);
    expect(again.results.map(({ number, outcome }) => `${number} ${outcome}`)).toEqual([
      '0 interrupted',
      '3 sanitized',
      '4 interrupted',
    ]);
  });

  it('comes back from its file as it was, and takes no other file for one', () => {
    const directory = mkdtempSync(join(tmpdir(), 'wipebench-campaign-file-'));
    try {
      const path = join(directory, 'parts', 'campaign.json');
      expect(readCampaign(path)).toBeNull();
      writeCampaign(path, stateOf([resultOf(1)]));
      expect(readCampaign(path)).toEqual(stateOf([resultOf(1)]));
      writeFileSync(path, '{"results": []}');
      expect(() => readCampaign(path)).toThrow('no file of a campaign');
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe('the page of a campaign', () => {
  it('says how much of it was made, what each cut came to, and what was wrong', () => {
    const results = [resultOf(1), resultOf(0, { broken: ['2 records of one job'], securityEnabled: true })];
    const page = campaignPage({ ...stateOf(results), command: 'npm run campaign -- power-cut', planned: 160 });
    expect(page).toContain('2 of 160 cuts, 1 with a broken promise.');
    expect(page).toContain('| ata-security-erase | 2 | 0 | 2 | 0 | 0 | 2 | 1 |');
    expect(page).toContain(
      '| **no**: 2 records of one job | planted at the cut, gone after | on the drive, and left there |',
    );
    expect(page).toContain('| yes | planted at the cut, gone after | on the drive, known, taken off |');
  });
});
