import { describe, expect, it } from 'vitest';
import { CAMPAIGN_TECHNIQUES } from '../../lab/campaign/campaignTechniques.ts';
import { drawPoints, phasesOf } from '../../lab/campaign/cutPoint.ts';
import { brokenBy, type CutResult } from '../../lab/campaign/cutResult.ts';
import { StandingTime } from '../../lab/campaign/standingTime.ts';

describe('points of a campaign', () => {
  it.each(CAMPAIGN_TECHNIQUES)(
    '$techniqueId: the same seed draws the same points, and every phase comes before one comes twice',
    (technique) => {
      const points = drawPoints(technique, 10, 'seed');
      expect(points).toEqual(drawPoints(technique, 10, 'seed'));
      expect(points).not.toEqual(drawPoints(technique, 10, 'another'));
      const phases = phasesOf(technique);
      expect(new Set(points.slice(0, phases.length).map(({ phase }) => phase))).toEqual(new Set(phases));
      for (const { fraction } of points) expect(fraction >= 0 && fraction < 1).toBe(true);
    },
  );
});

describe('a cut breaks a promise', () => {
  const good: Omit<CutResult, 'broken'> = {
    technique: 'nvme-sanitize-block',
    number: 0,
    kind: 'power',
    drawn: { phase: 'erasing', fraction: 0.5 },
    ...{
      lastFact: 'technique-started',
      jobId: 'a',
      resumed: 1,
      outcome: 'sanitized',
      reasons: ['all-evidence-agrees'],
    },
    ...{ records: 1, keptBytes: 0, securityEnabled: false, locked: false, passwordAtCut: false },
    decidedAtCut: null,
    canaries: { plantedAtCut: true, after: 'gone' },
  };

  it('when a job has no record or two, or a drive is called sanitized that is not', () => {
    expect(brokenBy(good)).toEqual([]);
    expect(brokenBy({ ...good, records: 0, outcome: 'none' })).not.toEqual([]);
    expect(brokenBy({ ...good, records: 2 })).not.toEqual([]);
    expect(brokenBy({ ...good, keptBytes: 512 })).not.toEqual([]);
    expect(brokenBy({ ...good, keptBytes: 512, outcome: 'interrupted' })).toEqual([]);
  });

  it('when an honest drive has failed, a reason is missing, or a password stays', () => {
    expect(brokenBy({ ...good, outcome: 'failed' })).not.toEqual([]);
    expect(brokenBy({ ...good, outcome: 'unverified', reasons: [] })).not.toEqual([]);
    expect(brokenBy({ ...good, locked: true })).not.toEqual([]);
    expect(brokenBy({ ...good, securityEnabled: true })).not.toEqual([]);
  });
});

describe('the time of a drive that is made to stand', () => {
  it('does not pass, and who sleeps in it sleeps until it goes on', async () => {
    const time = new StandingTime();
    time.stand();
    const before = time.nowMs();
    let awake = false;
    const sleeping = time.sleep(1).then(() => {
      awake = true;
    });
    await new Promise((next) => setTimeout(next, 30));
    expect(time.nowMs()).toBe(before);
    expect(awake).toBe(false);
    time.goOn();
    await sleeping;
    expect(time.nowMs() - before).toBeGreaterThanOrEqual(1);
  });
});
