import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endLine, linesOf, numberOf, runEngine } from '../../fixtures/engine/engineRun.ts';
import { seedFrom } from '../../fixtures/engine/expectedBytes.ts';
import { imageFolder } from '../../fixtures/engine/images.ts';

const folder = imageFolder();
afterAll(() => folder.remove());

const mebibyte = 1024 * 1024;
const sizeBytes = 3 * mebibyte + 777;
const seed = seedFrom('verify');
let image = '';

beforeAll(async () => {
  image = folder.image('verify.img', sizeBytes);
  const argv = ['--size', `${sizeBytes}`, '--pattern', 'stream', '--seed', seed];
  expect((await runEngine(['overwrite', '--path', image, ...argv])).code).toBe(0);
});

const verify = (...more: string[]) =>
  runEngine(['verify', '--path', image, '--size', `${sizeBytes}`, '--pattern', 'stream', '--seed', seed, ...more]);

/** Turns bits over, runs, and turns them back. */
async function withFlippedBits<T>(flips: readonly { byte: number; bit: number }[], run: () => Promise<T>): Promise<T> {
  const turnOver = () => {
    const descriptor = openSync(image, 'r+');
    try {
      for (const { byte, bit } of flips) {
        const cell = Buffer.alloc(1);
        readSync(descriptor, cell, 0, 1, byte);
        cell.writeUInt8(cell.readUInt8(0) ^ (1 << bit), 0);
        writeSync(descriptor, cell, 0, 1, byte);
      }
    } finally {
      closeSync(descriptor);
    }
  };
  turnOver();
  try {
    return await run();
  } finally {
    turnOver();
  }
}

describe('verify', () => {
  test('completes when every byte is the pattern', async () => {
    const end = await verify();
    expect(end.code, end.stderr).toBe(0);
    expect(endLine(end)).toMatchObject({ outcome: 'completed', bytesRead: sizeBytes, mismatchBytes: 0, badBlocks: 0 });
  });

  test('finds and locates one flipped bit anywhere', async () => {
    const edges = [0, 511, 512, mebibyte - 1, mebibyte, 3 * mebibyte, 3 * mebibyte + 512, sizeBytes - 1];
    const place = fc.oneof(fc.constantFrom(...edges), fc.integer({ min: 0, max: sizeBytes - 1 }));
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 0, max: 7 }), async (byte, bit) => {
        const end = await withFlippedBits([{ byte, bit }], () => verify());
        expect(end.code).toBe(1);
        expect(linesOf(end, 'mismatch')).toEqual([{ type: 'mismatch', firstByte: byte, lastByte: byte }]);
        expect(endLine(end)).toMatchObject({ outcome: 'findings', mismatchBytes: 1, bytesRead: sizeBytes });
      }),
      { numRuns: 40, examples: edges.map((edge) => [edge, 0]) },
    );
  });

  test('counts every differing byte and lists no more ranges than asked', async () => {
    const flips = Array.from({ length: 20 }, (_, index) => ({ byte: index * 100_000, bit: 3 }));
    const end = await withFlippedBits(flips, () => verify('--mismatch-limit', '5'));
    expect(linesOf(end, 'mismatch').map((line) => numberOf(line, 'firstByte'))).toEqual([0, 1e5, 2e5, 3e5, 4e5]);
    expect(endLine(end)).toMatchObject({ mismatchBytes: 20, mismatchRanges: 20, mismatchRangesListed: 5 });
  });

  test('merges differences that lie together, also across the edge of two blocks', async () => {
    const flips = [-2, -1, 0, 1, 40].map((step) => ({ byte: mebibyte + step, bit: 0 }));
    const end = await withFlippedBits(flips, () => verify());
    expect(linesOf(end, 'mismatch')).toEqual([{ type: 'mismatch', firstByte: mebibyte - 2, lastByte: mebibyte + 40 }]);
    expect(numberOf(endLine(end), 'mismatchBytes')).toBe(5);
  });

  test('from a later byte reads only the rest', async () => {
    const early = await withFlippedBits([{ byte: 511, bit: 0 }], () => verify('--from', '512'));
    expect(early.code).toBe(0);
    expect(numberOf(endLine(early), 'bytesRead')).toBe(sizeBytes - 512);
    const late = await withFlippedBits([{ byte: 512, bit: 0 }], () => verify('--from', '512'));
    expect(late.code).toBe(1);
  });

  test('with another seed finds that nearly all bytes differ', async () => {
    const argv = ['--size', `${sizeBytes}`, '--pattern', 'stream', '--seed', seedFrom('other')];
    const end = await runEngine(['verify', '--path', image, ...argv]);
    expect(end.code).toBe(1);
    expect(numberOf(endLine(end), 'mismatchBytes')).toBeGreaterThan(sizeBytes * 0.99);
  });
});
