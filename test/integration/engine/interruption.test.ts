import { truncateSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { endLine, lastCheckpoint, linesOf, numberOf, runEngine, startEngine } from '../../fixtures/engine/engineRun.ts';
import { repeatedBytes, seedFrom, streamBytes } from '../../fixtures/engine/expectedBytes.ts';
import { bytesOf, firstDifference, imageFolder } from '../../fixtures/engine/images.ts';

const folder = imageFolder();
afterAll(() => folder.remove());

const mebibyte = 1024 * 1024;
const sizeBytes = 24 * mebibyte + 512;
const seed = seedFrom('interruption');
const streamArgv = ['--size', `${sizeBytes}`, '--pattern', 'stream', '--seed', seed];
const pacedArgv = [...streamArgv, '--max-rate', `${32 * mebibyte}`];

describe('a stop', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s ends the overwrite cleanly, and its checkpoint is true',
    async (signal) => {
      const image = folder.image('stopped.img', sizeBytes);
      const run = startEngine(['overwrite', '--path', image, ...pacedArgv, '--checkpoint-ms', '60000']);
      await run.line((line) => line.type === 'progress');
      run.child.kill(signal);
      const end = await run.ended;
      expect(end.code).toBe(3);
      const durable = lastCheckpoint(end);
      expect(endLine(end)).toMatchObject({ outcome: 'stopped', durableBytes: durable, bytesWritten: durable });
      expect(durable).toBeGreaterThan(0);
      expect(durable).toBeLessThan(sizeBytes);
      expect(firstDifference(bytesOf(image).subarray(0, durable), streamBytes(seed, 0, durable))).toBe(-1);
    },
  );

  test('also ends a pass that is held to one kilobyte a second', async () => {
    const image = folder.image('slow.img', sizeBytes);
    const run = startEngine(['overwrite', '--path', image, ...streamArgv, '--max-rate', '1000']);
    await run.line((line) => line.type === 'progress');
    run.child.kill('SIGTERM');
    expect((await run.ended).code).toBe(3);
  });

  test('ends a verification without a verdict', async () => {
    const image = folder.image('unverified.img', sizeBytes);
    await runEngine(['overwrite', '--path', image, ...streamArgv]);
    const run = startEngine(['verify', '--path', image, ...pacedArgv]);
    await run.line((line) => line.type === 'progress');
    run.child.kill('SIGTERM');
    const end = await run.ended;
    expect(end.code).toBe(3);
    expect(endLine(end)).toMatchObject({ outcome: 'stopped', mismatchBytes: 0 });
    expect(numberOf(endLine(end), 'bytesRead')).toBeLessThan(sizeBytes);
  });

  test('a reader that went away ends the overwrite as stopped', async () => {
    const image = folder.image('unheard.img', sizeBytes);
    const run = startEngine(['overwrite', '--path', image, ...pacedArgv]);
    await run.line((line) => line.type === 'progress');
    run.child.stdout?.destroy();
    const end = await run.ended;
    expect(end.code).toBe(3);
    expect(end.stderr).toContain('nobody reads its output');
    expect(bytesOf(image).includes(Buffer.alloc(512, 0xee))).toBe(true);
  });
});

describe('a kill at any moment', () => {
  test('and a resume from the last printed checkpoint give the bytes of an uninterrupted run', async () => {
    const image = folder.image('killed.img', sizeBytes);
    let from = 0;
    let kills = 0;
    for (; kills < 8; kills += 1) {
      const argv = [...pacedArgv, '--checkpoint-ms', '15', '--from', `${from}`];
      const run = startEngine(['overwrite', '--path', image, ...argv]);
      await run.line((line) => line.type === 'checkpoint' && numberOf(line, 'durableBytes') > from);
      await pause(Math.random() * 60);
      run.child.kill('SIGKILL');
      const end = await run.ended;
      if (end.signal !== 'SIGKILL') break;
      expect(linesOf(end, 'end')).toHaveLength(0);
      from = lastCheckpoint(end, from);
      expect(firstDifference(bytesOf(image).subarray(0, from), streamBytes(seed, 0, from))).toBe(-1);
    }
    expect(kills).toBeGreaterThan(2);
    const last = await runEngine(['overwrite', '--path', image, ...streamArgv, '--from', `${from}`]);
    expect(last.code, last.stderr).toBe(0);
    expect(firstDifference(bytesOf(image), streamBytes(seed, 0, sizeBytes))).toBe(-1);
  });
});

