import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { endLine, runEngine } from '../../fixtures/engine/engineRun.ts';
import { seedFrom, sha256 } from '../../fixtures/engine/expectedBytes.ts';
import { bytesOf, imageFolder } from '../../fixtures/engine/images.ts';

const folder = imageFolder();
afterAll(() => folder.remove());

const sizeBytes = 1024 * 1024;
const seed = seedFrom('refusals');
const target = folder.image('target.img', sizeBytes);
const untouched = sha256(bytesOf(target));
const isRoot = process.getuid?.() === 0;

const writingVerbs = (size: number): readonly (readonly string[])[] => [
  ['overwrite', '--size', `${size}`, '--pattern', 'zeros'],
  ['canary', 'plant', '--size', `${size}`, '--canary-seed', seed],
];
const readingVerbs = (size: number): readonly (readonly string[])[] => [
  ['verify', '--size', `${size}`, '--pattern', 'zeros'],
  ['sample', '--size', `${size}`, '--pattern', 'zeros', '--plan-seed', seed],
  ['survey', '--size', `${size}`, '--plan-seed', seed],
  ['canary', 'check', '--size', `${size}`, '--canary-seed', seed],
  ['canary', 'check', '--size', `${size}`, '--canary-seed', seed, '--layout', 'stratified'],
];

async function expectRefused(argv: readonly string[], descriptor?: number): Promise<void> {
  const end = await runEngine(argv, descriptor);
  expect(end.code, `${argv.join(' ')}: ${end.stderr}`).toBe(4);
  expect(end.lines).toHaveLength(1);
  expect(endLine(end)).toMatchObject({ outcome: 'refused' });
  expect(endLine(end).reason).toMatch(/\.$/);
}

describe('refused, and not one byte changed', () => {
  test.each([sizeBytes - 1, sizeBytes + 1, sizeBytes - 512, 2 * sizeBytes, 1])(
    'a target that is not the recorded %i bytes',
    async (recorded) => {
      for (const verb of [...writingVerbs(recorded), ...readingVerbs(recorded)]) {
        await expectRefused([...verb, '--path', target]);
      }
      expect(sha256(bytesOf(target))).toBe(untouched);
    },
  );

  test('a descriptor that is open for reading only', async () => {
    const descriptor = openSync(target, 'r');
    for (const verb of writingVerbs(sizeBytes)) await expectRefused([...verb, '--fd', '3'], descriptor);
    closeSync(descriptor);
    expect(sha256(bytesOf(target))).toBe(untouched);
  });

  test('a resume point or block length that is not a whole number of logical blocks', async () => {
    for (const more of [
      ['--from', '100'],
      ['--from', '513'],
      ['--block-bytes', '1000'],
    ]) {
      await expectRefused(['overwrite', '--path', target, '--size', `${sizeBytes}`, '--pattern', 'zeros', ...more]);
    }
    expect(sha256(bytesOf(target))).toBe(untouched);
  });

  test('an empty image', async () => {
    const empty = folder.image('empty.img', 0);
    for (const verb of [...writingVerbs(1), ...readingVerbs(1)]) await expectRefused([...verb, '--path', empty]);
  });

  test('what is neither a block device nor a regular file, or is not there', async () => {
    const directory = join(folder.path(), 'directory');
    mkdirSync(directory);
    const fifo = join(folder.path(), 'fifo');
    expect(spawnSync('/usr/bin/mkfifo', [fifo]).status).toBe(0);
    const dangling = join(folder.path(), 'dangling');
    symlinkSync(join(folder.path(), 'nowhere'), dangling);
    for (const path of [directory, fifo, dangling, '/dev/null', '/dev/zero', join(folder.path(), 'absent')]) {
      for (const verb of [...writingVerbs(1), ...readingVerbs(1)]) await expectRefused([...verb, '--path', path]);
      await expectRefused(['probe', '--path', path]);
    }
  });

  test('a descriptor that is not open', async () => {
    await expectRefused(['probe', '--fd', '77']);
  });

  test.skipIf(isRoot)(
    `an image without write permission${isRoot ? ' (skipped: root may write to it all the same)' : ''}`,
    async () => {
      const locked = folder.image('locked.img', sizeBytes);
      chmodSync(locked, 0o444);
      for (const verb of writingVerbs(sizeBytes)) await expectRefused([...verb, '--path', locked]);
      expect(sha256(bytesOf(locked))).toBe(untouched);
    },
  );
  if (isRoot) console.log('SKIPPED an image without write permission: root may write to it all the same');
});

