import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLinuxBench } from '../../../../native/agent/drives/linux/linuxBench.ts';
import { attributeIn, namesIn, placeOf } from '../../../../native/agent/drives/linux/sysfsPlace.ts';
import { wholeDriveOf } from '../../../../native/agent/drives/linux/wholeDrive.ts';
import { answering, SysfsTree } from './sysfsTree.ts';

const NVME = 'sys/devices/pci0000:00/0000:00:03.0/0000:03:00.0/nvme/nvme7';
const TWO = {
  slot: 3,
  controllers: ['nvme7'],
  serial: 'NV-1',
  namespaces: [
    { name: 'nvme3n1', nsid: 1, minor: 1, sequence: 4 },
    { name: 'nvme3n2', nsid: 2, minor: 2, sequence: 5 },
  ],
};
let tree: SysfsTree;
beforeEach(() => {
  tree = new SysfsTree();
});
afterEach(() => tree.end());

/** What nobody can read whoever he is: a folder where a file is to be (EISDIR), a link in a ring (ELOOP). */
function makeUnreadable(path: string): void {
  rmSync(join(tree.root, path), { force: true });
  mkdirSync(join(tree.root, path));
}

describe('a look into sysfs', () => {
  it('finds nothing where nothing is, and where a part of the way is none', () => {
    tree.write('sys/block/file', '1\n');
    for (const path of ['nothing', 'file/below']) {
      expect(placeOf(join(tree.sysRoot, 'block', path))).toBeNull();
      expect(namesIn(join(tree.sysRoot, 'block', path))).toEqual([]);
      expect(attributeIn(join(tree.sysRoot, 'block', path))).toBeNull();
    }
    expect(attributeIn(join(tree.sysRoot, 'block', 'file'))).toBe('1');
  });

  it('that fails for another reason is a failure and not "nothing there"', () => {
    const ring = join(tree.sysRoot, 'ring');
    symlinkSync(ring, ring);
    expect(() => placeOf(ring)).toThrow(/ELOOP/);
    expect(() => namesIn(ring)).toThrow(/ELOOP/);
    expect(() => attributeIn(tree.sysRoot)).toThrow(/EISDIR/);
  });

  it.each(['nsid', 'size', 'dev', 'ro', 'hidden'])(
    'never shows a drive of two namespaces as one of a single one: its %s that cannot be read is a failure',
    (attribute) => {
      tree.plugNvme(TWO);
      expect(wholeDriveOf(tree.sysRoot, 'nvme3n1')?.parts.map(({ nsid }) => nsid)).toEqual([1, 2]);
      makeUnreadable(`${NVME}/nvme3n2/${attribute}`);
      expect(() => wholeDriveOf(tree.sysRoot, 'nvme3n1')).toThrow(/EISDIR/);
    },
  );

  it('that fails is told by the bench, which goes on with what it knew and starts nothing', async () => {
    tree.plugNvme(TWO);
    const faults: string[] = [];
    const bench = createLinuxBench({
      ...{ engine: null, sysRoot: tree.sysRoot, procRoot: tree.procRoot, devRoot: join(tree.root, 'dev') },
      ...{ run: answering({}), rescanMs: 20 },
      tools: { udevadm: null, lsblk: null, smartctl: null, blkid: null, zpool: null },
      fault: (where, cause) => faults.push(`${where}: ${String(cause)}`),
    });
    await bench.start();
    try {
      const known = bench.drives();
      expect(known.map(({ parts }) => parts?.length)).toEqual([2]);
      makeUnreadable(`${NVME}/nvme3n2/nsid`);
      await vi.waitFor(() => expect(faults.at(-1)).toMatch(/^look at the drives: Error: EISDIR/));
      expect(bench.drives()).toEqual(known);
      await expect(bench.hold(known[0]?.driveId ?? '')).rejects.toThrow(/EISDIR/);
    } finally {
      await bench.stop();
    }
  });
});
