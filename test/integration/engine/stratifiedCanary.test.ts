import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { endLine, enginePath, linesOf, numberOf, runEngine } from '../../fixtures/engine/engineRun.ts';
import { seedFrom } from '../../fixtures/engine/expectedBytes.ts';
import { bytesOf, firstDifference, imageFolder } from '../../fixtures/engine/images.ts';
import { announceSkip } from '../../fixtures/engine/loopDevices.ts';
import { canaryBytes, stratifiedCanaryPlan } from '../../fixtures/engine/seededPlans.ts';

const folder = imageFolder();
afterAll(() => folder.remove());

const mebibyte = 1024 * 1024;
const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));

const canary = (act: string, image: string, sizeBytes: number, seed: string, count: number) =>
  runEngine([
    ...['canary', act, '--path', image, '--size', `${sizeBytes}`, '--canary-seed', seed],
    ...['--layout', 'stratified', '--count', `${count}`],
  ]);

/** A file of holes: it reads as zeros and costs no space. */
function sparse(name: string, sizeBytes: number): string {
  const image = join(folder.path(), name);
  writeFileSync(image, '');
  truncateSync(image, sizeBytes);
  return image;
}

/** Overwrites all but [from, to) in place, as an erase that missed a range would. */
function eraseAllBut(image: string, sizeBytes: number, from: number, to: number): void {
  const descriptor = openSync(image, 'r+');
  writeSync(descriptor, Buffer.alloc(from), 0, from, 0);
  writeSync(descriptor, Buffer.alloc(sizeBytes - to), 0, sizeBytes - to, to);
  closeSync(descriptor);
}

