import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Drive, drive as driveSchema } from '../../../core/domain/drive.ts';
import type { Answer } from '../../../core/domain/refusal.ts';
import type { DriveBench, DriveChange } from '../../../native/agent/drives/driveBench.ts';
import { createLinuxBench, type LinuxBenchOptions } from '../../../native/agent/drives/linux/linuxBench.ts';
import { closeLater, openBlockDevice } from '../../../native/agent/drives/openExclusive.ts';
import { SysfsTree } from '../../unit/agent/drives/sysfsTree.ts';
import { engineForTests } from './engineForTests.ts';
import { LoopBench, run, whyNoLoopDevices } from './loopDevice.ts';
import { writeLvmLabel } from './lvmLabel.ts';

const MIB = 1024 * 1024;
const engine = engineForTests();
const noLoops = whyNoLoopDevices() !== null;

let loops: LoopBench;
let benches: DriveBench[] = [];

const open = async (more: Partial<LinuxBenchOptions> = {}): Promise<DriveBench> => {
  const bench = createLinuxBench({ engine, allowLoop: true, ...more });
  benches.push(bench);
  await bench.start();
  return bench;
};
const driveAt = (bench: DriveBench, device: string): Drive => {
  const found = bench.drives().find(({ kernelName }) => kernelName === basename(device));
  if (found === undefined) throw new Error(`${device} is not among the drives`);
  return found;
};
const codes = (answer: Answer<unknown>): string[] =>
  answer.outcome === 'refused' ? answer.refusals.map(({ code }) => code) : [];
function value<T>(answer: Answer<T>): T {
  if (answer.outcome === 'refused') throw new Error(`refused: ${JSON.stringify(answer.refusals)}`);
  return answer.value;
}
/** A skip whose reason is printed. */
function skipBecause(skip: (why: string) => never, why: string): never {
  console.log(`skipped: ${why}`);
  return skip(why);
}
/** What the guard says of a device and that holding it is refused as well. */
const refusalsOf = async (device: string): Promise<string[]> => {
  const bench = await open();
  const drive = driveAt(bench, device);
  const guarded = codes(await bench.guard(drive));
  expect(drive.refusals.map(({ code }) => code)).toEqual(guarded);
  const held = await bench.hold(drive.driveId);
  if (held.outcome === 'done') held.value.release();
  expect(held.outcome).toBe(guarded.length === 0 ? 'done' : 'refused');
  return guarded;
};

beforeEach(() => {
  loops = new LoopBench();
});
afterEach(async () => {
  for (const bench of benches) await bench.stop();
  benches = [];
  loops.end();
});

describe('the bench on this PC', () => {
  it('refuses the disk that the running system lives on, and never lists what is no drive', async ({ skip }) => {
    const bench = await open();
    for (const drive of bench.drives()) {
      driveSchema.parse(drive);
      expect(drive.kernelName).not.toMatch(/^(ram|zram|dm-|md|sr|nbd)/);
    }
    const root = /^\d+ \d+ (\d+:\d+) \/ \/ /m.exec(readFileSync('/proc/self/mountinfo', 'utf8'))?.[1] ?? '';
    const system = bench
      .drives()
      .find(({ kernelName }) => readFileSync(`/sys/block/${kernelName}/dev`, 'utf8').trim() === root);
    if (system === undefined) return skipBecause(skip, `the root file system (${root}) is not on a whole disk here`);
    expect(system.refusals.map(({ code }) => code)).toContain('drive-system-disk');
    expect(codes(await bench.hold(system.driveId))).not.toEqual([]);
  });
});

