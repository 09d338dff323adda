import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Drive } from '../../../../core/domain/drive.ts';
import type { Answer } from '../../../../core/domain/refusal.ts';
import type { DriveBench } from '../../../../native/agent/drives/driveBench.ts';
import { readDisk } from '../../../../native/agent/drives/linux/diskFacts.ts';
import { createLinuxBench, type LinuxBenchOptions } from '../../../../native/agent/drives/linux/linuxBench.ts';
import type { ToolRun } from '../../../../native/agent/tools/run.ts';
import { answering, named, SysfsTree } from './sysfsTree.ts';

const NO_TOOLS = { udevadm: null, lsblk: null, smartctl: null, blkid: null, zpool: null };
let tree: SysfsTree;
let bench: DriveBench | null = null;

const open = async (more: Partial<LinuxBenchOptions> = {}): Promise<DriveBench> => {
  bench = createLinuxBench({
    engine: null,
    sysRoot: tree.sysRoot,
    procRoot: tree.procRoot,
    devRoot: join(tree.root, 'dev'),
    tools: NO_TOOLS,
    rescanMs: 30,
    run: answering({}),
    ...more,
  });
  await bench.start();
  return bench;
};
const smartctlOf = (serial: string): Partial<ToolRun> => ({
  stdout: Buffer.from(
    JSON.stringify({
      smartctl: { exit_status: 0 },
      model_name: 'ACME ROTOR 2000AB-00',
      serial_number: serial,
      rotation_rate: 7200,
    }),
  ),
});
const codes = (answer: Answer<unknown>): string[] =>
  answer.outcome === 'refused' ? answer.refusals.map(({ code }) => code) : [];

beforeEach(() => {
  tree = new SysfsTree();
});
afterEach(async () => {
  await bench?.stop();
  bench = null;
  tree.end();
});

