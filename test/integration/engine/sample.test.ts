import { closeSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { endLine, linesOf, numberOf, runEngine } from '../../fixtures/engine/engineRun.ts';
import { seedFrom } from '../../fixtures/engine/expectedBytes.ts';
import { imageFolder } from '../../fixtures/engine/images.ts';
import { type PlannedRange, samplePlan } from '../../fixtures/engine/seededPlans.ts';

const folder = imageFolder();
afterAll(() => folder.remove());

const sparse = join(folder.path(), 'sparse.img');
writeFileSync(sparse, '');

async function listPlan(sizeBytes: number, planSeed: string, more: readonly string[] = []) {
  truncateSync(sparse, 0);
  truncateSync(sparse, sizeBytes);
  const argv = ['--size', `${sizeBytes}`, '--pattern', 'zeros', '--plan-seed', planSeed, '--list', ...more];
  const end = await runEngine(['sample', '--path', sparse, ...argv]);
  expect(end.code, end.stderr).toBe(0);
  const ranges = linesOf(end, 'range').map(
    (line): PlannedRange => ({
      offsetBytes: numberOf(line, 'offsetBytes'),
      lengthBytes: numberOf(line, 'lengthBytes'),
    }),
  );
  return { ranges, end: endLine(end) };
}

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));

describe('a sample plan', () => {
  test('lies in bounds, ascends, never overlaps, reaches its share, holds the first and last block, and is the published algorithm', async () => {
    const sizes = fc.oneof(
      fc.integer({ min: 1, max: 20_000 }),
      fc.integer({ min: 1, max: 2 ** 21 }).map((blocks) => blocks * 512),
      fc.integer({ min: 1, max: 2 ** 42 }),
    );
    const shares = fc.oneof(fc.constant(100_000), fc.integer({ min: 1, max: 1_000_000 }));
    await fc.assert(
      fc.asyncProperty(
        sizes,
        seeds,
        shares,
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 5 }),
        async (sizeBytes, planSeed, sharePpm, subsections, perSubsection) => {
          const { ranges, end } = await listPlan(sizeBytes, planSeed, [
            ...['--share-ppm', `${sharePpm}`, '--subsections', `${subsections}`],
            ...['--per-subsection', `${perSubsection}`],
          ]);
          let covered = 0;
          let previousEnd = 0;
          for (const range of ranges) {
            expect(range.offsetBytes).toBeGreaterThanOrEqual(previousEnd);
            expect(range.offsetBytes % 512).toBe(0);
            expect(range.lengthBytes).toBeGreaterThan(0);
            previousEnd = range.offsetBytes + range.lengthBytes;
            covered += range.lengthBytes;
          }
          expect(ranges[0]?.offsetBytes).toBe(0);
          expect(previousEnd).toBe(sizeBytes);
          expect(numberOf(end, 'sampledBytes')).toBe(covered);
          expect(numberOf(end, 'samples')).toBe(ranges.length);
          expect(numberOf(end, 'bytesRead')).toBe(0);
          expect(BigInt(covered) * 1_000_000n).toBeGreaterThanOrEqual(BigInt(sizeBytes) * BigInt(sharePpm));
          expect(numberOf(end, 'shareReachedPpm')).toBeGreaterThanOrEqual(sharePpm);
          const published = samplePlan({ sizeBytes, blockBytes: 512, planSeed, subsections, perSubsection, sharePpm });
          expect(ranges).toEqual(published);
        },
      ),
      { numRuns: 80 },
    );
  });

  test('is a thousand parts with two samples each and a tenth of the drive, unless asked otherwise', async () => {
    const { ranges, end } = await listPlan(2 ** 40, seedFrom('defaults'));
    expect(numberOf(end, 'subsections')).toBe(1000);
    expect(ranges.length).toBeGreaterThanOrEqual(2000);
    expect(ranges.length).toBeLessThanOrEqual(2002);
    expect(numberOf(end, 'shareReachedPpm')).toBeGreaterThanOrEqual(100_000);
    expect(numberOf(end, 'shareReachedPpm')).toBeLessThan(100_100);
  });

  test('says how many parts a small drive really has', async () => {
    const { end } = await listPlan(512 * 100, seedFrom('small'));
    expect(numberOf(end, 'subsections')).toBe(50);
  });

  test('is the same for the same seed and another for another seed', async () => {
    const first = await listPlan(2 ** 30, seedFrom('one'));
    expect((await listPlan(2 ** 30, seedFrom('one'))).ranges).toEqual(first.ranges);
    expect((await listPlan(2 ** 30, seedFrom('two'))).ranges).not.toEqual(first.ranges);
  });
});

describe('a sampled verification', () => {
  const sizeBytes = 8 * 1024 * 1024 + 512;
  const seed = seedFrom('sampled content');
  const planSeed = seedFrom('sampled plan');

  test('finds a residue where it samples, reads only its samples, and is quiet about the rest', async () => {
    const image = folder.image('sampled.img', sizeBytes);
    const content = ['--size', `${sizeBytes}`, '--pattern', 'stream', '--seed', seed];
    expect((await runEngine(['overwrite', '--path', image, ...content])).code).toBe(0);
    const plan = ['--plan-seed', planSeed, '--subsections', '200'];
    const sample = () => runEngine(['sample', '--path', image, ...content, ...plan]);
    const clean = await sample();
    expect(clean.code, clean.stderr).toBe(0);
    expect(numberOf(endLine(clean), 'bytesRead')).toBe(numberOf(endLine(clean), 'sampledBytes'));
    expect(numberOf(endLine(clean), 'bytesRead')).toBeLessThan(sizeBytes / 5);

    const ranges = samplePlan({
      sizeBytes,
      blockBytes: 512,
      planSeed,
      subsections: 200,
      perSubsection: 2,
      sharePpm: 1e5,
    });
    const inside = ranges[ranges.length >> 1];
    const gap = ranges.findIndex((range, index) => {
      const before = ranges[index - 1];
      return before !== undefined && before.offsetBytes + before.lengthBytes < range.offsetBytes;
    });
    const afterGap = ranges[gap];
    if (inside === undefined || afterGap === undefined) throw new Error('the plan has no inside or no gap');

    const flip = (byte: number) => {
      const descriptor = openSync(image, 'r+');
      writeSync(descriptor, Buffer.from('customer data'), 0, 13, byte);
      closeSync(descriptor);
    };
    flip(afterGap.offsetBytes - 13);
    expect((await sample()).code).toBe(0);
    const last = inside.offsetBytes + inside.lengthBytes - 13;
    flip(last);
    const found = await sample();
    expect(found.code).toBe(1);
    expect(endLine(found)).toMatchObject({ outcome: 'findings' });
    expect(numberOf(linesOf(found, 'mismatch')[0] ?? { type: 'none' }, 'firstByte')).toBeGreaterThanOrEqual(last);
  });
});
