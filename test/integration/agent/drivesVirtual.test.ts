import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  ftruncateSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Drive, drive as driveSchema } from '../../../core/domain/drive.ts';
import type { Answer } from '../../../core/domain/refusal.ts';
import type { DriveChange } from '../../../native/agent/drives/driveBench.ts';
import type { NewVirtualDrive } from '../../../native/agent/drives/virtual/plug.ts';
import { createVirtualBench, type VirtualBench } from '../../../native/agent/drives/virtual/virtualBench.ts';
import { findProgram } from '../../../native/agent/tools/locate.ts';
import { engineForTests } from './engineForTests.ts';
import { LoopBench, whyNoLoopDevices } from './loopDevice.ts';

const MIB = 1024 * 1024;
const wanted: NewVirtualDrive = {
  sizeBytes: 8 * MIB,
  model: 'Wipebench Virtual 8',
  serialNumber: 'VRT-0001',
  mediaType: 'magnetic',
  maxBytesPerSecond: 5 * MIB,
  fileSystem: 'none',
};

let directory = '';
let bays = '';
let bench: VirtualBench;
let changes: DriveChange[] = [];
const engine = engineForTests();

const open = async (): Promise<VirtualBench> => {
  const made = createVirtualBench({ directory, engine });
  await made.start();
  return made;
};
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'virtual-bench-'));
  bays = join(directory, 'bays');
  changes = [];
  bench = await open();
  bench.onChange((change) => changes.push(change));
});
afterEach(async () => {
  await bench.stop();
  rmSync(directory, { recursive: true, force: true });
});

function lacks(program: string): boolean {
  const absent = findProgram(program) === null;
  if (absent) console.log(`skipped: ${program} is not installed`);
  return absent;
}
const codes = (answer: Answer<unknown>): string[] =>
  answer.outcome === 'refused' ? answer.refusals.map(({ code }) => code) : [];
function value<T>(answer: Answer<T>): T {
  if (answer.outcome === 'refused') throw new Error(`refused: ${JSON.stringify(answer.refusals)}`);
  return answer.value;
}
function onlyDrive(): Drive {
  const [first, ...others] = bench.drives();
  if (first === undefined || others.length > 0) throw new Error(`expected one drive: ${bench.drives().length}`);
  return first;
}

