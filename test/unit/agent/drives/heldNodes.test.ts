import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { askCapacityAgain, createEmptyDriveAsker } from '../../../../native/agent/drives/linux/askCapacityAgain.ts';
import { nodesOf } from '../../../../native/agent/drives/linux/heldNodes.ts';
import { settledCapacity } from '../../../../native/agent/drives/settledCapacity.ts';

const sysRoot = mkdtempSync(join(tmpdir(), 'held-nodes-'));
afterAll(() => rmSync(sysRoot, { recursive: true, force: true }));

/** A block device in a small sysfs: its own directory, its device's, and the link by number. */
function addDisk(device: string, name: string, deviceDirectory: string): string {
  const parent = join(sysRoot, 'devices', deviceDirectory);
  const disk = join(parent, 'block', name);
  mkdirSync(disk, { recursive: true });
  mkdirSync(join(sysRoot, 'dev', 'block'), { recursive: true });
  symlinkSync(parent, join(disk, 'device'));
  symlinkSync(disk, join(sysRoot, 'dev', 'block', device));
  return parent;
}

it('a SCSI disk’s pass-through node, an NVMe namespace’s controller, and nothing for a disk that is gone', () => {
  const scsi = addDisk('8:16', 'sdb', 'host3/3:0:0:0');
  mkdirSync(join(scsi, 'scsi_generic', 'sg7'), { recursive: true });
  expect(nodesOf(sysRoot, '/dev', '8:16')).toEqual({ block: '/dev/sdb', generic: '/dev/sg7', controller: null });
  // The namespace’s number is not its controller’s.
  addDisk('259:4', 'nvme1n1', 'pci/nvme5');
  expect(nodesOf(sysRoot, '/dev', '259:4')).toEqual({ block: '/dev/nvme1n1', generic: null, controller: '/dev/nvme5' });
  const subsystem = addDisk('259:6', 'nvme2n1', 'virtual/nvme-subsys2');
  for (const controller of ['nvme10', 'nvme9']) mkdirSync(join(subsystem, controller));
  expect(nodesOf(sysRoot, '/dev', '259:6')?.controller).toBe('/dev/nvme9');
  expect(nodesOf(sysRoot, '/dev', '8:99')).toBeNull();
});

it('asking for the capacity again writes where the kernel listens, makes no new files, and a gone drive is no fault', async () => {
  const scsi = addDisk('8:32', 'sdc', 'host4/4:0:0:0');
  writeFileSync(join(scsi, 'rescan'), '');
  await askCapacityAgain(sysRoot, '8:32');
  expect(readFileSync(join(scsi, 'rescan'), 'utf8')).toBe('1');
  expect(() => readFileSync(join(scsi, 'rescan_controller'))).toThrow('ENOENT');
  await askCapacityAgain(sysRoot, '8:250');
});

it('an empty drive is asked from time to time and not at every look', async () => {
  const scsi = addDisk('8:48', 'sdd', 'host5/5:0:0:0');
  let nowMs = 0;
  const ask = createEmptyDriveAsker(sysRoot, () => nowMs);
  const asked = async () => {
    writeFileSync(join(scsi, 'rescan'), '');
    ask('8:48');
    await new Promise((next) => setTimeout(next, 100));
    return readFileSync(join(scsi, 'rescan'), 'utf8') === '1';
  };
  expect([await asked(), await asked()]).toEqual([true, false]);
  nowMs = 60_000;
  expect(await asked()).toBe(true);
});

it('a capacity of 0 is asked for again until the drive tells the right one, and the stop ends the waiting', async () => {
  const sizes = [0, null, 4096];
  let asked = 0;
  const read = async () => (sizes.length > 0 ? (sizes.shift() ?? null) : 4096);
  const askAgain = async () => {
    asked += 1;
  };
  const settled = await settledCapacity(4096, new AbortController().signal, read, askAgain);
  expect({ ...settled, asked }).toEqual({ sizeBytes: 4096, askedAgain: true, asked: 2 });
  const stopped = await settledCapacity(4096, AbortSignal.abort(), async () => 0, askAgain);
  expect(stopped).toEqual({ sizeBytes: 0, askedAgain: false });
});
