import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { endLine, linesOf, numberOf, runEngine } from '../../fixtures/engine/engineRun.ts';
import { seedFrom } from '../../fixtures/engine/expectedBytes.ts';
import { imageFolder } from '../../fixtures/engine/images.ts';

const gibibyte = 1024 ** 3;
const folder = imageFolder();
afterAll(() => folder.remove());

const cpuPaths = await pathsOfThisCpu();
const patterns = [
  ['zeros', ['--pattern', 'zeros']],
  ['a repeated pattern', ['--pattern', 'hex:9249246d']],
  ['the AES-CTR stream', ['--pattern', 'stream', '--seed', seedFrom('every bit')]],
] as const;

// The image is written once for every pattern, by the fastest path; every other path must agree with it.
describe.each(patterns)('1 GiB of %s', (_, pattern) => {
  const target = (image: string): string[] => ['--path', image, '--size', `${gibibyte}`, ...pattern];

  test(`one flipped bit anywhere is found and located by ${cpuPaths.join(', ')}, queued and one at a time`, async () => {
    const image = folder.image('gibibyte.img', 0);
    const descriptor = openSync(image, 'r+');
    writeSync(descriptor, Buffer.alloc(1), 0, 1, gibibyte - 1);
    expect((await runEngine(['overwrite', ...target(image)])).code).toBe(0);
    for (const cpu of cpuPaths) {
      for (const io of ['auto', 'blocking']) {
        // The ends, the seams of windows and registers, and anywhere.
        const anywhere = Math.floor(Math.random() * gibibyte);
        const seam = 1048576 * Math.floor(Math.random() * 1024);
        const places = [cpu === 'portable' ? seam : anywhere, io === 'auto' ? gibibyte - 1 : seam + 511];
        for (const place of new Set(places)) {
          const bit = 1 << Math.floor(Math.random() * 8);
          flip(descriptor, place, bit);
          const end = await runEngine(['verify', ...target(image), '--cpu', cpu, '--io', io]);
          flip(descriptor, place, bit);
          const because = `bit ${bit} of byte ${place}, ${cpu}, ${io}`;
          expect(end.code, because).toBe(1);
          expect(endLine(end), because).toMatchObject({ outcome: 'findings', mismatchBytes: 1, bytesRead: gibibyte });
          const [found] = linesOf(end, 'mismatch');
          expect(
            [numberOf(found ?? { type: 'none' }, 'firstByte'), numberOf(found ?? { type: 'none' }, 'lastByte')],
            because,
          ).toEqual([place, place]);
        }
      }
      const clean = await runEngine(['verify', ...target(image), '--cpu', cpu]);
      expect(endLine(clean)).toMatchObject({ outcome: 'completed', mismatchBytes: 0, io: { cpuPath: cpu } });
    }
    closeSync(descriptor);
  });
});

test('a path that this CPU does not have is refused before anything is opened', async () => {
  const end = await runEngine([
    'verify',
    '--path',
    '/nowhere',
    '--size',
    '512',
    '--pattern',
    'zeros',
    '--cpu',
    'abacus',
  ]);
  expect(end.code).toBe(2);
  expect(end.stderr).toContain('portable');
});

function flip(descriptor: number, place: number, bit: number): void {
  const byte = Buffer.alloc(1);
  readSync(descriptor, byte, 0, 1, place);
  byte[0] = (byte[0] ?? 0) ^ bit;
  writeSync(descriptor, byte, 0, 1, place);
}

async function pathsOfThisCpu(): Promise<readonly string[]> {
  const end = await runEngine(['selftest']);
  const lines = linesOf(end, 'selftest').filter((line) => line.test === 'FIPS-197 C.3 AES-256');
  return lines.map((line) => String(line.path));
}
