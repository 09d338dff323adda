import fc from 'fast-check';
import { expect, it } from 'vitest';
import { residueChances } from '../../../core/record/residueChances.ts';
import { deviceErased } from '../../fixtures/record/deviceErased.ts';
import { sampleRecord } from '../../fixtures/record/sampleEvidence.ts';

const canaries = (layout: 'stratified' | 'scattered', gone: number) => ({
  ...(sampleRecord().canaries ?? { seed: '', count: 0, planted: 0, confirmed: 0, survivors: 0, unreadable: 0 }),
  ...{ layout, gone },
});
const nothing = { canaries: null, comparison: null, verification: null };

it('without any look at the drive everything may have been missed', () => {
  expect(residueChances(1_000_000, nothing).map(({ missedPpm }) => missedPpm)).toEqual([
    1_000_000, 1_000_000, 1_000_000, 1_000_000,
  ]);
});

it('a full read-back misses nothing that a host can read, and one that did not end is none', () => {
  const { verification } = sampleRecord();
  if (verification === null) throw new Error('no read-back');
  expect(residueChances(1_000_000, { ...nothing, verification }).every(({ missedPpm }) => missedPpm === 0)).toBe(true);
  const cut = { ...verification, reportedComplete: false };
  expect(residueChances(1_000_000, { ...nothing, verification: cut })[0]?.missedPpm).toBe(1_000_000);
});

it('a place in each of a hundred parts certainly hits what is two parts long, and a hundredth with three chances of four', () => {
  const found = residueChances(1_000_000, { ...nothing, canaries: canaries('stratified', 102) });
  expect(found).toEqual([
    { residueBytes: 100_000, missedPpm: 0 },
    { residueBytes: 10_000, missedPpm: 250_000 },
    { residueBytes: 1_000, missedPpm: 902_500 },
    { residueBytes: 100, missedPpm: 990_025 },
  ]);
});

it('the bound holds: stratified places drawn at random never miss a piece more often than stated, wherever it lies', () => {
  const parts = 50;
  const size = 50_000;
  const residue = size / 100;
  const stated = residueChances(size, { ...nothing, canaries: canaries('stratified', parts + 2) })[1]?.missedPpm ?? 0;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: size - residue }), fc.integer(), (start, seed) => {
      let state = seed;
      const next = () => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
        return (state >>> 8) / 2 ** 24;
      };
      const draws = 400;
      let missed = 0;
      for (let draw = 0; draw < draws; draw += 1) {
        let hit = false;
        for (let part = 0; part < parts; part += 1) {
          const place = (part + next()) * (size / parts);
          if (place >= start && place < start + residue) hit = true;
        }
        if (!hit) missed += 1;
      }
      // Five standard deviations of so many draws.
      expect((missed / draws) * 1_000_000).toBeLessThan(stated + 5 * 1_000_000 * Math.sqrt(0.25 / draws));
    }),
    { numRuns: 50 },
  );
});

it('more looks never make it worse, and independent ones multiply', () => {
  const both = residueChances(64 * 1024 * 1024, deviceErased(sampleRecord(), { technique: 'x', leaves: 'uniform' }));
  const one = residueChances(64 * 1024 * 1024, {
    ...deviceErased(sampleRecord(), { technique: 'x', leaves: 'uniform' }),
    comparison: null,
  });
  for (const [index, { missedPpm }] of both.entries())
    expect(missedPpm).toBeLessThanOrEqual(one[index]?.missedPpm ?? 0);
});