describe('stratified canaries', () => {
  test('lie where the published algorithm says, on drives of any size', async () => {
    const sizes = fc.oneof(
      fc.integer({ min: 8192, max: 70_000 }),
      fc.integer({ min: 8192, max: 2 ** 40 }),
      fc.integer({ min: 2, max: 2 ** 20 }).map((blocks) => blocks * 4096),
    );
    await fc.assert(
      fc.asyncProperty(sizes, seeds, fc.integer({ min: 2, max: 300 }), async (sizeBytes, seed, count) => {
        const image = sparse('property.img', sizeBytes);
        const plan = stratifiedCanaryPlan({ sizeBytes, canaryBytes: 4096, seed, count });
        const planted = await canary('plant', image, sizeBytes, seed, count);
        expect(planted.code, planted.stderr).toBe(0);
        expect(linesOf(planted, 'begin')[0]?.parameters).toMatchObject({
          layout: 'stratified',
          count,
          parts: plan.offsets.length - 2,
        });
        const checked = await canary('check', image, sizeBytes, seed, count);
        expect(linesOf(checked, 'canary').map((line) => numberOf(line, 'offsetBytes'))).toEqual(plan.offsets);
        expect(endLine(checked)).toMatchObject({ survivors: plan.offsets.length, gone: 0 });
      }),
      { numRuns: 40 },
    );
  });

  test('change nothing else', async () => {
    const sizeBytes = 3 * mebibyte + 1234;
    const seed = seedFrom('nothing else');
    const image = folder.image('nothing-else.img', sizeBytes);
    await canary('plant', image, sizeBytes, seed, 50);
    const expected = Buffer.alloc(sizeBytes, 0xee);
    for (const offset of stratifiedCanaryPlan({ sizeBytes, canaryBytes: 4096, seed, count: 50 }).offsets) {
      canaryBytes(seed, offset, 4096).copy(expected, offset);
    }
    expect(firstDifference(bytesOf(image), expected)).toBe(-1);
  });

  test('any run of bytes as long as two parts holds one of them', () => {
    const drives = fc.record({
      blocks: fc.oneof(fc.integer({ min: 3, max: 200 }), fc.integer({ min: 3, max: 2 ** 32 })),
      canaryBytes: fc.constantFrom(512, 4096),
      tail: fc.integer({ min: 0, max: 511 }),
      count: fc.integer({ min: 2, max: 300 }),
      seed: seeds,
      place: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(drives, ({ blocks, canaryBytes, tail, count, seed, place }) => {
        const sizeBytes = blocks * canaryBytes + tail;
        const { offsets, longestPartBytes } = stratifiedCanaryPlan({ sizeBytes, canaryBytes, seed, count });
        const residue = 2 * longestPartBytes;
        fc.pre(residue <= sizeBytes);
        // The worst starts are just behind a canary; a random one is tried as well.
        const starts = [...offsets.map((offset) => offset + 1), Math.floor(place * (sizeBytes - residue))];
        for (const start of starts.filter((from) => from + residue <= sizeBytes)) {
          const held = offsets.map((o) => Math.min(o + canaryBytes, start + residue) - Math.max(o, start));
          const least = longestPartBytes > canaryBytes || tail === 0 ? canaryBytes : canaryBytes / 2;
          expect(held.some((bytes) => bytes >= least)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('betray every residue of two parts an erase left, wherever it is', async () => {
    const sizeBytes = 8 * mebibyte + 777;
    const seed = seedFrom('kept range');
    const count = 64;
    const { longestPartBytes } = stratifiedCanaryPlan({ sizeBytes, canaryBytes: 4096, seed, count });
    const residue = 2 * longestPartBytes;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: sizeBytes - residue }), async (from) => {
        const image = folder.image('kept.img', sizeBytes);
        await canary('plant', image, sizeBytes, seed, count);
        eraseAllBut(image, sizeBytes, from, from + residue);
        const end = await canary('check', image, sizeBytes, seed, count);
        expect(end.code).toBe(1);
        expect(numberOf(endLine(end), 'survivors')).toBeGreaterThan(0);
        // By their bytes and not by their place: a canary that ends in a zero survives an erase with zeros from that byte on.
        const bytes = bytesOf(image);
        const { offsets } = stratifiedCanaryPlan({ sizeBytes, canaryBytes: 4096, seed, count });
        const kept = offsets.filter((at) => canaryBytes(seed, at, 4096).equals(bytes.subarray(at, at + 4096)));
        const found = linesOf(end, 'canary').filter((line) => line.state === 'survivor');
        expect(found.map((line) => numberOf(line, 'offsetBytes'))).toEqual(kept);
      }),
      // The last canary but its last byte, which is a zero: found by chance once.
      { numRuns: 12, examples: [[8_127_240]] },
    );
  });

  test('betray an erase that kept the last hundredth of the drive but its very end', async () => {
    const sizeBytes = 32 * mebibyte;
    const seed = seedFrom('last hundredth');
    const image = folder.image('last.img', sizeBytes);
    await canary('plant', image, sizeBytes, seed, 256);
    eraseAllBut(image, sizeBytes, Math.floor(sizeBytes * 0.99), sizeBytes - 4096);
    const end = await canary('check', image, sizeBytes, seed, 256);
    expect(end.code).toBe(1);
    expect(numberOf(endLine(end), 'survivors')).toBeGreaterThan(0);
  });

  test('of one layout are not looked for in the other', async () => {
    const sizeBytes = 4 * mebibyte;
    const seed = seedFrom('layouts');
    const image = folder.image('layouts.img', sizeBytes);
    await canary('plant', image, sizeBytes, seed, 20);
    const argv = ['canary', 'check', '--path', image, '--size', `${sizeBytes}`, '--canary-seed', seed];
    const scattered = await runEngine([...argv, '--count', '20']);
    const stratified = await canary('check', image, sizeBytes, seed, 20);
    expect(numberOf(endLine(scattered), 'survivors')).toBeLessThan(20);
    expect(endLine(stratified)).toMatchObject({ survivors: 22 });
  });
});

describe('a canary check', () => {
  test('tells which bytes the places hold now', async () => {
    const sizeBytes = 4 * mebibyte;
    const seed = seedFrom('now');
    const image = folder.image('now.img', sizeBytes);
    await canary('plant', image, sizeBytes, seed, 40);
    const { offsets } = stratifiedCanaryPlan({ sizeBytes, canaryBytes: 4096, seed, count: 40 });
    const descriptor = openSync(image, 'r+');
    const put = (places: readonly number[], bytes: Buffer) => {
      for (const place of places) writeSync(descriptor, bytes, 0, bytes.length, place);
    };
    const almost = Buffer.alloc(4096);
    almost[4095] = 1;
    put(offsets.slice(0, 20), Buffer.alloc(4096));
    put(offsets.slice(20, 24), Buffer.alloc(4096, 0xff));
    put(offsets.slice(24, 25), Buffer.alloc(4096, 0x0a));
    put(offsets.slice(25, 27), canaryBytes(seedFrom('vendor noise'), 0, 4096));
    put(offsets.slice(27, 30), almost);
    put(offsets.slice(30, 31), Buffer.alloc(4032));
    closeSync(descriptor);
    const end = await canary('check', image, sizeBytes, seed, 40);
    expect(endLine(end)).toMatchObject({
      outcome: 'findings',
      checked: 42,
      survivors: 11,
      partialSurvivors: 1,
      gone: 30,
      unreadable: 0,
      uniform: 25,
      uniformBytes: { '00': 20, '0a': 1, ff: 4 },
      other: 5,
    });
  });

  test('counts every survivor but keeps its end line short', async () => {
    const sizeBytes = 16 * mebibyte;
    const seed = seedFrom('many survivors');
    const image = sparse('many.img', sizeBytes);
    await canary('plant', image, sizeBytes, seed, 2000);
    const end = await canary('check', image, sizeBytes, seed, 2000);
    const { offsets } = stratifiedCanaryPlan({ sizeBytes, canaryBytes: 4096, seed, count: 2000 });
    expect(linesOf(end, 'canary').map((line) => numberOf(line, 'offsetBytes'))).toEqual(offsets);
    expect(endLine(end)).toMatchObject({
      survivors: 2002,
      survivorLbas: offsets.slice(0, 1024).map((offset) => offset / 512),
    });
  });

  const prlimit = '/usr/bin/prlimit';
  const prlimitSkip = existsSync(prlimit) ? '' : `needs ${prlimit}`;
  test.skipIf(prlimitSkip !== '')(announceSkip('of 65536 parts fits in 24 MiB of memory', prlimitSkip), async () => {
    const sizeBytes = 2 ** 40;
    const image = sparse('terabyte.img', sizeBytes);
    const child = spawn(
      prlimit,
      [
        `--as=${24 * mebibyte}`,
        enginePath,
        ...['canary', 'check', '--path', image, '--size', `${sizeBytes}`, '--canary-seed', seedFrom('flat')],
        ...['--layout', 'stratified', '--count', '65536'],
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const text = (await child.stdout.toArray()).join('');
    const end: unknown = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '');
    expect(end).toMatchObject({ outcome: 'completed', checked: 65_538, gone: 65_538, uniformBytes: { '00': 65_538 } });
  });
});