describe.skipIf(noLoops)('loop devices', () => {
  it('are drives only where they are allowed', async () => {
    const device = loops.attach(loops.file('a', 8 * MIB));
    const drive = driveAt(await open(), device);
    expect(drive).toMatchObject({ transport: 'loop', virtual: false, sizeBytes: 8 * MIB, refusals: [], model: 'loop' });
    expect(drive.serialNumber).toMatch(new RegExp(`^file-\\d+-\\d+-${statSync(join(loops.directory, 'a')).ino}$`));
    const strict = await open({ allowLoop: false });
    expect(strict.drives().some(({ kernelName }) => kernelName.startsWith('loop'))).toBe(false);
  });

  it('come and go while the bench looks; a drive that did not change is told of once', async () => {
    const bench = await open();
    const changes: DriveChange[] = [];
    bench.onChange((change) => changes.push(change));
    const file = loops.file('a', 8 * MIB);
    const device = loops.attach(file);
    await vi.waitFor(() => driveAt(bench, device), { timeout: 20_000 });
    const first = driveAt(bench, device);
    loops.detach(device, file);
    await vi.waitFor(() => expect(() => driveAt(bench, device)).toThrow(), { timeout: 20_000 });
    run('/sbin/losetup', device, file);
    await vi.waitFor(() => driveAt(bench, device), { timeout: 20_000 });
    const second = driveAt(bench, device);
    expect(second.driveId).not.toBe(first.driveId);
    expect(second.bayId).toBe(first.bayId);
    expect(bench.findSame(first)).toEqual(second);
    expect(codes(await bench.hold(first.driveId))).toEqual(['drive-unknown']);
    const told = changes.filter((change) =>
      change.kind === 'changed' ? change.drive.kernelName === basename(device) : change.driveId === first.driveId,
    );
    expect(told.map(({ kind }) => kind)).toEqual(['changed', 'removed', 'changed']);
  });

  it('are found without udevadm as well', async () => {
    const tools = { udevadm: null, lsblk: null, smartctl: null, blkid: null, zpool: null };
    const bench = await open({ tools, rescanMs: 200 });
    const device = loops.attach(loops.file('a', 8 * MIB));
    await vi.waitFor(() => driveAt(bench, device), { timeout: 20_000 });
    value(await bench.hold(driveAt(bench, device).driveId)).release();
  });

  it('two over one file have one serial number: both are refused', async () => {
    const file = loops.file('a', 8 * MIB);
    const devices = [loops.attach(file), loops.attach(file)];
    const bench = await open();
    for (const device of devices) {
      expect(driveAt(bench, device).refusals.map(({ code }) => code)).toEqual(['drive-duplicate-serial', 'drive-held']);
      expect(codes(await bench.hold(driveAt(bench, device).driveId))).toEqual(['drive-duplicate-serial']);
    }
  });
});

