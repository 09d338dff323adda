import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { endLine, linesOf, numberOf, runEngine, startEngine } from '../../fixtures/engine/engineRun.ts';
import { seedFrom, streamBytes } from '../../fixtures/engine/expectedBytes.ts';
import { imageFolder } from '../../fixtures/engine/images.ts';
import {
  announceSkip,
  attachLoop,
  type FaultScripts,
  type FaultyDrive,
  failWithEio,
  faultyDriveSkipReason,
  loopSkipReason,
  losetup,
  makeFaultyDrive,
  touches,
} from '../../fixtures/engine/loopDevices.ts';
import { samplePlan, stratifiedCanaryPlan } from '../../fixtures/engine/seededPlans.ts';

const folder = imageFolder();
afterAll(() => folder.remove());

const mebibyte = 1024 * 1024;
const seed = seedFrom('erased drive');
const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const loopSkip = loopSkipReason();
describe.skipIf(loopSkip !== '')(announceSkip('after an erase, on a real block device', loopSkip), () => {
  test.each([512, 4096])('canaries and survey see what was left, in blocks of %i', async (sector) => {
    const sizeBytes = 6 * mebibyte + 4096;
    const image = folder.image(`loop-${sector}.img`, sizeBytes);
    const loop = attachLoop(image, ['--sector-size', `${sector}`]);
    cleanups.push(() => loop.detach());
    const target = ['--path', loop.path, '--size', `${sizeBytes}`];
    const canaries = [...target, '--canary-seed', seed, '--layout', 'stratified', '--count', '100'];
    const survey = ['survey', ...target, '--plan-seed', seed, '--subsections', '100'];
    await runEngine(['overwrite', ...target, '--pattern', 'stream', '--seed', seed]);
    expect(endLine(await runEngine(['canary', 'plant', ...canaries]))).toMatchObject({ planted: 102, confirmed: 102 });
    const first = await runEngine(survey);
    const earlier = join(folder.path(), `earlier-${sector}`);
    writeFileSync(earlier, first.lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

    const kept = Math.floor((sizeBytes * 0.9) / 4096) * 4096;
    execFileSync('/usr/sbin/blkdiscard', ['--zeroout', '--length', `${kept}`, loop.path]);
    const { offsets } = stratifiedCanaryPlan({ sizeBytes, canaryBytes: sector, seed, count: 100 });
    const survivorLbas = offsets.filter((offset) => offset >= kept).map((offset) => offset / sector);
    const checked = await runEngine(['canary', 'check', ...canaries]);
    expect(checked.code).toBe(1);
    const gone = offsets.length - survivorLbas.length;
    expect(endLine(checked)).toMatchObject({ survivorLbas, gone, uniformBytes: { '00': gone }, other: 0 });
    const left = samplePlan({
      ...{ sizeBytes, blockBytes: sector, planSeed: seed },
      ...{ subsections: 100, perSubsection: 2, sharePpm: 1e5 },
    }).filter((range) => range.offsetBytes >= kept);
    const compared = await runEngine([...survey, '--compare', earlier]);
    expect(compared.code).toBe(1);
    expect(linesOf(compared, 'unchanged')).toEqual(left.map((range) => ({ type: 'unchanged', ...range })));

    execFileSync('/usr/sbin/blkdiscard', ['--zeroout', loop.path]);
    expect((await runEngine(['canary', 'check', ...canaries])).code).toBe(0);
    expect((await runEngine([...survey, '--compare', earlier])).code).toBe(0);
  });

  test('a survey never completes when the capacity shrinks during it', async () => {
    const sizeBytes = 16 * mebibyte;
    const image = folder.image('capacity.img', sizeBytes);
    const loop = attachLoop(image);
    cleanups.push(() => loop.detach());
    const run = startEngine([
      ...['survey', '--path', loop.path, '--size', `${sizeBytes}`, '--plan-seed', seed],
      ...['--share-ppm', '1000000', '--max-rate', `${16 * mebibyte}`],
    ]);
    await run.line((line) => line.type === 'progress');
    truncateSync(image, mebibyte);
    losetup(['--set-capacity', loop.path]);
    const end = await run.ended;
    expect(end.code).toBe(5);
    expect(endLine(end)).toMatchObject({ outcome: 'device-lost' });
  });
});

const faultySkip = faultyDriveSkipReason();
describe.skipIf(faultySkip !== '')(announceSkip('after an erase, where reads fail', faultySkip), () => {
  const sizeBytes = 2 * mebibyte;
  const make = async (name: string, scripts: FaultScripts): Promise<FaultyDrive> => {
    const drive = await makeFaultyDrive(folder.path(), name, sizeBytes, scripts);
    cleanups.push(() => drive.release());
    return drive;
  };
  const failing = (first: number, last: number): string => `if ${touches(first, last)}; then ${failWithEio}; fi`;
  const plan = samplePlan({
    ...{ sizeBytes, blockBytes: 512, planSeed: seed },
    ...{ subsections: 20, perSubsection: 2, sharePpm: 1e5 },
  });
  const survey = (device: string, more: readonly string[] = []) =>
    runEngine([
      ...['survey', '--path', device, '--size', `${sizeBytes}`, '--plan-seed', seed, '--subsections', '20'],
      ...['--retries', '0', ...more],
    ]);

  test('a sample with an unreadable sector is unreadable, no other is, and the survey goes on to its end', async () => {
    const [, second, third] = plan;
    if (second === undefined || third === undefined) throw new Error('the plan is too short');
    const bad = [second.offsetBytes / 512 + 1, (third.offsetBytes + third.lengthBytes) / 512 - 1] as const;
    const { device } = await make('two-bad', { beforeRead: bad.map((lba) => failing(lba, lba)).join('; ') });
    const end = await survey(device);
    expect(end.code).toBe(1);
    expect(linesOf(end, 'bad-range').map((line) => numberOf(line, 'firstLba'))).toEqual(bad);
    const unreadable = { uniform: null, sha256: null, unreadable: true };
    linesOf(end, 'sample').forEach((line, index) => {
      expect(line).toMatchObject({ ...plan[index] });
      if (index === 1 || index === 2) expect(line).toMatchObject(unreadable);
      else expect(line).toMatchObject({ uniform: 'ee', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    });
    expect(endLine(end)).toMatchObject({
      outcome: 'findings',
      samples: plan.length,
      uniformSamples: plan.length - 2,
      uniformBytes: { ee: plan.length - 2 },
      otherSamples: 0,
      unreadableSamples: 2,
      badBlocks: 2,
    });
  });

  test('a place that was or is unreadable is never called changed', async () => {
    const [, second] = plan;
    if (second === undefined) throw new Error('the plan is too short');
    const flag = join(folder.path(), 'fails-now');
    const { device, backing } = await make('incomparable', {
      beforeRead: `if [ -e "${flag}" ]; then ${failing(second.offsetBytes / 512, second.offsetBytes / 512)}; fi`,
    });
    const keep = async (name: string) => {
      const file = join(folder.path(), name);
      writeFileSync(file, (await survey(device)).lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      return file;
    };
    writeFileSync(backing, streamBytes(seed, 0, sizeBytes));
    const readable = await keep('readable.lines');
    writeFileSync(flag, '');
    const unreadable = await keep('unreadable.lines');
    writeFileSync(backing, Buffer.alloc(sizeBytes));
    const nowUnreadable = await survey(device, ['--compare', readable]);
    expect(nowUnreadable.code).toBe(1);
    const counts = { changedSamples: plan.length - 1, unchangedSamples: 0, incomparableSamples: 1 };
    expect(endLine(nowUnreadable)).toMatchObject({ ...counts, unreadableSamples: 1 });
    execFileSync('/usr/bin/rm', [flag]);
    const wasUnreadable = await survey(device, ['--compare', unreadable]);
    expect(endLine(wasUnreadable)).toMatchObject({ ...counts, unreadableSamples: 0 });
  });

  test('a survey of a drive that reads nowhere looks at every sample all the same, within its limit', async () => {
    const { device } = await make('all-bad', { beforeRead: failWithEio });
    const end = await survey(device);
    expect(end.code).toBe(1);
    expect(linesOf(end, 'sample')).toHaveLength(plan.length);
    expect(endLine(end)).toMatchObject({
      outcome: 'findings',
      uniformSamples: 0,
      otherSamples: 0,
      unreadableSamples: plan.length,
      badBlocks: plan.length,
    });
    const limited = await survey(device, ['--bad-limit', '5']);
    expect(limited.code).toBe(1);
    expect(endLine(limited)).toMatchObject({ outcome: 'too-many-bad', badBlocks: 6, unreadableSamples: 5 });
  });

  test('a canary check counts places that cannot be read as neither gone nor there, and never ends at one', async () => {
    const canaries = (device: string) => [
      ...['--path', device, '--size', `${sizeBytes}`, '--canary-seed', seed, '--layout', 'stratified'],
      ...['--count', '30', '--retries', '0'],
    ];
    const { offsets } = stratifiedCanaryPlan({ sizeBytes, canaryBytes: 512, seed, count: 30 });
    const middle = (offsets[10] ?? 0) / 512;
    const some = await make('some-bad', { beforeRead: `${failing(0, 0)}; ${failing(middle, middle)}` });
    const end = await runEngine(['canary', 'check', ...canaries(some.device)]);
    expect(end.code).toBe(1);
    expect(linesOf(end, 'canary').map((line) => [line.state, line.lba])).toEqual([
      ['unreadable', 0],
      ['unreadable', middle],
    ]);
    expect(endLine(end)).toMatchObject({
      checked: 32,
      survivors: 0,
      gone: 30,
      unreadable: 2,
      uniformBytes: { ee: 30 },
    });
    const nowhere = await make('none', { beforeRead: failWithEio });
    const none = await runEngine(['canary', 'check', ...canaries(nowhere.device)]);
    expect(none.code).toBe(1);
    expect(endLine(none)).toMatchObject({ outcome: 'findings', checked: 32, survivors: 0, gone: 0, unreadable: 32 });
  });

  const tools = ['/usr/sbin/mke2fs', '/usr/sbin/filefrag'].filter((path) => !existsSync(path));
  const toolSkip = tools.length === 0 ? '' : `needs ${tools.join(', ')}`;
  test.skipIf(toolSkip !== '')(
    announceSkip('one unreadable sector does not hide the canary in its neighbours', toolSkip),
    async () => {
      // A canary of 4096 bytes over sectors of 512: an image on a file system on a drive whose sectors start to fail.
      const fails = join(folder.path(), 'failing-sectors');
      const backing = join(folder.path(), 'part-bad.backing');
      writeFileSync(backing, Buffer.alloc(sizeBytes));
      execFileSync('/usr/sbin/mke2fs', ['-q', '-F', '-t', 'ext4', '-b', '4096', '-O', '^has_journal', backing]);
      const { device } = await make('part-bad', {
        beforeRead: `if read first last 2>/dev/null < "${fails}" && [ $4 -lt $(( (last + 1) * 512 )) ] && [ $(( $4 + $3 )) -gt $(( first * 512 )) ]; then ${failWithEio}; fi`,
      });
      const mountPoint = join(folder.path(), 'part-bad-mounted');
      mkdirSync(mountPoint);
      execFileSync('/usr/bin/mount', [device, mountPoint]);
      cleanups.push(() => {
        execFileSync('/usr/bin/umount', [mountPoint]);
      });
      const image = join(mountPoint, 'image');
      writeFileSync(image, Buffer.alloc(64 * 1024));
      const canaries = ['--path', image, '--size', `${64 * 1024}`, '--canary-seed', seed, '--count', '2'];
      const planted = await runEngine(['canary', 'plant', ...canaries]);
      expect(planted.code, planted.stderr).toBe(0);
      const extent = execFileSync('/usr/sbin/filefrag', ['-s', '-b512', '-v', image], { encoding: 'utf8' });
      const start = Number(/^\s*0:\s+0\.\.\s*\d+:\s+(\d+)\.\./m.exec(extent)?.[1]);
      expect(start).toBeGreaterThan(0);

      const check = async (first: number, last: number) => {
        writeFileSync(fails, `${start + first} ${start + last}\n`);
        return runEngine(['canary', 'check', ...canaries, '--retries', '0']);
      };
      const one = await check(3, 3);
      expect(one.code).toBe(1);
      expect(endLine(one)).toMatchObject({ survivors: 1, partialSurvivors: 1, unreadable: 0, badBlocks: 1 });
      expect(linesOf(one, 'bad-range')).toEqual([
        { type: 'bad-range', operation: 'read', firstLba: 3, lastLba: 3, errno: 5, errnoName: 'EIO' },
      ]);
      const whole = await check(0, 7);
      expect(endLine(whole)).toMatchObject({ survivors: 1, partialSurvivors: 0, unreadable: 1, badBlocks: 8 });
    },
  );
});