describe('the virtual bench', () => {
  it('has twelve empty bays in two rows of six', () => {
    expect(bench.layout.bays()).toHaveLength(12);
    expect(bench.layout.bays()[11]).toEqual({ bayId: 'bay-12', number: 12, row: 1, column: 5 });
    expect(bench.drives()).toEqual([]);
  });

  it('shows a plugged drive, says that it is virtual, and tells of its removal', async () => {
    value(await bench.plug('bay-03', wanted));
    const drive = onlyDrive();
    expect(driveSchema.parse(drive)).toMatchObject({
      bayId: 'bay-03',
      virtual: true,
      transport: 'virtual',
      model: wanted.model,
      serialNumber: wanted.serialNumber,
      sizeBytes: 8 * MIB,
      refusals: [],
    });
    expect(bench.pace(drive.driveId)).toBe(5 * MIB);
    expect(readdirSync(bays).sort()).toEqual(['bay-03.img', 'bay-03.json']);
    value(await bench.unplug('bay-03'));
    expect(bench.drives()).toEqual([]);
    expect(changes.map(({ kind }) => kind)).toEqual(['changed', 'removed']);
    expect(codes(await bench.identify(drive.driveId))).toEqual(['drive-unknown']);
  });

  it('refuses an occupied, an unknown and an empty bay', async () => {
    value(await bench.plug('bay-01', wanted));
    expect(codes(await bench.plug('bay-01', wanted))).toEqual(['bay-occupied']);
    expect(codes(await bench.plug('bay-99', wanted))).toEqual(['bay-unknown']);
    expect(codes(await bench.unplug('bay-02'))).toEqual(['bay-empty']);
    expect(codes(await bench.unplug('../bay-01'))).toEqual(['bay-unknown']);
  });

  it.skipIf(lacks('mke2fs'))('puts real documents and pictures on a real ext4', async () => {
    value(await bench.plug('bay-01', { ...wanted, fileSystem: 'ext4' }));
    const image = join(bays, 'bay-01.img');
    const target = join(directory, 'out.jpg');
    execFileSync('/sbin/debugfs', ['-R', `dump /Pictures/garden-shed.jpg ${target}`, image], { stdio: 'pipe' });
    const original = resolve(import.meta.dirname, '../../../resources/demo/garden-shed.jpg');
    expect(readFileSync(target).equals(readFileSync(original))).toBe(true);
    expect(readFileSync(image).includes('Rosewater Lane Garden Club')).toBe(true);
  });

  it.skipIf(lacks('mkntfs'))('puts real documents and pictures on a real NTFS', async () => {
    value(await bench.plug('bay-01', { ...wanted, fileSystem: 'ntfs' }));
    const image = join(bays, 'bay-01.img');
    const original = resolve(import.meta.dirname, '../../../resources/demo/garden-shed.jpg');
    const read = execFileSync('/usr/bin/ntfscat', [image, 'garden-shed.jpg'], { stdio: 'pipe' });
    expect(read.equals(readFileSync(original))).toBe(true);
  });

  it('says in words when a file system cannot be made, and leaves the bay empty', async () => {
    const answer = await bench.plug('bay-01', { ...wanted, sizeBytes: 4096, fileSystem: 'ext4' });
    expect(codes(answer)).toEqual(['drive-unsupported']);
    expect(readdirSync(bays)).toEqual([]);
  });

  it('a drive without a file system holds data at its start and at its very end', async () => {
    value(await bench.plug('bay-01', wanted));
    const image = readFileSync(join(bays, 'bay-01.img'));
    expect(image.subarray(0, 4096).some((byte) => byte !== 0)).toBe(true);
    expect(image.subarray(-4096).some((byte) => byte !== 0)).toBe(true);
  });

  it('sees files that appear and vanish by themselves; a drive that comes back is a new insertion of the same drive', async () => {
    value(await bench.plug('bay-01', wanted));
    const before = onlyDrive();
    renameSync(join(bays, 'bay-01.img'), join(directory, 'away.img'));
    await vi.waitFor(() => expect(bench.drives()).toEqual([]), 10_000);
    renameSync(join(directory, 'away.img'), join(bays, 'bay-01.img'));
    await vi.waitFor(() => expect(bench.drives()).toHaveLength(1), 10_000);
    const after = onlyDrive();
    expect(after.driveId).not.toBe(before.driveId);
    expect(bench.findSame(before)).toEqual(after);
    expect(bench.findSame({ ...before, serialNumber: 'another' })).toBeNull();
  });

  it('tells nobody of a drive that did not change', async () => {
    value(await bench.plug('bay-01', wanted));
    await bench.identify(onlyDrive().driveId);
    await bench.identify(onlyDrive().driveId);
    expect(changes).toHaveLength(1);
  });

  it('refuses two drives with one serial number, both', async () => {
    value(await bench.plug('bay-01', wanted));
    value(await bench.plug('bay-02', wanted));
    for (const drive of bench.drives()) {
      expect(drive.refusals.map(({ code }) => code)).toEqual(['drive-duplicate-serial']);
      expect(codes(await bench.hold(drive.driveId))).toEqual(['drive-duplicate-serial']);
    }
    value(await bench.unplug('bay-02'));
    expect(onlyDrive().refusals).toEqual([]);
  });
});

describe('the guard of image files', () => {
  const hold = async (): Promise<string[]> => {
    await bench.identify('nothing');
    return codes(await bench.hold(onlyDrive().driveId));
  };
  beforeEach(async () => {
    value(await bench.plug('bay-01', wanted));
  });

  it('refuses a link, whatever it points at', async () => {
    const victim = join(directory, 'victim');
    writeFileSync(victim, 'precious');
    rmSync(join(bays, 'bay-01.img'));
    symlinkSync(victim, join(bays, 'bay-01.img'));
    expect(await hold()).toContain('drive-unsupported');
    expect(readFileSync(victim, 'utf8')).toBe('precious');
  });

  it('refuses an image that has a second name elsewhere', async () => {
    linkSync(join(bays, 'bay-01.img'), join(directory, 'second'));
    expect(await hold()).toEqual(['drive-unsupported']);
  });

  it('refuses an image that a loop device shows', async () => {
    if (whyNoLoopDevices() !== null) return;
    const loops = new LoopBench();
    try {
      loops.attach(join(bays, 'bay-01.img'));
      expect(await hold()).toEqual(['drive-held']);
    } finally {
      loops.end();
    }
    expect(await hold()).toEqual([]);
  });

  it('refuses an empty image, one that ends within a block, a read-only one and one without a description', async () => {
    const image = join(bays, 'bay-01.img');
    truncateSync(image, 0);
    expect(await hold()).toEqual(['drive-empty']);
    truncateSync(image, 1000);
    expect(await hold()).toEqual(['drive-unsupported']);
    truncateSync(image, 8 * MIB);
    execFileSync('/bin/chmod', ['0444', image]);
    expect(await hold()).toEqual(['drive-read-only']);
    execFileSync('/bin/chmod', ['0644', image]);
    writeFileSync(join(bays, 'bay-01.json'), '{"model":1}');
    expect(await hold()).toEqual(['drive-identity-missing']);
  });
});

