import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOffMs } from '../../../../electron/station/uploads/backOff.ts';

describe('the pause after a failure', () => {
  it('is doubled with each failure, half of it drawn by chance, and never longer than five minutes', () => {
    const longest = [1, 2, 3, 4, 8, 9, 10, 1000].map((failures) => backOffMs(failures, () => 0.999999));
    expect(longest).toEqual([1000, 2000, 4000, 8000, 128_000, 256_000, 300_000, 300_000]);
    expect([1, 2, 3].map((failures) => backOffMs(failures, () => 0))).toEqual([500, 1000, 2000]);
  });

  it('is nothing before the first failure', () => expect(backOffMs(0, () => 0.5)).toBe(0));

  it('always lies between half and the whole', () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), chance, (failures, number) => {
        const whole = backOffMs(failures, () => 0) * 2;
        const pause = backOffMs(failures, () => number);
        expect(pause).toBeGreaterThanOrEqual(whole / 2);
        expect(pause).toBeLessThanOrEqual(Math.min(whole, 300_000));
      }),
    );
  });
});
