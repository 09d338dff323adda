import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Drive, serialTail } from '../../../core/domain/drive.ts';
import type { TechniqueId } from '../../../core/domain/technique.ts';
import { done, refusedCodes } from '../../integration/agent/agentProcess.ts';
import type { LabDrive } from '../bench/labDrive.ts';
import { labOrReason } from '../bench/labOrReason.ts';
import type { EmulatedDrive } from '../drives/emulatedDrive.ts';
import { type MatrixBench, openMatrixBench } from '../matrix/matrixBench.ts';
import { row } from '../matrix/matrixRow.ts';
import { bytesStillThere, serveDrive } from '../matrix/servedDrive.ts';

const kernel = labOrReason();
const MIB = 1024 ** 2;
const WAIT = { timeout: 60_000, interval: 200 };
const DRIVES: readonly LabDrive[] = [
  {
    ...{ bus: 'scsi', id: 'parted', serial: 'LABPARTED1A2', sizeMiB: 64 },
    ...{ model: 'LAB_SCSI_HDD', wwn: 0x5000c50015ea7301n, rotationRate: 10_000 },
  },
  {
    ...{ bus: 'scsi', id: 'raced', serial: 'LABRACED3B4', sizeMiB: 64 },
    ...{ model: 'LAB_SCSI_SSD', wwn: 0x5000c50015ea7302n, rotationRate: 1 },
  },
];

/** A partition table with one Linux partition from 1 MiB to the end (the classic MBR layout). */
function putPartition(path: string, sizeBytes: number): void {
  const sector = Buffer.alloc(512);
  sector.writeUInt8(0x83, 446 + 4);
  sector.writeUInt32LE(2048, 446 + 8);
  sector.writeUInt32LE(sizeBytes / 512 - 2048, 446 + 12);
  sector.writeUInt16LE(0xaa55, 510);
  const file = openSync(path, 'r+');
  writeSync(file, sector, 0, 512, 0);
  closeSync(file);
}

describe.skipIf(kernel === null)('a drive that is in use is never started on', () => {
  const directory = mkdtempSync(join(tmpdir(), 'wipebench-used-'));
  let bench: MatrixBench;
  let served: EmulatedDrive;
  let owned: Buffer;

  const wanted = ({ driveId }: Drive, techniqueId: TechniqueId = 'overwrite-zeros') => ({
    ...{ session: bench.session, driveId, techniqueId },
    policyId: techniqueId === 'overwrite-zeros' ? 'nist-clear' : 'nist-purge',
  });
  const refusals = async (serial: string): Promise<string[]> =>
    refusedCodes(await bench.client.call('preflight', wanted(await bench.driveOf(serial))));
  const deviceOf = async (serial: string): Promise<string> => `/dev/${(await bench.driveOf(serial)).kernelName}`;
  /** Passes the preflight, lets something happen, and answers why the start is then refused. */
  const startAfter = async (
    drive: Drive,
    act: () => Promise<unknown>,
    techniqueId?: TechniqueId,
  ): Promise<string[]> => {
    const { token } = done(await bench.client.call('preflight', wanted(drive, techniqueId)));
    await act();
    return refusedCodes(
      await bench.client.call('jobs.start', {
        ...{ session: bench.session, token, serialTail: serialTail(drive.serialNumber) ?? '' },
        asset: { assetTag: null, lotName: null },
      }),
    );
  };

  beforeAll(async () => {
    if (kernel === null) return;
    bench = await openMatrixBench(kernel, DRIVES);
    await bench.bench.unplug('parted');
    putPartition(bench.bench.imagePath('parted'), 64 * MIB);
    await bench.bench.plug(DRIVES[0] as LabDrive);
    const drive = { kind: 'nvme' as const, words: 'NVMe SSD' };
    ({ served, owned } = await serveDrive(row('used', { technique: 'nvme-sanitize-block', drive }), directory, 1));
    await bench.connect(served);
  }, 240_000);

  afterAll(async () => {
    await bench?.close();
    await served?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('one of whose partitions is mounted', async () => {
    const part = `${await deviceOf('LABPARTED1A2')}1`;
    await vi.waitFor(() => bench.bench.must(['ls', part]), WAIT);
    await bench.bench.must(['bash', '-c', `mke2fs -q -F ${part} && mkdir -p /mnt/p && mount ${part} /mnt/p`]);
    expect(await refusals('LABPARTED1A2')).toEqual(['drive-mounted']);
    await bench.bench.must(['umount', '/mnt/p']);
  });

  it('one of whose partitions is swapped to', async () => {
    const part = `${await deviceOf('LABPARTED1A2')}1`;
    await bench.bench.must(['bash', '-c', `mkswap ${part} && swapon ${part}`]);
    expect(await refusals('LABPARTED1A2')).toEqual(['drive-swap']);
    await bench.bench.must(['swapoff', part]);
  });

  it('one of whose partitions a program holds for itself', async () => {
    const part = `${await deviceOf('LABPARTED1A2')}1`;
    // Holds it as mkfs or a virtual machine does: opened exclusively, and nothing in sysfs tells of it.
    const hold = `const fs = require('fs'); fs.openSync('${part}', fs.constants.O_RDWR | fs.constants.O_EXCL); console.log('held'); setTimeout(() => {}, 600000);`;
    const holder = await bench.bench.start([process.execPath, '-e', hold]);
    await vi.waitFor(() => expect(holder.stdout()).toContain('held'), WAIT);
    const drive = await bench.driveOf('LABPARTED1A2');
    expect(await startAfter(drive, async () => undefined)).toEqual(['drive-busy']);
    holder.signal('SIGKILL');
    await holder.ended;
  });

  it('that is mounted between preflight and start, and not a byte of it changes', async () => {
    const disk = await deviceOf('LABRACED3B4');
    await bench.bench.must(['mke2fs', '-q', '-F', '-t', 'ext4', disk]);
    const drive = await bench.driveOf('LABRACED3B4');
    const before = readFileSync(bench.bench.imagePath('raced'));
    const mount = () => bench.bench.must(['bash', '-c', `mkdir -p /mnt/r && mount -o ro,noload ${disk} /mnt/r`]);
    expect(await startAfter(drive, mount)).toEqual(['drive-mounted']);
    expect(readFileSync(bench.bench.imagePath('raced')).equals(before)).toBe(true);
    await bench.bench.must(['umount', '/mnt/r']);
  });

  it('that becomes part of another device between preflight and start', async () => {
    const disk = await deviceOf('LABRACED3B4');
    const drive = await bench.driveOf('LABRACED3B4');
    const map = () =>
      bench.bench.must([
        'bash',
        '-c',
        `modprobe dm_mod; dmsetup create labpart --noudevsync --table "0 2048 linear ${disk} 0"`,
      ]);
    expect(await startAfter(drive, map)).toEqual(['drive-member']);
    await bench.bench.must(['dmsetup', 'remove', '--noudevsync', 'labpart']);
  });

  it('that could erase itself: swapped to between preflight and start, it never gets the command', async () => {
    const drive = await bench.driveOf(served.identity.serial);
    const disk = `/dev/${drive.kernelName}`;
    const swap = () => bench.bench.must(['bash', '-c', `mkswap ${disk} && swapon ${disk}`]);
    expect(await startAfter(drive, swap, 'nvme-sanitize-block')).toEqual(['drive-swap']);
    expect(served.facts()).toMatchObject({ phase: 'idle' });
    // mkswap wrote its first page; nothing else may have changed.
    expect(bytesStillThere(served, owned)).toBeGreaterThan(owned.length - 64 * 1024);
    await bench.bench.must(['swapoff', disk]);
  });
});
