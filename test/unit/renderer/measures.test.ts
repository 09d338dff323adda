import { describe, expect, test } from 'vitest';
import { sayBriefly, sayBytes, sayDuration, sayRate, sayShare } from '../../../renderer/i18n/measures.ts';

describe('measures', () => {
  test('sizes are in the units that drives are sold in', () => {
    expect(sayBytes(4_000_787_030_016, 'en')).toBe('4 TB');
    expect(sayBytes(960_197_124_096, 'en')).toBe('960 GB');
    expect(sayBytes(0, 'en')).toBe('0 byte');
    expect(sayRate(214_000_000, 'en')).toBe('214 MB/s');
  });

  test('100 % is only said when all is done', () => {
    expect(sayShare(999_999, 1_000_000, 'en')).toBe('99%');
    expect(sayShare(1_000_000, 1_000_000, 'en')).toBe('100%');
    expect(sayShare(0, 0, 'en')).toBe('0%');
  });

  test('time left is said as a person would', () => {
    expect(sayDuration(45_000, 'en')).toBe('45 sec');
    expect(sayDuration(240_000, 'en')).toBe('4 min');
    expect(sayDuration(7_200_000, 'en')).toBe('2 hr');
    expect(sayDuration(8_400_000, 'en')).toBe('2 hr 20 min');
    expect(sayDuration(-5, 'en')).toBe('0 sec');
    expect(sayBriefly(8_400_000, 'de')).toBe('2,3 Std.');
    expect(sayBriefly(240_000, 'en')).toBe('4 min');
  });
});