describe('a command line that is wrong exits 2 with a sentence, and opens nothing', () => {
  const size = ['--size', `${sizeBytes}`];
  const zeros = ['--pattern', 'zeros'];
  const path = ['--path', target];
  test.each<readonly [string, readonly string[]]>([
    ['no verb', []],
    ['an unknown verb', ['format', ...path]],
    ['an unknown option', ['overwrite', ...path, ...size, ...zeros, '--force', '1']],
    ['an option of another verb', ['verify', ...path, ...size, ...zeros, '--checkpoint-ms', '5']],
    ['a shortened option', ['overwrite', ...path, '--siz', '5', ...zeros]],
    ['no size', ['overwrite', ...path, ...zeros]],
    ['no size for verify', ['verify', ...path, ...zeros]],
    ['no pattern', ['overwrite', ...path, ...size]],
    ['no target', ['overwrite', ...size, ...zeros]],
    ['two targets', ['overwrite', ...path, '--fd', '3', ...size, ...zeros]],
    ['an option twice', ['overwrite', ...path, ...size, ...size, ...zeros]],
    ['an option without its value', ['overwrite', ...path, ...zeros, '--size']],
    ['a negative size', ['overwrite', ...path, '--size', '-1', ...zeros]],
    ['a size of zero', ['overwrite', ...path, '--size', '0', ...zeros]],
    ['a size with a unit', ['overwrite', ...path, '--size', '1M', ...zeros]],
    ['a size in hex', ['overwrite', ...path, '--size', '0x100', ...zeros]],
    ['a size beyond 64 bits', ['overwrite', ...path, '--size', '18446744073709551616', ...zeros]],
    ['a size with a space', ['overwrite', ...path, '--size', ' 1048576', ...zeros]],
    ['an unknown pattern', ['overwrite', ...path, ...size, '--pattern', 'ones']],
    ['an empty hex pattern', ['overwrite', ...path, ...size, '--pattern', 'hex:']],
    ['half a byte', ['overwrite', ...path, ...size, '--pattern', 'hex:A']],
    ['seventeen bytes', ['overwrite', ...path, ...size, '--pattern', `hex:${'00'.repeat(17)}`]],
    ['no hex', ['overwrite', ...path, ...size, '--pattern', 'hex:GG']],
    ['a stream without a seed', ['overwrite', ...path, ...size, '--pattern', 'stream']],
    ['a short seed', ['overwrite', ...path, ...size, '--pattern', 'stream', '--seed', seed.slice(2)]],
    ['a seed for zeros', ['overwrite', ...path, ...size, ...zeros, '--seed', seed]],
    ['a start beyond the end', ['overwrite', ...path, ...size, ...zeros, '--from', `${sizeBytes + 512}`]],
    ['a rate of zero', ['overwrite', ...path, ...size, ...zeros, '--max-rate', '0']],
    ['a sample without a plan seed', ['sample', ...path, ...size, ...zeros]],
    ['canary without an act', ['canary', ...path, ...size, '--canary-seed', seed]],
    ['canary without a seed', ['canary', 'plant', ...path, ...size]],
    ['one canary', ['canary', 'plant', ...path, ...size, '--canary-seed', seed, '--count', '1']],
    ['65537 canaries', ['canary', 'check', ...path, ...size, '--canary-seed', seed, '--count', '65537']],
    ['an unknown layout', ['canary', 'plant', ...path, ...size, '--canary-seed', seed, '--layout', 'random']],
    ['a layout for another verb', ['verify', ...path, ...size, ...zeros, '--layout', 'stratified']],
    ['a survey without a plan seed', ['survey', ...path, ...size]],
    ['a survey with a pattern', ['survey', ...path, ...size, ...zeros, '--plan-seed', seed]],
    ['a survey from the middle', ['survey', ...path, ...size, '--plan-seed', seed, '--from', '512']],
    ['a list to compare', ['survey', ...path, ...size, '--plan-seed', seed, '--list', '--compare', target]],
    ['nothing to compare with', ['survey', ...path, ...size, '--plan-seed', seed, '--compare', '']],
    ['a sample to compare', ['sample', ...path, ...size, ...zeros, '--plan-seed', seed, '--compare', target]],
    ['stdout as the target', ['overwrite', '--fd', '1', ...size, ...zeros]],
    ['stderr as the target', ['overwrite', '--fd', '2', ...size, ...zeros]],
  ])('%s', async (_name, argv) => {
    const end = await runEngine(argv);
    expect(end.code, end.stderr).toBe(2);
    expect(end.lines).toHaveLength(0);
    expect(end.stderr).toMatch(/^wipebench-engine: .+\.\n/);
    expect(sha256(bytesOf(target))).toBe(untouched);
  });
});