describe('a kill of a pass at full speed, many transfers in flight', () => {
  const largeBytes = 96 * mebibyte + 1536;
  const expected = streamBytes(seed, 0, largeBytes);

  test('at 20 random moments: every resume gives the drive of an uninterrupted run', async () => {
    let killed = 0;
    let resumedInTheMiddle = 0;
    for (let tries = 0; killed < 20; tries += 1) {
      expect(tries, 'the pass is too short to be killed in').toBeLessThan(200);
      const image = folder.image('killed-fast.img', largeBytes);
      const argv = ['overwrite', '--path', image, '--size', `${largeBytes}`, '--pattern', 'stream', '--seed', seed];
      const run = startEngine([...argv, '--checkpoint-ms', '1']);
      await run.line((line) => line.type === 'begin');
      await pause(Math.random() * 40);
      run.child.kill('SIGKILL');
      const end = await run.ended;
      if (end.signal !== 'SIGKILL') continue;
      killed += 1;
      const from = lastCheckpoint(end);
      if (from > 0) resumedInTheMiddle += 1;
      expect(firstDifference(bytesOf(image).subarray(0, from), expected.subarray(0, from))).toBe(-1);
      const resumed = await runEngine([...argv, '--from', `${from}`]);
      expect(resumed.code, resumed.stderr).toBe(0);
      expect(firstDifference(bytesOf(image), expected)).toBe(-1);
    }
    expect(resumedInTheMiddle).toBeGreaterThan(0);
  });
});

test('a kill at the worst moment costs less than five seconds of work', async () => {
  const image = folder.image('lost-work.img', sizeBytes);
  const rate = 3 * mebibyte;
  const run = startEngine(['overwrite', '--path', image, ...streamArgv, '--max-rate', `${rate}`]);
  let mostAtRisk = 0;
  await run.line((line) => {
    const durable = lastCheckpoint(run);
    if (line.type === 'progress') mostAtRisk = Math.max(mostAtRisk, numberOf(line, 'doneBytes') - durable);
    return line.type === 'checkpoint' && numberOf(line, 'durableBytes') > 5 * rate;
  });
  run.child.kill('SIGKILL');
  await run.ended;
  expect(linesOf(run, 'checkpoint').length).toBeGreaterThan(1);
  expect(mostAtRisk / rate).toBeLessThan(5);
});

describe('a target that shrinks during the run', () => {
  test.each([0, 512, 2 * mebibyte])(
    'to %i bytes never completes an overwrite and is not grown again',
    async (shrunk) => {
      const image = folder.image('shrunk.img', sizeBytes);
      const run = startEngine(['overwrite', '--path', image, ...pacedArgv]);
      await run.line((line) => line.type === 'progress');
      truncateSync(image, shrunk);
      const end = await run.ended;
      expect(end.code).toBe(5);
      expect(endLine(end)).toMatchObject({ outcome: 'device-lost' });
    },
  );

  test('never completes a verification', async () => {
    const image = folder.image('shrunk-verify.img', sizeBytes);
    await runEngine(['overwrite', '--path', image, '--size', `${sizeBytes}`, '--pattern', 'zeros']);
    expect(firstDifference(bytesOf(image), repeatedBytes('00', sizeBytes))).toBe(-1);
    const argv = ['--size', `${sizeBytes}`, '--pattern', 'zeros', '--max-rate', `${32 * mebibyte}`];
    const run = startEngine(['verify', '--path', image, ...argv]);
    await run.line((line) => line.type === 'progress');
    truncateSync(image, 4096);
    const end = await run.ended;
    expect(end.code).toBe(5);
    expect(endLine(end)).toMatchObject({ outcome: 'device-lost' });
  });

  test('never completes when it grew instead', async () => {
    const image = folder.image('grown.img', sizeBytes);
    const run = startEngine(['overwrite', '--path', image, ...pacedArgv]);
    await run.line((line) => line.type === 'progress');
    truncateSync(image, sizeBytes + 4096);
    const end = await run.ended;
    expect(end.code).toBe(5);
  });

  test.each(['overwrite', 'verify'])('never completes %s when it shrinks after the last block', async (verb) => {
    const image = folder.image('shrunk-late.img', 4096);
    const argv = ['--size', '4096', '--pattern', 'hex:ee', '--max-rate', '4096'];
    const run = startEngine([verb, '--path', image, ...argv]);
    // The only block is done; the pass is held back by its rate before it looks at the size a last time.
    await run.line((line) => line.type === 'progress' && numberOf(line, 'doneBytes') === 4096);
    truncateSync(image, 512);
    const end = await run.ended;
    expect(end.code).toBe(5);
    expect(endLine(end)).toMatchObject({ outcome: 'device-lost' });
  });
});