describe('the bench on a machine of files', () => {
  it('tells a SATA drive by sysfs and by its own words', async () => {
    tree.plugSata('sda', { port: 3, minor: 0, serial: 'AR-1', sequence: 5 });
    const run = answering({ smartctl: () => smartctlOf('AR-1') });
    const [drive] = (await open({ run, tools: { ...NO_TOOLS, smartctl: named('smartctl') } })).drives();
    expect(drive).toMatchObject({
      kernelName: 'sda',
      transport: 'sata',
      mediaType: 'magnetic',
      model: 'ACME ROTOR 2000AB-00',
      serialNumber: 'AR-1',
      sizeBytes: 2048 * 512,
      physicalBlockBytes: 4096,
      bayId: 'bay-01',
      refusals: [],
    });
    expect(drive?.identities.map(({ source }) => source)).toEqual(['sysfs', 'pass-through']);
  });

  it('refuses a drive that calls itself something else than the system does', async () => {
    tree.plugSata('sda', { port: 3, minor: 0, serial: 'AR-1', sequence: 5 });
    const run = answering({ smartctl: () => smartctlOf('OTHER') });
    const made = await open({ run, tools: { ...NO_TOOLS, smartctl: named('smartctl') } });
    const [drive] = made.drives();
    expect(drive?.refusals.map(({ code }) => code)).toEqual(['drive-identity-conflict']);
    expect(codes(await made.identify(drive?.driveId ?? ''))).toEqual(['drive-identity-conflict']);
  });

  it('a drive whose name udev still tells another serial number of is to be waited for while udev is busy, and a conflict after that', async () => {
    tree.plugSata('sda', { port: 3, minor: 0, serial: 'AR-2', sequence: 5 });
    const run = answering({
      udevadm: ([verb]) =>
        verb === 'info' ? { stdout: Buffer.from('ID_SERIAL_SHORT=AR-1\nID_MODEL=ACME\n') } : { exitCode: 1 },
    });
    tree.write('run/udev/queue', '');
    const made = await open({
      run,
      tools: { ...NO_TOOLS, udevadm: named('udevadm') },
      runRoot: join(tree.root, 'run'),
    });
    const found = () => made.drives()[0]?.refusals.map(({ code }) => code);
    expect(found()).toEqual(['drive-name-busy']);
    expect(codes(await made.hold(made.drives()[0]?.driveId ?? ''))).toEqual(['drive-name-busy']);
    tree.remove('run/udev/queue');
    await vi.waitFor(() => expect(found()).toEqual(['drive-identity-conflict']));
  });

  it('another drive under the same name is another drive in the same bay, and its predecessor is gone', async () => {
    tree.plugSata('sda', { port: 3, minor: 0, serial: 'AR-1', sequence: 5 });
    const made = await open({ rescanMs: 600_000 });
    const [first] = made.drives();
    tree.pull('sda', 3);
    tree.plugSata('sda', { port: 3, minor: 0, serial: 'AR-2', sequence: 6 });
    expect(codes(await made.identify(first?.driveId ?? ''))).toEqual(['drive-gone']);
    expect(codes(await made.guard(first as Drive))).toEqual(['drive-gone']);
    await made.stop();
    await made.start();
    const [second] = made.drives();
    expect(second).toMatchObject({ kernelName: 'sda', serialNumber: 'AR-2', bayId: 'bay-01' });
    expect(second?.driveId).not.toBe(first?.driveId);
  });

  it('a drive that came back under another name is found as the same drive', async () => {
    tree.plugSata('sda', { port: 3, minor: 0, serial: 'AR-1', sequence: 5 });
    const made = await open();
    const first = made.drives()[0] as Drive;
    tree.pull('sda', 3);
    await vi.waitFor(() => expect(made.drives()).toEqual([]));
    tree.plugSata('sdb', { port: 4, minor: 16, serial: 'AR-1', sequence: 6 });
    await vi.waitFor(() => expect(made.drives()).toHaveLength(1));
    expect(made.findSame(first)?.kernelName).toBe('sdb');
    expect(made.drives()[0]?.bayId).toBe('bay-02');
  });

  it('one dead drive keeps no other from being seen; its own words are added when they come', async () => {
    tree.plugSata('sda', { port: 3, minor: 0, serial: 'AR-1', sequence: 5 });
    tree.plugSata('sdb', { port: 4, minor: 16, serial: 'AR-2', sequence: 6 });
    let answer: (run: Partial<ToolRun>) => void = () => undefined;
    const late = new Promise<Partial<ToolRun>>((resolve) => {
      answer = resolve;
    });
    const run = answering({ smartctl: (argv) => (argv.at(-1)?.endsWith('sda') ? late : smartctlOf('AR-2')) });
    vi.useFakeTimers();
    try {
      const starting = open({ run, tools: { ...NO_TOOLS, smartctl: named('smartctl') } });
      await vi.advanceTimersByTimeAsync(10_000);
      const made = await starting;
      expect(made.drives().map(({ kernelName }) => kernelName)).toEqual(['sda', 'sdb']);
      expect(made.drives()[0]?.remarks.map(({ code }) => code)).toContain('pass-through-not-answered');
      answer(smartctlOf('AR-1'));
      await vi.advanceTimersByTimeAsync(10_000);
      expect(made.drives()[0]?.identities.map(({ source }) => source)).toEqual(['sysfs', 'pass-through']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('refuses everything while mountinfo cannot be read, and the system disk by it', async () => {
    tree.plugSata('sda', { port: 3, minor: 0, serial: 'AR-1', sequence: 5 });
    tree.plugSata('sdp', { port: 4, minor: 240, serial: 'AR-2', sequence: 6 });
    const made = await open();
    expect(made.drives().map(({ refusals }) => refusals.map(({ code }) => code))).toEqual([
      [],
      ['drive-system-disk', 'drive-mounted'],
    ]);
    tree.write('proc/self/mountinfo', 'nonsense\n');
    await vi.waitFor(() => {
      for (const drive of made.drives()) expect(drive.refusals.map(({ code }) => code)).toEqual(['drive-unreadable']);
    });
  });

  it('a disk that cannot be read keeps every disk refused: what stands on it is not known', async () => {
    tree.plugSata('sda', { port: 3, minor: 0, serial: 'AR-1', sequence: 5 });
    tree.plugSata('sdb', { port: 4, minor: 16, serial: 'AR-2', sequence: 6 });
    tree.write('sys/block/sdb/holders/dm-0/dev/not-a-file', '');
    const [first] = (await open()).drives();
    expect(first?.refusals.map(({ code }) => code)).toEqual(['drive-unreadable']);
  });

  it('finds the volume on a partition, what is mounted on the volume, and a btrfs that nobody can see mounted', async () => {
    tree.plugSata('sda', { port: 3, minor: 0, serial: 'AR-1', sequence: 5 });
    tree.plugSata('sdb', { port: 4, minor: 16, serial: 'AR-2', sequence: 6 });
    tree.plugSata('sdc', { port: 5, minor: 32, serial: 'AR-3', sequence: 7 });
    tree.stackOn('sda', 3, 1);
    tree.write('sys/fs/btrfs/0e6c/devices/sdb/dev', '8:16\n');
    const made = await open();
    const found = () => made.drives().map(({ refusals }) => refusals.map(({ code }) => code));
    expect(found()).toEqual([['drive-member'], ['drive-mounted'], []]);
    expect(made.drives()[0]?.refusals[0]?.details).toMatchObject({ part: 'dm-0' });
    tree.write('proc/self/mountinfo', '27 1 253:0 / /srv rw - ext4 /dev/mapper/x rw\n');
    await vi.waitFor(() => expect(found()).toEqual([['drive-mounted', 'drive-member'], ['drive-mounted'], []]));
    tree.write('proc/self/mountinfo', '');
    tree.write('proc/1/mountinfo', '27 1 8:32 / /media/usb rw - vfat /dev/sdc rw\n');
    await vi.waitFor(() => expect(found()).toEqual([['drive-member'], ['drive-mounted'], ['drive-mounted']]));
  });

  it('listens again when the monitor dies', async () => {
    let monitors = 0;
    const run = answering({
      udevadm: (argv) => {
        if (argv[0] !== 'monitor') return { exitCode: 1 };
        monitors += 1;
        return { exitCode: 1 };
      },
    });
    vi.useFakeTimers();
    try {
      const made = await open({ run, tools: { ...NO_TOOLS, udevadm: named('udevadm') }, rescanMs: 600_000 });
      await vi.advanceTimersByTimeAsync(10_000);
      expect(monitors).toBeGreaterThan(2);
      const before = monitors;
      await made.stop();
      await vi.advanceTimersByTimeAsync(10_000);
      expect(monitors).toBe(before);
    } finally {
      vi.useRealTimers();
    }
  });

  const twoNamespaces = {
    slot: 3,
    controllers: ['nvme7'],
    serial: 'NV-1',
    namespaces: [
      { name: 'nvme3n1', nsid: 2, minor: 1, sequence: 4 },
      { name: 'nvme3n2', nsid: 1, minor: 2, sequence: 5 },
    ],
  };

  it.each([false, true])(
    'the namespaces of an NVMe drive are one drive, every one named and all of their bytes counted (paths joined: %s)',
    async (multipath) => {
      tree.plugNvme({ ...twoNamespaces, multipath });
      const made = await open();
      const [drive, ...others] = made.drives();
      expect(others).toEqual([]);
      expect(drive).toMatchObject({ kernelName: 'nvme3n2', serialNumber: 'NV-1', transport: 'nvme', refusals: [] });
      expect(drive?.sizeBytes).toBe(2 * 2048 * 512);
      expect(drive?.parts).toEqual([
        { nsid: 1, kernelName: 'nvme3n2', sizeBytes: 2048 * 512, logicalBlockBytes: 512 },
        { nsid: 2, kernelName: 'nvme3n1', sizeBytes: 2048 * 512, logicalBlockBytes: 512 },
      ]);
      expect(drive?.remarks).toContainEqual({
        code: 'drive-of-several-namespaces',
        details: { count: 2, names: 'nvme3n2 (1), nvme3n1 (2)' },
      });
      expect((await made.guard(drive as Drive)).outcome).toBe('done');
      expect(codes(await made.hold(drive?.driveId ?? ''))).toEqual(['engine-missing']);
    },
  );

  it('several namespaces behind several controllers are refused in words: nobody sees the other path', async () => {
    tree.plugNvme({ ...twoNamespaces, controllers: ['nvme7', 'nvme8'], multipath: true });
    const made = await open();
    const [drive] = made.drives();
    expect(drive?.refusals).toEqual([
      {
        code: 'drive-several-paths',
        details: { names: 'nvme3n2, nvme3n1', controllers: 'nvme7, nvme8' },
      },
    ]);
    expect(codes(await made.hold(drive?.driveId ?? ''))).toEqual(['drive-several-paths']);
  });

  it('one namespace that is seen as two disks is refused: it would be counted twice', async () => {
    const [first] = twoNamespaces.namespaces;
    tree.plugNvme({
      ...twoNamespaces,
      namespaces: [{ ...first, nsid: 1 } as never, twoNamespaces.namespaces[1] as never],
    });
    const made = await open();
    expect(made.drives()[0]?.refusals.map(({ code }) => code)).toEqual(['drive-several-paths']);
  });

  it.each([1, 2])('what is in use on namespace disk %s forbids the whole drive', async (minor) => {
    tree.plugNvme(twoNamespaces);
    tree.write('proc/self/mountinfo', `27 1 259:${minor} / /media/usb rw - ext4 /dev/nvme3n1 rw\n`);
    const made = await open();
    expect(made.drives()[0]?.refusals.map(({ code }) => code)).toEqual(['drive-mounted']);
    expect(codes(await made.hold(made.drives()[0]?.driveId ?? ''))).toEqual(['drive-mounted']);
  });

  it('an NVMe drive with one namespace is refused nothing, and two drives with one serial number still are', async () => {
    const one = { ...twoNamespaces, namespaces: [{ name: 'nvme0n1', nsid: 1, minor: 1, sequence: 4 }] };
    tree.plugNvme(one);
    const made = await open();
    expect(made.drives().map(({ refusals }) => refusals)).toEqual([[]]);
    const namespaces = [{ name: 'nvme1n1', nsid: 1, minor: 2, sequence: 5 }];
    tree.plugNvme({ ...one, slot: 4, controllers: ['nvme8'], namespaces });
    await vi.waitFor(() => expect(made.drives()).toHaveLength(2));
    for (const { refusals } of made.drives()) {
      expect(refusals.map(({ code }) => code)).toEqual(['drive-duplicate-serial']);
    }
  });

  it('an NVMe drive sits in the bay of its slot, also where the kernel joins its paths', async () => {
    const one = { ...twoNamespaces, namespaces: [{ name: 'nvme0n1', nsid: 1, minor: 1, sequence: 4 }] };
    const places: string[] = [];
    for (const multipath of [false, true]) {
      const machine = new SysfsTree();
      machine.plugNvme({ ...one, multipath });
      places.push(readDisk(machine.sysRoot, 'nvme0n1')?.busPath ?? '');
      machine.end();
    }
    expect(places[0]).toBe('devices/pci0000:00/0000:00:03.0/0000:03:00.0/nvme/nvme');
    expect(places[1]).toBe(places[0]);
  });

  it('a drive keeps its place when its second namespace comes or goes', async () => {
    tree.plugNvme(twoNamespaces);
    const made = await open();
    const before = made.drives()[0]?.driveId;
    tree.pullNode('nvme3n1');
    await vi.waitFor(() => expect(made.drives()[0]?.parts).toBeUndefined());
    expect(made.drives().map(({ driveId, bayId }) => [driveId, bayId])).toEqual([[before, 'bay-01']]);
  });
});
