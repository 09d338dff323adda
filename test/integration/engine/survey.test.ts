import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type EngineEnd, endLine, linesOf, numberOf, runEngine, startEngine } from '../../fixtures/engine/engineRun.ts';
import { seedFrom, sha256, streamBytes } from '../../fixtures/engine/expectedBytes.ts';
import { bytesOf, imageFolder } from '../../fixtures/engine/images.ts';
import { samplePlan } from '../../fixtures/engine/seededPlans.ts';

const folder = imageFolder();
afterAll(() => folder.remove());

const mebibyte = 1024 * 1024;
const planSeed = seedFrom('survey plan');

const survey = (image: string, sizeBytes: number, more: readonly string[] = [], seed = planSeed) =>
  runEngine(['survey', '--path', image, '--size', `${sizeBytes}`, '--plan-seed', seed, ...more]);

/** What the engine printed, kept as the agent would keep it. */
function keep(name: string, end: EngineEnd): string {
  const file = join(folder.path(), name);
  writeFileSync(file, end.lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return file;
}

function put(image: string, offset: number, bytes: Buffer): void {
  const descriptor = openSync(image, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, offset);
  closeSync(descriptor);
}

/** An image full of data that repeats nowhere. */
function fullImage(name: string, sizeBytes: number): string {
  const image = join(folder.path(), name);
  writeFileSync(image, streamBytes(seedFrom(name), 0, sizeBytes));
  return image;
}

function describeSample(bytes: Buffer, offsetBytes: number, lengthBytes: number) {
  const piece = bytes.subarray(offsetBytes, offsetBytes + lengthBytes);
  const first = piece[0];
  const uniform = first !== undefined && piece.every((byte) => byte === first) ? piece.toString('hex', 0, 1) : null;
  return { type: 'sample', offsetBytes, lengthBytes, uniform, sha256: sha256(piece) };
}

describe('a survey', () => {
  test('describes every sample of the published plan truly, whatever the drive holds', async () => {
    const pieces = fc.array(
      fc.record({
        place: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.integer({ min: 1, max: 200_000 }),
        byte: fc.option(fc.constantFrom(0x00, 0xff, 0x5a)),
      }),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2 * mebibyte }),
        pieces,
        fc.constantFrom(512, 4096, 65_536, mebibyte),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(1000, 100_000, 600_000, 1_000_000),
        async (sizeBytes, contents, blockBytes, subsections, sharePpm) => {
          const bytes = Buffer.alloc(sizeBytes);
          for (const { place, length, byte } of contents) {
            const at = Math.floor(place * (sizeBytes - 1));
            if (byte === null) streamBytes(planSeed, at, Math.min(length, sizeBytes - at)).copy(bytes, at);
            else bytes.fill(byte, at, Math.min(at + length, sizeBytes));
          }
          const image = join(folder.path(), 'any.img');
          writeFileSync(image, bytes);
          const end = await survey(image, sizeBytes, [
            ...['--block-bytes', `${blockBytes}`, '--subsections', `${subsections}`, '--share-ppm', `${sharePpm}`],
          ]);
          expect(end.code, end.stderr).toBe(0);
          const plan = samplePlan({ sizeBytes, blockBytes: 512, planSeed, subsections, perSubsection: 2, sharePpm });
          const expected = plan.map((range) => describeSample(bytes, range.offsetBytes, range.lengthBytes));
          expect(linesOf(end, 'sample')).toEqual(expected);
          const uniformBytes: Record<string, number> = {};
          for (const { uniform } of expected) {
            if (uniform !== null) uniformBytes[uniform] = (uniformBytes[uniform] ?? 0) + 1;
          }
          const uniformSamples = expected.filter((sample) => sample.uniform !== null).length;
          const sampledBytes = plan.reduce((sum, range) => sum + range.lengthBytes, 0);
          expect(endLine(end)).toMatchObject({
            outcome: 'completed',
            samples: plan.length,
            uniformSamples,
            uniformBytes,
            otherSamples: plan.length - uniformSamples,
            unreadableSamples: 0,
            sampledBytes,
            bytesRead: sampledBytes,
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  test('lists the same plan as a sample does, and reads nothing', async () => {
    const image = folder.image('listed.img', 3 * mebibyte + 100);
    const listed = await survey(image, 3 * mebibyte + 100, ['--list']);
    const sampled = await runEngine([
      ...['sample', '--path', image, '--size', `${3 * mebibyte + 100}`, '--pattern', 'zeros'],
      ...['--plan-seed', planSeed, '--list'],
    ]);
    expect(linesOf(listed, 'range').length).toBeGreaterThan(1000);
    expect(linesOf(listed, 'range')).toEqual(linesOf(sampled, 'range'));
    expect(endLine(listed)).toMatchObject({ outcome: 'completed', bytesRead: 0 });
  });

  test('of a drive that shrinks meanwhile never completes, and says nothing about what was not read', async () => {
    const sizeBytes = 16 * mebibyte;
    const image = folder.image('shrinking.img', sizeBytes);
    const run = startEngine([
      ...['survey', '--path', image, '--size', `${sizeBytes}`, '--plan-seed', planSeed],
      ...['--share-ppm', '1000000', '--max-rate', `${16 * mebibyte}`, '--subsections', '100'],
    ]);
    await run.line((line) => line.type === 'progress');
    truncateSync(image, mebibyte);
    const end = await run.ended;
    expect(end.code).toBe(5);
    expect(endLine(end)).toMatchObject({ outcome: 'device-lost', unreadableSamples: 0 });
    expect(numberOf(endLine(end), 'uniformSamples')).toBe(linesOf(end, 'sample').length);
    expect(linesOf(end, 'sample').length).toBeLessThan(numberOf(endLine(end), 'samples'));
  });

  test('that is stopped says so', async () => {
    const sizeBytes = 16 * mebibyte;
    const image = folder.image('stopped.img', sizeBytes);
    const run = startEngine([
      ...['survey', '--path', image, '--size', `${sizeBytes}`, '--plan-seed', planSeed],
      ...['--share-ppm', '1000000', '--max-rate', `${4 * mebibyte}`],
    ]);
    await run.line((line) => line.type === 'progress');
    run.child.kill('SIGTERM');
    const end = await run.ended;
    expect(end.code).toBe(3);
    expect(endLine(end)).toMatchObject({ outcome: 'stopped' });
  });
});

describe('a survey compared with an earlier one', () => {
  const sizeBytes = 8 * mebibyte + 512;
  const parts = ['--subsections', '100'];
  const plan = samplePlan({ sizeBytes, blockBytes: 512, planSeed, subsections: 100, perSubsection: 2, sharePpm: 1e5 });

  test('finds no earlier data after a full erase, and what was uniform and still is proves nothing', async () => {
    const image = fullImage('erased.img', sizeBytes);
    const half = sizeBytes >> 1;
    put(image, half, Buffer.alloc(sizeBytes - half));
    const before = keep('erased.lines', await survey(image, sizeBytes, parts));
    put(image, 0, Buffer.alloc(sizeBytes));
    const end = await survey(image, sizeBytes, [...parts, '--compare', before]);
    expect(end.code, end.stderr).toBe(0);
    const uninformativeSamples = plan.filter((range) => range.offsetBytes >= half).length;
    expect(uninformativeSamples).toBeGreaterThan(50);
    expect(endLine(end)).toMatchObject({
      outcome: 'completed',
      unchangedSamples: 0,
      uninformativeSamples,
      changedSamples: plan.length - uninformativeSamples,
      incomparableSamples: 0,
    });
  });

  test('finds everything unchanged when nothing was erased', async () => {
    const image = fullImage('untouched.img', sizeBytes);
    const before = keep('untouched.lines', await survey(image, sizeBytes, parts));
    const end = await survey(image, sizeBytes, [...parts, '--compare', before]);
    expect(end.code).toBe(1);
    expect(endLine(end)).toMatchObject({ outcome: 'findings', unchangedSamples: plan.length, changedSamples: 0 });
    expect(linesOf(end, 'unchanged')).toEqual(plan.map((range) => ({ type: 'unchanged', ...range })));
  });

  test('tells a change of one byte from another', async () => {
    const image = folder.image('recoloured.img', sizeBytes);
    const before = keep('recoloured.lines', await survey(image, sizeBytes, parts));
    put(image, 0, Buffer.alloc(sizeBytes, 0xff));
    const end = await survey(image, sizeBytes, [...parts, '--compare', before]);
    expect(end.code).toBe(0);
    expect(endLine(end)).toMatchObject({ changedSamples: plan.length, uniformBytes: { ff: plan.length } });
  });

  test('finds any kept range of two subsections', async () => {
    const image = join(folder.path(), 'kept-range.img');
    const data = streamBytes(seedFrom('kept-range'), 0, sizeBytes);
    writeFileSync(image, data);
    const before = keep('kept-range.lines', await survey(image, sizeBytes, parts));
    const residue = 2 * Math.ceil(sizeBytes / 512 / 100) * 512;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: sizeBytes - residue }), async (from) => {
        const left = Buffer.alloc(sizeBytes);
        data.copy(left, from, from, from + residue);
        writeFileSync(image, left);
        const end = await survey(image, sizeBytes, [...parts, '--compare', before]);
        expect(end.code).toBe(1);
        const within = plan.filter(
          ({ offsetBytes, lengthBytes }) => offsetBytes >= from && offsetBytes + lengthBytes <= from + residue,
        );
        expect(within.length).toBeGreaterThan(0);
        expect(linesOf(end, 'unchanged')).toEqual(within.map((range) => ({ type: 'unchanged', ...range })));
        expect(endLine(end)).toMatchObject({ outcome: 'findings', unchangedSamples: within.length });
      }),
      { numRuns: 12 },
    );
  });

  test('finds an erase that kept the last hundredth of the drive', async () => {
    const fine = ['--subsections', '1000'];
    const image = fullImage('kept-end.img', sizeBytes);
    const before = keep('kept-end.lines', await survey(image, sizeBytes, fine));
    put(image, 0, Buffer.alloc(Math.floor(sizeBytes * 0.99)));
    const end = await survey(image, sizeBytes, [...fine, '--compare', before]);
    expect(end.code).toBe(1);
    expect(numberOf(endLine(end), 'unchangedSamples')).toBeGreaterThanOrEqual(18);
    for (const line of linesOf(end, 'unchanged')) {
      expect(numberOf(line, 'offsetBytes')).toBeGreaterThanOrEqual(Math.floor(sizeBytes * 0.99));
    }
  });

  describe('is refused before anything is read when the earlier one', () => {
    const image = fullImage('refused.img', sizeBytes);
    const lines = () => bytesOf(join(folder.path(), 'refused.lines')).toString('utf8').trimEnd().split('\n');
    const file = (name: string, text: string): string => {
      const path = join(folder.path(), name);
      writeFileSync(path, text);
      return path;
    };
    const expectRefused = async (compare: string, more = parts, seed = planSeed) => {
      const end = await survey(image, sizeBytes, [...more, '--compare', compare], seed);
      expect(end.code, end.stderr).toBe(4);
      expect(end.lines).toHaveLength(1);
      expect(endLine(end)).toMatchObject({ outcome: 'refused' });
      expect(endLine(end).reason).toMatch(/^The earlier survey .+\.$/);
    };

    test('is of another plan or another size; alone its own samples are enough', async () => {
      const before = keep('refused.lines', await survey(image, sizeBytes, parts));
      await expectRefused(before, parts, seedFrom('another plan'));
      await expectRefused(before, ['--subsections', '101']);
      await expectRefused(before, [...parts, '--per-subsection', '3']);
      await expectRefused(before, [...parts, '--share-ppm', '200000']);
      const smaller = fullImage('smaller.img', sizeBytes - 512);
      await expectRefused(keep('smaller.lines', await survey(smaller, sizeBytes - 512, parts)));
      const samples = lines().filter((line) => line.startsWith('{"type":"sample"'));
      const alone = file('alone.lines', samples.join('\n'));
      const end = await survey(image, sizeBytes, [...parts, '--compare', alone]);
      expect(endLine(end)).toMatchObject({ unchangedSamples: plan.length });
    });

    test.each<readonly [string, (samples: string[]) => readonly string[]]>([
      ['lost a sample', (samples) => samples.toSpliced(50, 1)],
      ['lost its last sample', (samples) => samples.slice(0, -1)],
      ['is empty', () => []],
      ['has one too many', (samples) => [...samples, ...samples.slice(-1)]],
      [
        'has two in the wrong order',
        (samples) => [...samples.slice(1, 2), ...samples.slice(0, 1), ...samples.slice(2)],
      ],
      ['was cut in a line', (samples) => [...samples.slice(0, -1), (samples.at(-1) ?? '').slice(0, -5)]],
      ['has a hash that is none', (samples) => samples.map((line) => line.replace(/"sha256":"./, '"sha256":"g'))],
      ['has a hash too short', (samples) => samples.map((line) => line.replace(/"sha256":"../, '"sha256":"'))],
      ['has a hash missing', (samples) => samples.map((line) => line.replace(/"sha256":"[^"]*"/, '"sha256":null'))],
      ['has a further field', (samples) => samples.map((line) => line.replace(/}$/, ',"more":1}'))],
      ['has a space', (samples) => samples.map((line) => line.replace(':', ': '))],
      ['has a negative place', (samples) => samples.map((line) => line.replace('"offsetBytes":', '"offsetBytes":-'))],
      ['has a line of another verb', (samples) => [...samples, '{"type":"checkpoint","durableBytes":0}']],
      ['has a line that is no JSON', (samples) => [...samples, 'end']],
      ['has an endless line', (samples) => [...samples, 'x'.repeat(100_000)]],
    ])('%s', async (_name, spoil) => {
      const samples = lines().filter((line) => line.startsWith('{"type":"sample"'));
      expect(samples).toHaveLength(plan.length);
      await expectRefused(file('spoiled.lines', spoil(samples).join('\n')));
    });

    test('is not a file that can be read', async () => {
      const directory = join(folder.path(), 'earlier');
      mkdirSync(directory);
      const fifo = join(folder.path(), 'earlier.fifo');
      expect(spawnSync('/usr/bin/mkfifo', [fifo]).status).toBe(0);
      for (const path of [directory, fifo, '/dev/zero', join(folder.path(), 'absent')]) await expectRefused(path);
    });
  });
});
