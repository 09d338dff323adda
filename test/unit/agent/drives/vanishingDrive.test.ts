import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readDisk } from '../../../../native/agent/drives/linux/diskFacts.ts';
import { createLinuxBench } from '../../../../native/agent/drives/linux/linuxBench.ts';
import { wholeDrives } from '../../../../native/agent/drives/linux/wholeDrive.ts';
import { answering, named, SysfsTree } from './sysfsTree.ts';

const LOOKS = 5_000;
let tree: SysfsTree;

beforeEach(() => {
  tree = new SysfsTree();
});
afterEach(() => tree.end());

describe('a drive that is pulled out while it is looked at', () => {
  it('is there or gone, whatever the moment: reading it never throws', async () => {
    const namespaces = [{ name: 'nvme0n1', nsid: 1, minor: 1, sequence: 4 }];
    tree.plugNvme({ slot: 3, controllers: ['nvme0'], serial: 'NV-1', namespaces });
    const link = join(tree.sysRoot, 'block', 'nvme0n1');
    const puller = spawn(process.execPath, [
      ...['--eval', PULL_AND_PLUG],
      ...[link, join(tree.sysRoot, 'class', 'nvme-subsystem')],
    ]);
    await once(puller.stdout, 'data');
    try {
      let seen = 0;
      for (let look = 0; look < LOOKS; look += 1) {
        const disk = readDisk(tree.sysRoot, 'nvme0n1');
        if (disk !== null) seen += wholeDrives(tree.sysRoot, [disk]).length;
      }
      expect(seen).toBeGreaterThan(0);
      expect(seen).toBeLessThan(LOOKS);
    } finally {
      puller.kill('SIGKILL');
      await once(puller, 'close');
    }
  });

  it('a look that fails is told and does not end the agent; the next one sees the drives', async () => {
    tree.plugSata('sda', { port: 3, minor: 0, serial: 'AR-1', sequence: 5 });
    const faults: string[] = [];
    let broken = true;
    const run = answering({ smartctl: () => ({ stdout: Buffer.from('{}') }) });
    const bench = createLinuxBench({
      ...{
        engine: null,
        sysRoot: tree.sysRoot,
        procRoot: tree.procRoot,
        devRoot: join(tree.root, 'dev'),
        rescanMs: 20,
      },
      tools: { udevadm: null, lsblk: null, smartctl: named('smartctl'), blkid: null, zpool: null },
      run: (...asked) => (broken ? Promise.reject(new Error('pulled in the middle')) : run(...asked)),
      fault: (where, cause) => faults.push(`${where}: ${String(cause)}`),
    });
    await bench.start();
    try {
      expect(faults[0]).toBe('look at the drives: Error: pulled in the middle');
      expect(bench.drives()).toEqual([]);
      broken = false;
      await vi.waitFor(() => expect(bench.drives()).toHaveLength(1));
    } finally {
      await bench.stop();
    }
  });
});

/** Takes the two links away and puts them back, for ever. */
const PULL_AND_PLUG = `
const { renameSync, existsSync } = require('node:fs');
const paths = process.argv.slice(1);
process.stdout.write('begun');
for (;;) {
  for (const path of paths) if (existsSync(path)) renameSync(path, path + '.pulled');
  for (const path of paths) if (existsSync(path + '.pulled')) renameSync(path + '.pulled', path);
}
`;
