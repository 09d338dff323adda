import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type EngineEnd, endLine, linesOf, numberOf, runEngine, startEngine } from '../../fixtures/engine/engineRun.ts';
import { repeatedBytes, seedFrom } from '../../fixtures/engine/expectedBytes.ts';
import { bytesOf, firstDifference, imageFolder } from '../../fixtures/engine/images.ts';
import {
  announceSkip,
  type FaultScripts,
  type FaultyDrive,
  failWithEio,
  faultyDriveSkipReason,
  makeFaultyDrive,
  touches,
} from '../../fixtures/engine/loopDevices.ts';

const skipReason = faultyDriveSkipReason();
const folder = imageFolder();
afterAll(() => folder.remove());

const mebibyte = 1024 * 1024;
const sizeBytes = 2 * mebibyte + 512;
const lastLba = sizeBytes / 512 - 1;
const badSectors = (...ranges: readonly (readonly [number, number])[]): string =>
  ranges.map(([first, last]) => `if ${touches(first, last)}; then ${failWithEio}; fi`).join('; ');
const ranges = (end: EngineEnd, operation: string) =>
  linesOf(end, 'bad-range').map((line) => {
    expect(line).toMatchObject({ operation, errno: 5, errnoName: 'EIO' });
    return [numberOf(line, 'firstLba'), numberOf(line, 'lastLba')];
  });

