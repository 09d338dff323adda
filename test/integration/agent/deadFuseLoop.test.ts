import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bayPaths, readBay } from '../../../native/agent/drives/virtual/bayFiles.ts';
import { guardImage, readLoopFiles } from '../../../native/agent/drives/virtual/imageGuard.ts';
import { createVirtualBench } from '../../../native/agent/drives/virtual/virtualBench.ts';
import {
  announceSkip,
  type FaultyDrive,
  faultyDriveSkipReason,
  makeFaultyDrive,
} from '../../fixtures/engine/loopDevices.ts';
import { engineForTests } from './engineForTests.ts';
import { LoopBench } from './loopDevice.ts';

const MIB = 1024 * 1024;
const skip = faultyDriveSkipReason();

describe.skipIf(skip !== '')(announceSkip('a loop device over a FUSE file system whose server has died', skip), () => {
  let folder = '';
  let dead: FaultyDrive | null = null;
  const loops = new LoopBench();

  /** The codes that forbid writing to the image in the first bay. */
  function refusalsNow(): string[] {
    const files = readBay(bayPaths(join(folder, 'bays'), 'bay-01'));
    if (files === null) throw new Error('the bay is empty');
    const answer = guardImage(files, readLoopFiles('/sys'));
    return answer.outcome === 'refused' ? answer.refusals.map(({ code }) => code) : [];
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dead-fuse-'));
    const bench = createVirtualBench({ directory: folder, engine: engineForTests() });
    await bench.start();
    const plugged = await bench.plug('bay-01', {
      sizeBytes: 8 * MIB,
      model: 'Wipebench Virtual 8',
      serialNumber: 'VRT-0001',
      mediaType: 'magnetic',
      maxBytesPerSecond: 5 * MIB,
      fileSystem: 'none',
    });
    await bench.stop();
    expect(plugged.outcome).toBe('done');
    dead = await makeFaultyDrive(folder, 'dead', MIB, {});
    expect(refusalsNow()).toEqual([]);
    dead.pull();
    await expect.poll(whyNoStatus, { timeout: 30_000 }).toBe('ENOTCONN');
  });
  afterEach(async () => {
    loops.end();
    await dead?.release();
    dead = null;
    rmSync(folder, { recursive: true, force: true });
  });

  /** Why the file behind the loop device cannot be looked at; '' while its server lives. */
  function whyNoStatus(): string {
    try {
      statSync(join(folder, 'dead.drive'));
      return '';
    } catch (error) {
      return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
    }
  }

  it('does not refuse an image that lies elsewhere', () => {
    expect(refusalsNow()).toEqual([]);
  });

  it('does not hide that another loop device shows the image', () => {
    loops.attach(join(folder, 'bays', 'bay-01.img'));
    expect(refusalsNow()).toEqual(['drive-held']);
  });
});
