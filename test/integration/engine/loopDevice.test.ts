import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import {
  endLine,
  enginePath,
  lastCheckpoint,
  linesOf,
  numberOf,
  runEngine,
  startEngine,
} from '../../fixtures/engine/engineRun.ts';
import { repeatedBytes, seedFrom, sha256, streamBytes } from '../../fixtures/engine/expectedBytes.ts';
import { bytesOf, firstDifference, imageFolder } from '../../fixtures/engine/images.ts';
import { announceSkip, attachLoop, loopSkipReason, losetup } from '../../fixtures/engine/loopDevices.ts';
import { canaryOffsets } from '../../fixtures/engine/seededPlans.ts';

const skipReason = loopSkipReason();
const folder = imageFolder();
afterAll(() => folder.remove());

const mebibyte = 1024 * 1024;
const seed = seedFrom('loop');

describe.skipIf(skipReason !== '')(announceSkip('the engine on a real block device', skipReason), () => {
  const cleanups: (() => void)[] = [];
  afterEach(() => {
    for (const cleanup of cleanups.splice(0).reverse()) cleanup();
  });
  const attach = (image: string, options: readonly string[] = []): string => {
    const loop = attachLoop(image, options);
    cleanups.push(() => loop.detach());
    return loop.path;
  };

  test.each([
    { sector: 512, sizeBytes: mebibyte + 512 },
    { sector: 512, sizeBytes: 5 * mebibyte + 4096 },
    { sector: 4096, sizeBytes: 5 * mebibyte + 4096 },
    { sector: 4096, sizeBytes: 4096 },
  ])(
    'overwrites, verifies, samples and checks $sizeBytes bytes in blocks of $sector',
    async ({ sector, sizeBytes }) => {
      const image = folder.image(`loop-${sector}-${sizeBytes}.img`, sizeBytes);
      const device = attach(image, ['--sector-size', `${sector}`]);
      const probed = await runEngine(['probe', '--path', device]);
      expect(probed.lines[0]).toMatchObject({
        kind: 'block',
        major: 7,
        sizeBytes,
        logicalBlockBytes: sector,
        readOnly: false,
        direct: true,
        diskSequence: expect.any(Number),
        rotational: expect.any(Boolean),
      });
      const content = ['--path', device, '--size', `${sizeBytes}`, '--pattern', 'stream', '--seed', seed];
      const written = await runEngine(['overwrite', ...content]);
      expect(written.code, written.stderr).toBe(0);
      expect(lastCheckpoint(written)).toBe(sizeBytes);
      expect(firstDifference(bytesOf(image), streamBytes(seed, 0, sizeBytes))).toBe(-1);
      expect((await runEngine(['verify', ...content])).code).toBe(0);
      const sampled = await runEngine(['sample', ...content, '--plan-seed', seed]);
      expect(sampled.code, sampled.stderr).toBe(0);
      expect(numberOf(endLine(sampled), 'shareReachedPpm')).toBeGreaterThanOrEqual(100_000);
    },
  );

  test('finds one bit that was turned over behind its back', async () => {
    const sizeBytes = 2 * mebibyte + 512;
    const image = folder.image('flipped.img', sizeBytes);
    const device = attach(image);
    const content = ['--path', device, '--size', `${sizeBytes}`, '--pattern', 'hex:A5'];
    await runEngine(['overwrite', ...content]);
    const bytes = bytesOf(image);
    for (const place of [0, mebibyte + 77, sizeBytes - 1]) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(0xa4, place);
      writeFileSync(image, flipped, { flag: 'r+' });
      const end = await runEngine(['verify', ...content]);
      expect(end.code).toBe(1);
      expect(linesOf(end, 'mismatch')).toEqual([{ type: 'mismatch', firstByte: place, lastByte: place }]);
    }
  });

  test('works through a descriptor held by somebody else, as the agent does it', async () => {
    const sizeBytes = 2 * mebibyte;
    const image = folder.image('held.img', sizeBytes);
    const device = attach(image);
    const descriptor = openSync(device, 'r+');
    const end = await runEngine(['overwrite', '--fd', '3', '--size', `${sizeBytes}`, '--pattern', 'zeros'], descriptor);
    closeSync(descriptor);
    expect(end.code, end.stderr).toBe(0);
    expect(firstDifference(bytesOf(image), repeatedBytes('00', sizeBytes))).toBe(-1);
  });

  test('plants canaries that are found, and gone once overwritten', async () => {
    const sizeBytes = 3 * mebibyte + 4096;
    const device = attach(folder.image('canary-loop.img', sizeBytes), ['--sector-size', '4096']);
    const argv = ['--path', device, '--size', `${sizeBytes}`, '--canary-seed', seed];
    expect(endLine(await runEngine(['canary', 'plant', ...argv]))).toMatchObject({ planted: 64, confirmed: 64 });
    const offsets = canaryOffsets({ sizeBytes, canaryBytes: 4096, seed, count: 64 });
    const survivorLbas = offsets.map((offset) => offset / 4096);
    expect(endLine(await runEngine(['canary', 'check', ...argv]))).toMatchObject({ survivors: 64, survivorLbas });
    await runEngine(['overwrite', '--path', device, '--size', `${sizeBytes}`, '--pattern', 'zeros']);
    const after = await runEngine(['canary', 'check', ...argv]);
    expect(after.code).toBe(0);
    expect(endLine(after)).toMatchObject({ survivors: 0, gone: 64 });
  });

  test('refuses a resume point inside a block of 4096 bytes', async () => {
    const device = attach(folder.image('inside.img', mebibyte), ['--sector-size', '4096']);
    const argv = ['--path', device, '--size', `${mebibyte}`, '--pattern', 'zeros', '--from', '512'];
    expect((await runEngine(['overwrite', ...argv])).code).toBe(4);
  });

  test.each(['attached read-only', 'set read-only later'])('refuses a device %s, unchanged', async (how) => {
    const image = folder.image('read-only.img', mebibyte);
    const before = sha256(bytesOf(image));
    const device = attach(image, how === 'attached read-only' ? ['--read-only'] : []);
    if (how !== 'attached read-only') execFileSync('/usr/sbin/blockdev', ['--setro', device]);
    const argv = ['overwrite', '--size', `${mebibyte}`, '--pattern', 'zeros'];
    expect((await runEngine([...argv, '--path', device])).code).toBe(4);
    const reader = openSync(device, 'r');
    expect((await runEngine([...argv, '--fd', '3'], reader)).code).toBe(4);
    closeSync(reader);
    expect((await runEngine(['probe', '--path', device])).lines[0]).toMatchObject({ readOnly: true });
    expect((await runEngine(['verify', '--path', device, '--size', `${mebibyte}`, '--pattern', 'hex:ee'])).code).toBe(
      0,
    );
    expect(sha256(bytesOf(image))).toBe(before);
  });

  test('refuses a device that was set read-only after its descriptor was opened', async () => {
    const image = folder.image('late-read-only.img', mebibyte);
    const device = attach(image);
    const descriptor = openSync(device, 'r+');
    execFileSync('/usr/sbin/blockdev', ['--setro', device]);
    const argv = ['overwrite', '--fd', '3', '--size', `${mebibyte}`, '--pattern', 'zeros'];
    expect((await runEngine(argv, descriptor)).code).toBe(4);
    closeSync(descriptor);
  });

  const mountSkip = existsSync('/usr/sbin/mke2fs') ? '' : 'needs /usr/sbin/mke2fs';
  test.skipIf(mountSkip !== '')(announceSkip('refuses a mounted device as busy, unchanged', mountSkip), async () => {
    const image = folder.image('mounted.img', 4 * mebibyte);
    execFileSync('/usr/sbin/mke2fs', ['-q', '-F', '-t', 'ext4', image]);
    const before = sha256(bytesOf(image));
    const device = attach(image);
    const mountPoint = join(folder.path(), 'mounted');
    mkdirSync(mountPoint);
    execFileSync('/usr/bin/mount', ['-o', 'ro,noload', device, mountPoint]);
    cleanups.push(() => {
      execFileSync('/usr/bin/umount', [mountPoint]);
    });
    for (const argv of [
      ['overwrite', '--size', `${4 * mebibyte}`, '--pattern', 'zeros'],
      ['canary', 'plant', '--size', `${4 * mebibyte}`, '--canary-seed', seed],
    ]) {
      const end = await runEngine([...argv, '--path', device]);
      expect(end.code).toBe(4);
      expect(endLine(end).reason).toContain('EBUSY');
    }
    expect(sha256(bytesOf(image))).toBe(before);
  });

  test('never completes when the capacity shrinks during the run', async () => {
    const sizeBytes = 24 * mebibyte;
    for (const verb of ['overwrite', 'verify']) {
      const image = folder.image('capacity.img', sizeBytes);
      const device = attach(image);
      const argv = [
        '--path',
        device,
        '--size',
        `${sizeBytes}`,
        '--pattern',
        'hex:ee',
        '--max-rate',
        `${32 * mebibyte}`,
      ];
      const run = startEngine([verb, ...argv]);
      await run.line((line) => line.type === 'progress');
      truncateSync(image, 2 * mebibyte);
      losetup(['--set-capacity', device]);
      const end = await run.ended;
      expect(end.code).toBe(5);
      expect(endLine(end)).toMatchObject({ outcome: 'device-lost' });
    }
  });

  const mountMemory = (kind: 'ramfs' | 'tmpfs', options: readonly string[]): string => {
    const mountPoint = mkdtempSync(join(folder.path(), `${kind}-`));
    execFileSync('/usr/bin/mount', ['-t', kind, ...options, kind, mountPoint]);
    cleanups.push(() => {
      execFileSync('/usr/bin/umount', [mountPoint]);
    });
    return mountPoint;
  };

  test('says that direct I/O is off on a file system without it, and still verifies truly', async () => {
    const sizeBytes = mebibyte + 777;
    const image = join(mountMemory('ramfs', []), 'image');
    writeFileSync(image, Buffer.alloc(sizeBytes, 0xee));
    const content = ['--path', image, '--size', `${sizeBytes}`, '--pattern', 'stream', '--seed', seed];
    const end = await runEngine(['overwrite', ...content]);
    expect(end.code, end.stderr).toBe(0);
    expect(linesOf(end, 'begin')[0]).toMatchObject({ direct: false });
    expect(firstDifference(bytesOf(image), streamBytes(seed, 0, sizeBytes))).toBe(-1);
    expect((await runEngine(['verify', ...content])).code).toBe(0);
  });

  test('started without stdout never takes the target for it, so no line lands on the drive', () => {
    const image = join(mountMemory('ramfs', []), 'image');
    writeFileSync(image, Buffer.alloc(mebibyte, 0xee));
    // The shell only closes descriptors before exec. With stdin open, the next free number is that of stdout.
    const argv = ['overwrite', '--path', image, '--size', `${mebibyte}`, '--pattern', 'zeros'];
    const run = spawnSync('/bin/sh', ['-c', 'exec "$0" "$@" >&- 2>&-', enginePath, ...argv]);
    expect(run.status).toBe(3);
    expect(bytesOf(image).includes('"type"')).toBe(false);
  });

  test('never takes a full host disk for the end of the drive', async () => {
    const image = join(mountMemory('tmpfs', ['-o', 'size=2m']), 'image');
    writeFileSync(image, '');
    truncateSync(image, 8 * mebibyte);
    const argv = ['--path', image, '--size', `${8 * mebibyte}`, '--pattern', 'hex:A5'];
    const end = await runEngine(['overwrite', ...argv]);
    expect(end.code).toBe(5);
    expect(endLine(end)).toMatchObject({ outcome: 'fault' });
    expect(endLine(end).reason).toContain('ENOSPC');
  });
});
