import { closeSync, openSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { endLine, lastCheckpoint, linesOf, numberOf, runEngine } from '../../fixtures/engine/engineRun.ts';
import { repeatedBytes, seedFrom, streamBytes } from '../../fixtures/engine/expectedBytes.ts';
import { bytesOf, firstDifference, imageFolder, residue } from '../../fixtures/engine/images.ts';

const folder = imageFolder();
afterAll(() => folder.remove());

const mebibyte = 1024 * 1024;
const seed = seedFrom('overwrite');
const sizes = [1, 511, 512, 4096, mebibyte, mebibyte + 512, 5 * mebibyte + 4096, 2 * mebibyte + 777];
const patterns = [
  { argv: ['--pattern', 'zeros'], expected: (length: number) => repeatedBytes('00', length) },
  { argv: ['--pattern', 'hex:A5'], expected: (length: number) => repeatedBytes('a5', length) },
  { argv: ['--pattern', 'hex:00ffA5'], expected: (length: number) => repeatedBytes('00ffa5', length) },
  {
    argv: ['--pattern', 'hex:000102030405060708090a0b0c0d0e0f'],
    expected: (length: number) => repeatedBytes('000102030405060708090a0b0c0d0e0f', length),
  },
  { argv: ['--pattern', 'stream', '--seed', seed], expected: (length: number) => streamBytes(seed, 0, length) },
];

describe('overwrite leaves every byte the pattern', () => {
  for (const pattern of patterns) {
    test.each(sizes)(`${pattern.argv[1]} on %i bytes`, async (sizeBytes) => {
      const image = folder.image('whole.img', sizeBytes);
      const end = await runEngine(['overwrite', '--path', image, '--size', `${sizeBytes}`, ...pattern.argv]);
      expect(end.code, end.stderr).toBe(0);
      expect(endLine(end)).toMatchObject({
        outcome: 'completed',
        bytesWritten: sizeBytes,
        durableBytes: sizeBytes,
        badBlocks: 0,
      });
      expect(lastCheckpoint(end)).toBe(sizeBytes);
      expect(firstDifference(bytesOf(image), pattern.expected(sizeBytes))).toBe(-1);
    });
  }

  test.each([512, 3584, 65536, mebibyte + 512, 64 * mebibyte])('with blocks of %i bytes', async (blockBytes) => {
    const sizeBytes = 2 * mebibyte + 512;
    const image = folder.image('blocks.img', sizeBytes);
    const argv = ['--size', `${sizeBytes}`, '--pattern', 'stream', '--seed', seed, '--block-bytes', `${blockBytes}`];
    const end = await runEngine(['overwrite', '--path', image, ...argv]);
    expect(end.code, end.stderr).toBe(0);
    expect(firstDifference(bytesOf(image), streamBytes(seed, 0, sizeBytes))).toBe(-1);
  });

  test('through an inherited descriptor, even one opened for appending', async () => {
    const sizeBytes = mebibyte + 512;
    for (const flags of ['r+', 'a+']) {
      const image = folder.image('inherited.img', sizeBytes);
      const descriptor = openSync(image, flags);
      try {
        const argv = ['overwrite', '--fd', '3', '--size', `${sizeBytes}`, '--pattern', 'hex:5a'];
        const end = await runEngine(argv, descriptor);
        expect(end.code, end.stderr).toBe(0);
      } finally {
        closeSync(descriptor);
      }
      expect(firstDifference(bytesOf(image), repeatedBytes('5a', sizeBytes))).toBe(-1);
    }
  });
});

describe('a resumed overwrite', () => {
  test.each([512, 4096, mebibyte, mebibyte + 1536, 3 * mebibyte])(
    'from byte %i equals an uninterrupted one',
    async (from) => {
      const sizeBytes = 3 * mebibyte + 512;
      const image = folder.image('resumed.img', sizeBytes);
      const argv = ['--size', `${sizeBytes}`, '--pattern', 'stream', '--seed', seed, '--from', `${from}`];
      const end = await runEngine(['overwrite', '--path', image, ...argv]);
      expect(end.code, end.stderr).toBe(0);
      expect(numberOf(endLine(end), 'bytesWritten')).toBe(sizeBytes - from);
      const after = bytesOf(image);
      expect(firstDifference(after.subarray(from), streamBytes(seed, from, sizeBytes - from))).toBe(-1);
      expect(firstDifference(after.subarray(0, from), Buffer.alloc(from, residue))).toBe(-1);
    },
  );

  test('from the very end writes nothing and completes', async () => {
    const image = folder.image('nothing-left.img', mebibyte);
    const argv = ['--size', `${mebibyte}`, '--pattern', 'zeros', '--from', `${mebibyte}`];
    const end = await runEngine(['overwrite', '--path', image, ...argv]);
    expect(endLine(end)).toMatchObject({ outcome: 'completed', bytesWritten: 0, durableBytes: mebibyte });
    expect(firstDifference(bytesOf(image), Buffer.alloc(mebibyte, residue))).toBe(-1);
  });
});

describe('the lines of an overwrite', () => {
  test('begin with the target and its parameters, progress monotonously, and end once', async () => {
    const sizeBytes = 2 * mebibyte;
    const image = folder.image('lines.img', sizeBytes);
    const argv = ['--size', `${sizeBytes}`, '--pattern', 'zeros', '--max-rate', `${3 * mebibyte}`];
    const end = await runEngine(['overwrite', '--path', image, ...argv, '--checkpoint-ms', '100']);
    expect(end.lines[0]).toMatchObject({
      type: 'begin',
      verb: 'overwrite',
      engineVersion: '0.1.0',
      target: { kind: 'file', sizeBytes, logicalBlockBytes: 512, readOnly: false },
      parameters: { pattern: 'zeros', fromBytes: 0 },
    });
    const done = linesOf(end, 'progress').map((line) => numberOf(line, 'doneBytes'));
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(sizeBytes);
    const durable = linesOf(end, 'checkpoint').map((line) => numberOf(line, 'durableBytes'));
    expect(durable.length).toBeGreaterThan(1);
    expect(durable).toEqual([...new Set(durable)].sort((a, b) => a - b));
    expect(linesOf(end, 'end')).toHaveLength(1);
    // Four a second by the engine's own clock, one more for the last.
    expect(done.length).toBeLessThanOrEqual(numberOf(endLine(end), 'elapsedMs') / 250 + 2);
  });
});