describe('holding an image', () => {
  beforeEach(async () => {
    value(await bench.plug('bay-01', wanted));
  });

  it('gives a descriptor that writes into the image, and only one at a time, also against another agent', async () => {
    const other = await open();
    try {
      const held = value(await bench.hold(onlyDrive().driveId));
      expect(await held.compare()).toMatchObject({ identity: 'same', facts: { sizeBytes: 8 * MIB, readOnly: false } });
      expect(codes(await bench.hold(onlyDrive().driveId))).toEqual(['drive-busy']);
      const seenByOther = other.drives()[0]?.driveId ?? '';
      expect(codes(await other.hold(seenByOther))).toEqual(['drive-busy']);
      held.release();
      held.release();
      value(await other.hold(seenByOther)).release();
      expect(readdirSync(bays).sort()).toEqual(['bay-01.img', 'bay-01.json']);
    } finally {
      await other.stop();
    }
  });

  it('takes over the lock of a process that is dead, also when its number lives again', async () => {
    const lock = join(bays, 'bay-01.lock');
    writeFileSync(lock, JSON.stringify({ pid: 4_194_303, startTicks: '1' }));
    value(await bench.hold(onlyDrive().driveId)).release();
    writeFileSync(lock, JSON.stringify({ pid: process.pid, startTicks: '1' }));
    value(await bench.hold(onlyDrive().driveId)).release();
    expect(existsSync(lock)).toBe(false);
  });

  it('leaves a lock alone that it does not understand', async () => {
    writeFileSync(join(bays, 'bay-01.lock'), 'mine');
    expect(codes(await bench.hold(onlyDrive().driveId))).toEqual(['drive-busy']);
  });

  it('says not-read when the drive was pulled, and changed when another one stands in its bay', async () => {
    const held = value(await bench.hold(onlyDrive().driveId));
    value(await bench.unplug('bay-01'));
    expect((await held.compare()).identity).toBe('not-read');
    value(await bench.plug('bay-01', wanted));
    expect((await held.compare()).identity).toBe('changed');
    ftruncateSync(held.descriptor, 0);
    expect(statSync(join(bays, 'bay-01.img')).size).toBe(8 * MIB);
    held.release();
    expect((await held.compare()).identity).toBe('not-read');
  });

  it('says changed when another file stands under the name, though its description and size are the same', async () => {
    const held = value(await bench.hold(onlyDrive().driveId));
    const image = join(bays, 'bay-01.img');
    copyFileSync(image, join(directory, 'copy.img'));
    renameSync(join(directory, 'copy.img'), image);
    expect((await held.compare()).identity).toBe('changed');
    held.release();
  });

  it('says changed when the image changed its size or its serial number', async () => {
    const held = value(await bench.hold(onlyDrive().driveId));
    truncateSync(join(bays, 'bay-01.img'), 4 * MIB);
    expect(await held.compare()).toMatchObject({ identity: 'changed', facts: { sizeBytes: 4 * MIB } });
    truncateSync(join(bays, 'bay-01.img'), 8 * MIB);
    expect((await held.compare()).identity).toBe('same');
    const path = join(bays, 'bay-01.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('VRT-0001', 'VRT-0002'));
    expect((await held.compare()).identity).toBe('changed');
    held.release();
  });

  it('holds nothing without an engine', async () => {
    const without = createVirtualBench({ directory, engine: null });
    await without.start();
    expect(codes(await without.hold(without.drives()[0]?.driveId ?? ''))).toEqual(['engine-missing']);
    await without.stop();
    expect(statSync(join(bays, 'bay-01.img')).size).toBe(8 * MIB);
  });
});
