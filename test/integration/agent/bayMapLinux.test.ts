import { basename } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { locateBay } from '../../../native/agent/bays/locateBay.ts';
import type { DriveBench, DriveChange } from '../../../native/agent/drives/driveBench.ts';
import { createLinuxBench } from '../../../native/agent/drives/linux/linuxBench.ts';
import { findProgram } from '../../../native/agent/tools/locate.ts';
import { runTool } from '../../../native/agent/tools/run.ts';
import { done, refusedCodes } from './agentProcess.ts';
import { LoopBench, whyNoLoopDevices } from './loopDevice.ts';

const whyNot = whyNoLoopDevices();
if (whyNot !== null) console.log(`SKIPPED a bay map over block devices: ${whyNot}`);

describe.skipIf(whyNot !== null)('a bay map over real block devices', () => {
  let loops: LoopBench;
  let bench: DriveBench;
  beforeEach(async () => {
    loops = new LoopBench();
  });
  afterEach(async () => {
    await bench?.stop();
    loops.end();
  });

  it('puts the drive in the bay of its place, tells it as changed, and holds before the first look, too; a light is asked for at its own node', async () => {
    const device = loops.attach(loops.file('a', 8 * 1024 * 1024));
    const driveIn = (from: DriveBench) => from.drives().find(({ kernelName }) => kernelName === basename(device));
    bench = createLinuxBench({ engine: null, allowLoop: true });
    await bench.start();
    const found = driveIn(bench);
    const place = bench.layout.places().find(({ driveId }) => driveId === found?.driveId);
    if (found === undefined || place === undefined) throw new Error(`${device} has no place`);

    const changes: DriveChange[] = [];
    bench.onChange((change) => changes.push(change));
    const map = [{ path: place.path, number: 31, row: 2, column: 0, name: null }];
    bench.layout.take(map);
    expect(driveIn(bench)?.bayId).toBe('bay-31');
    expect(changes).toContainEqual({ kind: 'changed', drive: expect.objectContaining({ bayId: 'bay-31' }) });
    expect(bench.drives().filter(({ bayId }) => bayId !== null)).toHaveLength(1);
    expect(done(bench.layout.lamp('bay-31')).devicePath).toBe(device);
    expect(refusedCodes(bench.layout.lamp('bay-01'))).toEqual(['bay-unknown']);
    await bench.stop();

    bench = createLinuxBench({ engine: null, allowLoop: true });
    bench.layout.take([...map, { path: 'pci-0000:00:1f.2-ata-9', number: 32, row: 2, column: 1, name: null }]);
    await bench.start();
    expect(driveIn(bench)?.bayId).toBe('bay-31');
    expect(refusedCodes(bench.layout.lamp('bay-32'))).toEqual(['locate-empty-bay']);

    const path = findProgram('ledctl');
    const ledctl = path === null ? null : { name: 'ledctl', path, version: 'real' };
    const asked = await locateBay({ layout: bench.layout, run: runTool, locate: async () => ledctl }, 'bay-31', true);
    expect(refusedCodes(asked)).toEqual([ledctl === null ? 'locate-missing' : 'locate-refused']);
  });
});
