import { describe, expect, it } from 'vitest';
import { storeSection, storeSectionOf, withStoreSection } from '../../bench/store/storePage.ts';
import { percentile, storeRow } from '../../bench/store/storeRow.ts';

const row = (oursValue: number) =>
  storeRow({
    part: 'search',
    row: 'serial number, p99',
    ours: 'at 1000000',
    peer: 'at 10000',
    oursValue,
    peerValue: 10,
    unit: 'µs',
    goal: { atMost: 2 },
  });
const section = (...values: number[]) =>
  storeSection({
    rows: values.map(row),
    small: 10_000,
    large: 1_000_000,
    rounds: 10,
    disturbedShare: 0.01,
    seconds: 60,
    machine: '2 cores',
    databaseBytes: 11e9,
  });

describe("the store's section of the performance page", () => {
  it('says which goals were missed, and that none was', () => {
    expect(section(19)).toContain('Every goal is met');
    expect(section(19, 21)).toContain('Not met in this run: serial number, p99, to at 10000 (2.10).');
  });

  it('replaces itself and leaves the rest of the page alone', () => {
    const page = '# Performance\n\nthe engine $& $1\n';
    const once = withStoreSection(page, section(19));
    expect(once.startsWith(page)).toBe(true);
    expect(storeSectionOf(once)).toBe(section(19));
    expect(withStoreSection(once, section(21))).toBe(withStoreSection(page, section(21)));
    expect(storeSectionOf(page)).toBe('');
  });
});

describe('a percentile', () => {
  it('is the smallest sample that is not below the share of all', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile([3], 0.99)).toBe(3);
  });
});