describe.skipIf(skipReason !== '')(announceSkip('the engine on a drive with real I/O errors', skipReason), () => {
  let drive: FaultyDrive | undefined;
  let made = 0;
  const make = async (scripts: FaultScripts): Promise<FaultyDrive> => {
    made += 1;
    drive = await makeFaultyDrive(folder.path(), `faulty-${made}`, sizeBytes, scripts);
    return drive;
  };
  afterEach(async () => {
    await drive?.release();
    drive = undefined;
  });
  const zeros = (device: string) => ['--path', device, '--size', `${sizeBytes}`, '--pattern', 'zeros'];
  const residue = (device: string) => ['--path', device, '--size', `${sizeBytes}`, '--pattern', 'hex:ee'];

  test('lists unreadable sectors to the exact LBA, reads all others, and never completes', async () => {
    const bad = [
      [0, 0],
      [300, 302],
      [2047, 2048],
      [lastLba, lastLba],
    ] as const;
    const { device } = await make({ beforeRead: badSectors(...bad) });
    const end = await runEngine(['verify', ...residue(device), '--retries', '1']);
    expect(end.code).toBe(1);
    expect(ranges(end, 'read')).toEqual(bad);
    expect(endLine(end)).toMatchObject({
      outcome: 'findings',
      badBlocks: 7,
      mismatchBytes: 0,
      bytesRead: sizeBytes - 7 * 512,
    });
  });

  test('lists unwritable sectors to the exact LBA, writes all others, and never completes', async () => {
    const bad = [
      [0, 0],
      [777, 780],
      [lastLba, lastLba],
    ] as const;
    const { device, backing } = await make({ beforeWrite: badSectors(...bad) });
    const end = await runEngine(['overwrite', ...zeros(device), '--retries', '1']);
    expect(end.code).toBe(1);
    expect(ranges(end, 'write')).toEqual(bad);
    expect(endLine(end)).toMatchObject({ outcome: 'findings', badBlocks: 6, bytesWritten: sizeBytes - 6 * 512 });
    const expected = repeatedBytes('00', sizeBytes);
    for (const [first, last] of bad) expected.fill(0xee, first * 512, (last + 1) * 512);
    expect(firstDifference(bytesOf(backing), expected)).toBe(-1);
  });

  test('reports every bad block before a checkpoint that covers it', async () => {
    const { device } = await make({ beforeWrite: badSectors([100, 101], [3000, 3000]) });
    const end = await runEngine(['overwrite', ...zeros(device), '--retries', '0', '--checkpoint-ms', '0']);
    let reported = 0;
    for (const line of end.lines) {
      if (line.type === 'bad-range') reported += numberOf(line, 'lastLba') - numberOf(line, 'firstLba') + 1;
      if (line.type !== 'checkpoint') continue;
      const covered = [100, 101, 3000].filter((lba) => (lba + 1) * 512 <= numberOf(line, 'durableBytes')).length;
      expect(reported).toBeGreaterThanOrEqual(covered);
      expect(numberOf(line, 'badBlocks')).toBe(reported);
    }
    expect(reported).toBe(3);
  });

  test('gives up a drive with more bad blocks than allowed, and not one earlier', async () => {
    const { device } = await make({ beforeRead: badSectors([64, 73]) });
    const allowed = await runEngine(['verify', ...residue(device), '--retries', '0', '--bad-limit', '10']);
    expect(endLine(allowed)).toMatchObject({ outcome: 'findings', badBlocks: 10 });
    const tooMany = await runEngine(['verify', ...residue(device), '--retries', '0', '--bad-limit', '9']);
    expect(tooMany.code).toBe(1);
    expect(endLine(tooMany)).toMatchObject({ outcome: 'too-many-bad', badBlocks: 10 });
    expect(ranges(tooMany, 'read')).toEqual([[64, 73]]);
  });

  test('gives up a drive that takes its time over failing places, long before the limit of bad blocks', async () => {
    const slowly = `if ${touches(0, 4000)}; then sleep 0.2; ${failWithEio}; fi`;
    const { device } = await make({ beforeRead: slowly });
    const end = await runEngine(['verify', ...residue(device), '--retries', '1', '--error-budget-ms', '1500']);
    expect(end.code).toBe(1);
    const last = endLine(end);
    expect(last).toMatchObject({ outcome: 'too-many-bad' });
    expect(last.reason).toContain('given up');
    expect(numberOf(last, 'badBlocks')).toBeLessThan(20);
    expect(numberOf(last, 'errorMs')).toBeGreaterThan(1000);
  });

  test('finds the same bad sectors with many transfers in flight as with one at a time', async () => {
    const bad = [
      [3, 4],
      [2048, 2048],
      [lastLba, lastLba],
    ] as const;
    const { device } = await make({ beforeRead: badSectors(...bad) });
    for (const io of ['io_uring', 'blocking']) {
      const options = ['--retries', '0', '--io', io, '--block-bytes', '65536'];
      const end = await runEngine(['verify', ...residue(device), ...options]);
      expect(ranges(end, 'read')).toEqual(bad);
      expect(endLine(end)).toMatchObject({ badBlocks: 4, bytesRead: sizeBytes - 4 * 512, io: { backend: io } });
    }
  });

  test('does not call a block bad that is written on a later try', async () => {
    const counter = join(folder.path(), 'tries');
    writeFileSync(counter, '');
    const { device, backing } = await make({
      beforeWrite: `if ${touches(500, 500)} && [ $(wc -c < "${counter}") -lt 13 ]; then printf x >> "${counter}"; ${failWithEio}; fi`,
    });
    const end = await runEngine(['overwrite', ...zeros(device), '--retries', '5']);
    expect(end.code, end.stderr).toBe(0);
    expect(bytesOf(counter).length).toBe(13);
    expect(firstDifference(bytesOf(backing), repeatedBytes('00', sizeBytes))).toBe(-1);
  });

  test('a flush that fails is fatal: no checkpoint, never completed', async () => {
    const { device } = await make({ flush: 'echo "EIO injected" >&2; exit 1' });
    const end = await runEngine(['overwrite', ...zeros(device)]);
    expect(end.code).toBe(5);
    expect(linesOf(end, 'checkpoint')).toHaveLength(0);
    expect(endLine(end)).toMatchObject({ outcome: 'fault', durableBytes: 0 });
    const planted = await runEngine([
      'canary',
      'plant',
      '--path',
      device,
      '--size',
      `${sizeBytes}`,
      '--canary-seed',
      seedFrom('x'),
    ]);
    expect(planted.code).toBe(5);
  });

  test('a drive that acknowledges writes and drops them is found out', async () => {
    const { device } = await make({ beforeWrite: 'cat > /dev/null; exit 0' });
    expect((await runEngine(['overwrite', ...zeros(device)])).code).toBe(0);
    const verified = await runEngine(['verify', ...zeros(device)]);
    expect(verified.code).toBe(1);
    expect(endLine(verified)).toMatchObject({ mismatchBytes: sizeBytes });
    const argv = ['--path', device, '--size', `${sizeBytes}`, '--canary-seed', seedFrom('dropped')];
    const planted = await runEngine(['canary', 'plant', ...argv, '--count', '8']);
    expect(planted.code).toBe(1);
    expect(endLine(planted)).toMatchObject({ outcome: 'findings', planted: 8, confirmed: 0 });
  });

  test('unreadable canaries and samples are findings, not "gone" or clean', async () => {
    const { device } = await make({ beforeRead: badSectors([0, 0]) });
    const argv = [
      '--path',
      device,
      '--size',
      `${sizeBytes}`,
      '--canary-seed',
      seedFrom('unreadable'),
      '--retries',
      '0',
    ];
    const checked = await runEngine(['canary', 'check', ...argv, '--count', '4']);
    expect(checked.code).toBe(1);
    expect(endLine(checked)).toMatchObject({ outcome: 'findings', unreadable: 1, gone: 3 });
    const sampled = await runEngine([
      'sample',
      ...residue(device),
      '--plan-seed',
      seedFrom('s'),
      '--retries',
      '0',
      '--subsections',
      '20',
    ]);
    expect(sampled.code).toBe(1);
    expect(endLine(sampled)).toMatchObject({ outcome: 'findings', badBlocks: 1 });
  });

  test.each(['overwrite', 'verify'])('a drive pulled out during %s never completes', async (verb) => {
    const { device, pull } = await make({});
    const run = startEngine([verb, ...residue(device), '--max-rate', `${2 * mebibyte}`, '--retries', '0']);
    await run.line((line) => line.type === 'progress');
    pull();
    const end = await run.ended;
    expect([1, 5]).toContain(end.code);
    expect(['too-many-bad', 'device-lost', 'fault']).toContain(endLine(end).outcome);
  });

  test('a stop is heard while a failing place is being tried', async () => {
    const { device } = await make({ beforeRead: badSectors([0, 4000]) });
    const run = startEngine(['verify', ...residue(device), '--retries', '100', '--bad-limit', '100000']);
    await run.line((line) => line.type === 'progress');
    run.child.kill('SIGTERM');
    const end = await run.ended;
    expect(end.code).toBe(3);
    expect(endLine(end)).toMatchObject({ outcome: 'stopped' });
  });
});
