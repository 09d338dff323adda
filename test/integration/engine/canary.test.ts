import { closeSync, openSync, writeSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { endLine, linesOf, numberOf, runEngine } from '../../fixtures/engine/engineRun.ts';
import { seedFrom } from '../../fixtures/engine/expectedBytes.ts';
import { bytesOf, firstDifference, imageFolder } from '../../fixtures/engine/images.ts';
import { canaryBytes, canaryOffsets } from '../../fixtures/engine/seededPlans.ts';

const folder = imageFolder();
afterAll(() => folder.remove());

const seed = seedFrom('canary');
const canary = (act: string, image: string, sizeBytes: number, ...more: string[]) =>
  runEngine(['canary', act, '--path', image, '--size', `${sizeBytes}`, '--canary-seed', seed, ...more]);

describe('canaries', () => {
  test.each([8192, 12_288 + 512, 1024 * 1024 + 512, 6 * 1024 * 1024 + 100])(
    'are planted on a drive of %i bytes where the published algorithm says, first and last block included, and change nothing else',
    async (sizeBytes) => {
      const image = folder.image('planted.img', sizeBytes);
      const end = await canary('plant', image, sizeBytes);
      expect(end.code, end.stderr).toBe(0);
      const offsets = canaryOffsets({ sizeBytes, canaryBytes: 4096, seed, count: 64 });
      expect(endLine(end)).toMatchObject({ outcome: 'completed', planted: offsets.length, confirmed: offsets.length });
      expect(offsets[0]).toBe(0);
      expect(offsets.at(-1)).toBe(sizeBytes - 4096);
      const expected = Buffer.alloc(sizeBytes, 0xee);
      for (const offset of offsets) canaryBytes(seed, offset, 4096).copy(expected, offset);
      expect(firstDifference(bytesOf(image), expected)).toBe(-1);
    },
  );

  test('survive when nothing overwrote them, and are told with their places', async () => {
    const sizeBytes = 4 * 1024 * 1024;
    const image = folder.image('survivors.img', sizeBytes);
    await canary('plant', image, sizeBytes, '--count', '10');
    const end = await canary('check', image, sizeBytes, '--count', '10');
    expect(end.code).toBe(1);
    const lbas = canaryOffsets({ sizeBytes, canaryBytes: 4096, seed, count: 10 }).map((offset) => offset / 512);
    expect(endLine(end)).toMatchObject({ outcome: 'findings', survivors: 10, gone: 0, survivorLbas: lbas });
    expect(linesOf(end, 'canary').map((line) => numberOf(line, 'lba'))).toEqual(lbas);
  });

  test('are gone after an overwrite', async () => {
    const sizeBytes = 4 * 1024 * 1024;
    const image = folder.image('gone.img', sizeBytes);
    await canary('plant', image, sizeBytes);
    await runEngine(['overwrite', '--path', image, '--size', `${sizeBytes}`, '--pattern', 'zeros']);
    const end = await canary('check', image, sizeBytes);
    expect(end.code, end.stderr).toBe(0);
    expect(endLine(end)).toMatchObject({ outcome: 'completed', survivors: 0, partialSurvivors: 0, gone: 64 });
  });

  test('that survive only in part are told too', async () => {
    const sizeBytes = 1024 * 1024;
    const image = folder.image('partial.img', sizeBytes);
    await canary('plant', image, sizeBytes, '--count', '2');
    const descriptor = openSync(image, 'r+');
    writeSync(descriptor, Buffer.alloc(4096 - 64), 0, 4096 - 64, 0);
    writeSync(descriptor, Buffer.alloc(4096 - 63), 0, 4096 - 63, sizeBytes - 4096);
    closeSync(descriptor);
    const end = await canary('check', image, sizeBytes, '--count', '2');
    expect(end.code).toBe(1);
    expect(endLine(end)).toMatchObject({ survivors: 0, partialSurvivors: 1, gone: 1 });
  });

  test('of another seed are not taken for ours', async () => {
    const sizeBytes = 1024 * 1024;
    const image = folder.image('other-seed.img', sizeBytes);
    await canary('plant', image, sizeBytes);
    const argv = ['--path', image, '--size', `${sizeBytes}`, '--canary-seed', seedFrom('another')];
    expect((await runEngine(['canary', 'check', ...argv])).code).toBe(0);
  });
});