describe.skipIf(noLoops)('the guard refuses', () => {
  const formatted = (...options: string[]): { file: string; device: string } => {
    const file = loops.file('disk', 32 * MIB);
    run('/sbin/mke2fs', '-q', '-F', '-t', 'ext4', file);
    return { file, device: loops.attach(file, ...options) };
  };
  const mounted = (source: string, name: string, ...options: string[]): string => {
    const point = join(loops.directory, name);
    mkdirSync(point);
    run('/bin/mount', ...options, source, point);
    loops.afterwards(() => run('/bin/umount', point));
    return point;
  };

  it('nothing on a drive that nobody uses, whatever file system lies on it', async () => {
    expect(await refusalsOf(formatted().device)).toEqual([]);
  });

  it('a mounted file system, and leaves every byte of it alone', async () => {
    const { file, device } = formatted();
    mounted(device, 'mnt', '-o', 'ro');
    const before = readFileSync(file);
    expect(await refusalsOf(device)).toEqual(['drive-mounted']);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('a drive of which only a bind mount is left', async () => {
    const { device } = formatted();
    const point = join(loops.directory, 'mnt');
    mkdirSync(point);
    run('/bin/mount', device, point);
    mkdirSync(join(point, 'folder'));
    mounted(join(point, 'folder'), 'bind', '--bind');
    run('/bin/umount', point);
    expect(await refusalsOf(device)).toEqual(['drive-mounted']);
  });

  it('a drive with a mounted partition', async () => {
    const file = loops.file('disk', 32 * MIB);
    const inside = loops.file('partition', 16 * MIB);
    run('/sbin/mke2fs', '-q', '-F', '-t', 'ext4', inside);
    run('/bin/dd', `if=${inside}`, `of=${file}`, 'bs=1M', 'seek=1', 'conv=notrunc', 'status=none');
    const device = loops.attach(file);
    // Told to the kernel directly: not every kernel reads partition tables of loop devices.
    run('/usr/bin/addpart', device, '1', '2048', String((16 * MIB) / 512));
    loops.afterwards(() => run('/usr/bin/delpart', device, '1'));
    await vi.waitFor(() => expect(existsSync(`${device}p1`)).toBe(true), { timeout: 5_000 });
    mounted(`${device}p1`, 'mnt');
    expect(await refusalsOf(device)).toEqual(['drive-mounted']);
  });

  it('active swap', async ({ skip }) => {
    const device = loops.attach(loops.file('swap', 8 * MIB));
    run('/sbin/mkswap', device);
    try {
      run('/sbin/swapon', device);
    } catch (error) {
      return skipBecause(skip, `no swap here: ${error}`);
    }
    loops.afterwards(() => run('/sbin/swapoff', device));
    expect(await refusalsOf(device)).toEqual(['drive-swap']);
  });

  it('a drive whose file system holds the image of a loop device, and one a loop device shows', async () => {
    const { device } = formatted();
    const upper = loops.attach(device);
    expect(await refusalsOf(device)).toEqual(['drive-held']);
    loops.detach(upper, device);
    const point = mounted(device, 'mnt');
    const image = join(point, 'inner');
    run('/bin/dd', 'if=/dev/zero', `of=${image}`, 'bs=1M', 'count=4', 'status=none');
    const inner = run('/sbin/losetup', '--find', '--show', image);
    loops.afterwards(() => loops.detach(inner, image));
    expect(await refusalsOf(device)).toEqual(['drive-mounted', 'drive-held']);
    expect(await refusalsOf(inner)).toEqual([]);
  });

  it('a member of an active volume', async ({ skip }) => {
    const device = loops.attach(loops.file('member', 16 * MIB));
    const name = `wipebench-test-${process.pid}`;
    try {
      run('/sbin/dmsetup', 'create', name, '--table', `0 16384 linear ${device} 0`);
    } catch (error) {
      return skipBecause(skip, `no device mapper in this kernel: ${String(error).split('\n')[1]}`);
    }
    loops.afterwards(() => run('/sbin/dmsetup', 'remove', name));
    expect(await refusalsOf(device)).toEqual(['drive-member']);
  });

  it('a member of an active array', async ({ skip }) => {
    const devices = ['one', 'two'].map((name) => loops.attach(loops.file(name, 16 * MIB)));
    const array = '/dev/md119';
    try {
      run('/sbin/mdadm', '--create', array, '--run', '--level=1', '--metadata=1.2', '--raid-devices=2', ...devices);
    } catch (error) {
      return skipBecause(skip, `no md arrays in this kernel: ${String(error).split('\n')[1]}`);
    }
    loops.afterwards(() => run('/sbin/mdadm', '--stop', array));
    expect(await refusalsOf(devices[0] ?? '')).toEqual(['drive-member']);
  });

  it('a read-only drive', async () => {
    expect(await refusalsOf(formatted('--read-only').device)).toEqual(['drive-read-only']);
  });

  it('not, but remarks, an inactive LVM member', async () => {
    const file = loops.file('pv', 32 * MIB);
    writeLvmLabel(file);
    const device = loops.attach(file);
    const drive = driveAt(await open(), device);
    expect(drive.refusals).toEqual([]);
    expect(drive.remarks).toContainEqual({
      code: 'signature-found',
      details: { part: drive.kernelName, type: 'LVM2_member' },
    });
  });
});

describe.skipIf(noLoops)('a held drive', () => {
  let device = '';
  let file = '';
  beforeEach(() => {
    file = loops.file('disk', 32 * MIB);
    run('/sbin/mke2fs', '-q', '-F', '-t', 'ext4', file);
    device = loops.attach(file);
  });

  it('cannot be mounted, nor held a second time by this agent or another one, until it is let go', async () => {
    const bench = await open();
    const other = await open();
    const held = value(await bench.hold(driveAt(bench, device).driveId));
    expect(await held.compare()).toMatchObject({ identity: 'same', facts: { sizeBytes: 32 * MIB, readOnly: false } });
    expect(codes(await bench.hold(held.drive.driveId))).toEqual(['drive-busy']);
    expect(codes(await other.hold(driveAt(other, device).driveId))).toEqual(['drive-busy']);
    expect(() => run('/bin/mount', device, loops.directory)).toThrow(/busy|already/i);
    held.release();
    held.release();
    value(await other.hold(driveAt(other, device).driveId)).release();
  });

  it('is changed when its size changes under it', async () => {
    const bench = await open();
    const held = value(await bench.hold(driveAt(bench, device).driveId));
    truncateSync(file, 16 * MIB);
    run('/sbin/losetup', '--set-capacity', device);
    expect(await held.compare()).toMatchObject({ identity: 'changed', facts: { sizeBytes: 16 * MIB } });
    held.release();
    expect(await held.compare()).toEqual({ identity: 'not-read', facts: null });
  });

  it('is changed when the system numbers another insertion under its name, and not-read when it vanished', async () => {
    // The kernel does not let go of a loop device that is held, so the system's side is a copy that can be changed; descriptor and engine are real.
    const name = basename(device);
    const sysRoot = join(loops.directory, 'sys');
    const copy = join(sysRoot, 'block', name);
    for (const fact of ['dev', 'size', 'ro', 'diskseq', 'loop/backing_file', 'queue/logical_block_size']) {
      mkdirSync(dirname(join(copy, fact)), { recursive: true });
      writeFileSync(join(copy, fact), readFileSync(`/sys/block/${name}/${fact}`));
    }
    const tools = { udevadm: null, lsblk: null, smartctl: null, blkid: null, zpool: null };
    const bench = await open({ sysRoot, tools, rescanMs: 600_000 });
    const held = value(await bench.hold(driveAt(bench, device).driveId));
    expect((await held.compare()).identity).toBe('same');
    const sequence = Number(readFileSync(join(copy, 'diskseq'), 'utf8'));
    writeFileSync(join(copy, 'diskseq'), `${sequence + 1}\n`);
    expect((await held.compare()).identity).toBe('changed');
    writeFileSync(join(copy, 'diskseq'), `${sequence}\n`);
    writeFileSync(join(copy, 'loop/backing_file'), `${loops.file('other', 8 * MIB)}\n`);
    expect((await held.compare()).identity).toBe('changed');
    rmSync(copy, { recursive: true });
    expect((await held.compare()).identity).toBe('not-read');
    held.release();
    expect(codes(await bench.hold(held.drive.driveId))).toEqual(['drive-gone']);
  });

  it('is refused when the number under its name is not the one the system told', async () => {
    const other = loops.attach(loops.file('other', 32 * MIB));
    const devRoot = join(loops.directory, 'dev');
    mkdirSync(devRoot);
    const [major, minor] = readFileSync(`/sys/block/${basename(other)}/dev`, 'utf8')
      .trim()
      .split(':');
    run('/bin/mknod', join(devRoot, basename(device)), 'b', major ?? '', minor ?? '');
    const bench = await open({ devRoot });
    expect(codes(await bench.hold(driveAt(bench, device).driveId))).toEqual(['drive-changed']);
    rmSync(join(devRoot, basename(device)));
    symlinkSync(device, join(devRoot, basename(device)));
    expect(codes(await bench.hold(driveAt(bench, device).driveId))).toEqual(['drive-unsupported']);
  });

  it('is refused when another drive took its name since it was seen', async () => {
    const bench = await open({
      rescanMs: 600_000,
      tools: { udevadm: null, lsblk: null, smartctl: null, blkid: null, zpool: null },
    });
    const seen = driveAt(bench, device);
    loops.detach(device, file);
    expect(codes(await bench.hold(seen.driveId))).toEqual(['drive-gone']);
    run('/sbin/losetup', device, file);
    expect(codes(await bench.hold(seen.driveId))).toEqual(['drive-gone']);
  });

  it('cannot be held without an engine that reads the descriptor', async () => {
    const bench = await open({ engine: null });
    expect(codes(await bench.hold(driveAt(bench, device).driveId))).toEqual(['engine-missing']);
  });
});

describe.skipIf(noLoops)('a held drive of two namespaces', () => {
  const NAMES = ['nvme3n1', 'nvme3n2'] as const;
  const CONTROLLER = 'sys/devices/pci0000:00/0000:00:03.0/0000:03:00.0/nvme/nvme7';
  let tree: SysfsTree;
  let devices: string[];
  let bench: DriveBench;

  /** An NVMe drive in a system of files whose namespaces' device nodes are loop devices: the descriptors, their claim and the engine are real. */
  beforeEach(async () => {
    tree = new SysfsTree();
    const devRoot = join(tree.root, 'dev');
    mkdirSync(devRoot);
    const namespaces = NAMES.map((name, at) => ({ name, nsid: at + 1, minor: at, sequence: 0 }));
    tree.plugNvme({ slot: 3, controllers: ['nvme7'], serial: 'NV-LOOPS', namespaces });
    devices = NAMES.map((name, at) => {
      const device = loops.attach(loops.file(name, (at + 1) * 8 * MIB));
      for (const fact of ['dev', 'size', 'diskseq']) {
        tree.write(`${CONTROLLER}/${name}/${fact}`, readFileSync(`/sys/block/${basename(device)}/${fact}`, 'utf8'));
      }
      const [major = '', minor = ''] = readFileSync(`/sys/block/${basename(device)}/dev`, 'utf8')
        .trim()
        .split(':');
      run('/bin/mknod', join(devRoot, name), 'b', major, minor);
      return device;
    });
    const tools = { udevadm: null, lsblk: null, smartctl: null, blkid: null, zpool: null };
    const { sysRoot, procRoot } = tree;
    bench = await open({ sysRoot, procRoot, devRoot, tools, allowLoop: false, rescanMs: 600_000 });
  });
  afterEach(async () => {
    await bench.stop();
    tree.end();
  });
  const hold = () => bench.hold(bench.drives()[0]?.driveId ?? '');

  it('is held in every one of them, and both are free again after it was let go', async () => {
    const held = value(await hold());
    expect(held.drive).toMatchObject({ kernelName: 'nvme3n1', sizeBytes: 24 * MIB });
    expect(held.parts?.map(({ nsid, sizeBytes }) => [nsid, sizeBytes])).toEqual([
      [1, 8 * MIB],
      [2, 16 * MIB],
    ]);
    expect(new Set(held.parts?.map(({ descriptor }) => descriptor)).size).toBe(2);
    expect(await held.compare()).toMatchObject({ identity: 'same', facts: { sizeBytes: 24 * MIB } });
    for (const device of devices)
      expect(await openBlockDevice(device)).toMatchObject({ refusal: { code: 'drive-busy' } });
    held.release();
    await vi.waitFor(async () => value(await hold()).release());
  });

  it.each([0, 1])('is not held at all when namespace disk %s is claimed by somebody else', async (at) => {
    const claimed = await openBlockDevice(devices[at] ?? '');
    if ('refusal' in claimed) throw new Error('it could not be claimed');
    expect(await hold()).toMatchObject({ refusals: [{ code: 'drive-busy', details: { name: NAMES[at] } }] });
    await closeLater(claimed.descriptor);
    // Nothing is left open of the attempt.
    value(await hold()).release();
  });

  it('is changed when a namespace comes, goes or has another size or number, and not-read when it cannot be looked at', async () => {
    const held = value(await hold());
    const second = `${CONTROLLER}/nvme3n2`;
    const identity = async (): Promise<string> => (await held.compare()).identity;
    const seenWith = async (path: string, text: string): Promise<string> => {
      const earlier = readFileSync(join(tree.root, path), 'utf8');
      tree.write(path, text);
      const seen = await identity();
      tree.write(path, earlier);
      return seen;
    };
    expect(await seenWith(`${second}/nsid`, '3\n')).toBe('changed');
    expect(await seenWith(`${second}/diskseq`, '999999\n')).toBe('changed');
    expect(await seenWith(`${second}/hidden`, '1\n')).toBe('changed');
    expect(await identity()).toBe('same');
    rmSync(join(tree.root, second, 'nsid'));
    mkdirSync(join(tree.root, second, 'nsid'));
    expect(await identity()).toBe('not-read');
    rmSync(join(tree.root, second, 'nsid'), { recursive: true });
    tree.write(`${second}/nsid`, '2\n');
    truncateSync(join(loops.directory, 'nvme3n2'), 8 * MIB);
    run('/sbin/losetup', '--set-capacity', devices[1] ?? '');
    expect(await identity()).toBe('changed');
    expect((await held.readCapacity(16 * MIB, AbortSignal.abort())).sizeBytes).toBe(16 * MIB);
    held.release();
  });
});
