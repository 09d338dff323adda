import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { endLine, runEngine } from '../../fixtures/engine/engineRun.ts';
import { imageFolder } from '../../fixtures/engine/images.ts';
import { announceSkip, attachLoop, loopSkipReason } from '../../fixtures/engine/loopDevices.ts';

const skipReason = loopSkipReason();
const folder = imageFolder();
afterAll(() => folder.remove());

const sizeBytes = 512 * 1024 * 1024;
const TURNING = { backend: 'io_uring', blockBytes: 1024 * 1024, depth: 2 };
/** As in transfer_shape.cpp. */
const NOT_TURNING_BYTES_PER_SECOND = 1.5e9;

/** As long as the drive takes it at once, up to a huge page. */
const requestBytesOf = (device: string): number =>
  Math.min(2048, Number(readFileSync(`/sys/block/${basename(device)}/queue/max_sectors_kb`, 'utf8'))) * 1024;

type Io = {
  readonly depth: number;
  readonly probe: readonly { readonly depth: number; readonly bytesPerSecond: number }[];
};

describe.skipIf(skipReason !== '')(announceSkip('the shape of transfers on a block device', skipReason), () => {
  const cleanups: (() => void)[] = [];
  afterEach(() => {
    for (const cleanup of cleanups.splice(0).reverse()) cleanup();
  });

  /** The mark outlives the loop device, so it is taken away again. */
  const attach = (name: string, rotational: boolean): string => {
    const loop = attachLoop(folder.image(name, sizeBytes));
    cleanups.push(() => loop.detach());
    const mark = `/sys/block/${basename(loop.path)}/queue/rotational`;
    writeFileSync(mark, rotational ? '1' : '0');
    cleanups.push(() => writeFileSync(mark, '0'));
    return loop.path;
  };

  const ioOf = async (device: string, verb = 'overwrite'): Promise<Io> => {
    const run = await runEngine([verb, '--path', device, '--size', `${sizeBytes}`, '--pattern', 'zeros']);
    expect(run.code, run.stderr).toBe(0);
    return endLine(run).io as Io;
  };

  test('a drive that calls itself turning has two windows in flight, unless it is faster than anything that turns', async () => {
    const turning = attach('turning.img', true);
    const { depth, probe } = await ioOf(turning);
    expect(probe[0]).toMatchObject({ ...TURNING, blockBytes: requestBytesOf(turning) });
    const isFast = (probe[0]?.bytesPerSecond ?? 0) >= NOT_TURNING_BYTES_PER_SECOND;
    if (isFast) expect(probe.length).toBeGreaterThan(1);
    else expect({ depth, trials: probe.length }).toEqual({ depth: 2, trials: 1 });
    // What is read, and what is made anew for each window, takes memory of its own: 1 MiB each.
    const read = await ioOf(turning, 'verify');
    expect(read.probe[0]).toMatchObject(TURNING);
  });

  test('one request is never cut in two, and no smaller than 1 MiB', async () => {
    const turning = attach('narrow.img', true);
    const most = `/sys/block/${basename(turning)}/queue/max_sectors_kb`;
    const before = readFileSync(most, 'utf8');
    cleanups.push(() => writeFileSync(most, before));
    for (const [kibibytes, blockBytes] of [
      ['1100', 1088 * 1024],
      ['512', 1024 * 1024],
    ] as const) {
      writeFileSync(most, kibibytes);
      const { probe } = await ioOf(turning);
      expect(probe[0], kibibytes).toMatchObject({ ...TURNING, blockBytes });
    }
  });

  test('a drive without turning parts starts with 8 MiB in flight to write and 4 MiB to read', async () => {
    const still = attach('still.img', false);
    const written = await ioOf(still);
    expect(written.probe[0]).toMatchObject({ ...TURNING, blockBytes: 2 * 1024 * 1024, depth: 4 });
    const read = await ioOf(still, 'verify');
    expect(read.probe[0]).toMatchObject({ ...TURNING, depth: 4 });
  });
});
