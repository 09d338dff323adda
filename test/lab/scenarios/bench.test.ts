import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AgentContract } from '../../../core/contract/agent.ts';
import type { ContractClient } from '../../../core/contract/rpcClient.ts';
import { type Drive, serialTail } from '../../../core/domain/drive.ts';
import type { Job } from '../../../core/domain/job.ts';
import {
  connectClient,
  isEnded,
  jobWhen,
  refusedCodes,
  signInFirstPerson,
  startWipe,
} from '../../integration/agent/agentProcess.ts';
import { type Bench, createBench } from '../bench/bench.ts';
import type { GuestAgent } from '../bench/guestAgent.ts';
import { DOZEN_DRIVES, type LabDrive } from '../bench/labDrive.ts';
import { labOrReason } from '../bench/labOrReason.ts';
import { programAt } from '../bench/programs.ts';
import { serveGuestAgent } from '../bench/stationSocket.ts';
import { startAtaDrive } from '../drives/startAtaDrive.ts';
import { startNvmeDrive } from '../drives/startNvmeDrive.ts';

const kernel = labOrReason();
const MIB = 1024 ** 2;
const WAIT = { timeout: 120_000, interval: 200 };
const HOT_USB: LabDrive = { bus: 'usb-storage', id: 'hotusb', serial: 'LABHOTUSB7Q8', sizeMiB: 64 };
const HOT_SCSI: LabDrive = {
  ...{ bus: 'scsi', id: 'hotscsi', serial: 'LABHOTSCSI5R6', sizeMiB: 64 },
  ...{ model: 'LAB_HOT_SSD', wwn: 0x5000c50015ea7201n, rotationRate: 1 },
};
const HOT_NVME: LabDrive = { bus: 'nvme', id: 'hotnvme', serial: 'LABHOTNVME3S4', sizeMiB: 64, blockBytes: 512 };

describe.skipIf(kernel === null)('a lab bench', () => {
  let bench: Bench;
  let agent: GuestAgent;
  let session = '';
  let servedNvme: Awaited<ReturnType<typeof startNvmeDrive>>;
  let servedAta: Awaited<ReturnType<typeof startAtaDrive>>;

  const client = (): ContractClient<AgentContract> => agent.client;
  const drivesNow = async (): Promise<readonly Drive[]> => (await client().call('snapshot', {})).drives;
  const driveWith = async (serial: string): Promise<Drive> => {
    const found = (await drivesNow()).filter(({ serialNumber }) => serialNumber === serial);
    if (found[0] === undefined) throw new Error(`no drive ${serial} on the bench`);
    return found[0];
  };
  const startOn = async (serial: string): Promise<Job> => {
    const { driveId } = await driveWith(serial);
    // A drive that is asked before its own words have come may be refused once as changed, when they differ from the kernel's copy.
    return vi.waitFor(() => startWipe(client(), session, driveId, serialTail(serial) ?? ''), WAIT);
  };
  const refusalsOf = async (serial: string): Promise<string[]> => {
    const { driveId } = await driveWith(serial);
    const asked = { session, driveId, policyId: 'nist-clear', techniqueId: 'overwrite-zeros' as const };
    return refusedCodes(await client().call('preflight', asked));
  };
  const deviceOf = async (serial: string): Promise<string> => `/dev/${(await driveWith(serial)).kernelName}`;
  const fill = (id: string, text: string): void => {
    const file = openSync(bench.imagePath(id), 'r+');
    const piece = Buffer.from(text.repeat(Math.ceil(MIB / text.length))).subarray(0, MIB);
    for (let at = 0; at < 64; at += 1) writeSync(file, piece, 0, MIB, at * MIB);
    closeSync(file);
  };

  beforeAll(async () => {
    if (kernel === null) return;
    bench = await createBench({ kernel, drives: DOZEN_DRIVES });
    for (const id of ['sata0', 'nvme0', 'scsi0']) fill(id, 'secret of an earlier owner ');
    await bench.boot();
    agent = await bench.startAgent({ patienceMs: 3_000 });
    session = await signInFirstPerson(client());
    const shelf = { directory: bench.folder, sizeBytes: 64 * MIB };
    servedNvme = await startNvmeDrive({ ...shelf, name: 'servednvme' });
    servedAta = await startAtaDrive({ ...shelf, name: 'servedata' });
  }, 240_000);

  afterAll(async () => {
    await servedNvme?.stop();
    await servedAta?.stop();
    await bench?.close();
  });

  it('shows the agent a dozen drives of every bus with their serials, media and sizes', async () => {
    const expected = [
      ['LABNVME0A1B2', 'nvme', 'flash', 512],
      ['LABNVME1C3D4', 'nvme', 'flash', 4096],
      ['LABATA0G7H8', 'sata', 'magnetic', 512],
      ['LABATA1J9K0', 'sata', 'magnetic', 512],
      ['LABATA2L1M2', 'sata', 'flash', 512],
      ['LABSCSI0N3P4', 'scsi', 'magnetic', 512],
      ['LABSCSI1Q5R6', 'scsi', 'flash', 512],
      ['LABSAS0S7T8', 'sas', 'magnetic', 512],
      ['LABSAS1U9V0', 'sas', 'flash', 512],
      ['LABUSB0W1X2', 'usb', 'unknown', 512],
      ['LABUSB1Y3Z4', 'usb', 'unknown', 512],
    ] as const;
    // Media come with the drives' own answers, which may be later than the drives.
    await vi.waitFor(async () => {
      const drives = await drivesNow();
      const seen = drives.map(({ serialNumber, transport, mediaType, logicalBlockBytes }) =>
        [serialNumber, transport, mediaType, logicalBlockBytes].join(' '),
      );
      expect(seen).toEqual(expect.arrayContaining(expected.map((row) => row.join(' '))));
      expect(drives).toHaveLength(12);
    }, WAIT);
    for (const drive of await drivesNow()) {
      expect(drive.virtual).toBe(false);
      expect([32 * MIB, 64 * MIB, 96 * MIB]).toContain(drive.sizeBytes);
    }
    // Two namespaces are two disks of the kernel and one drive of ours.
    const both = await driveWith('LABNVME2E5F6');
    expect(both.erase).toMatchObject({
      interface: 'nvme',
      namespaces: [{ nsid: 1 }, { nsid: 2 }],
      otherControllers: 0,
    });
    expect(both.parts).toMatchObject([
      { nsid: 1, sizeBytes: 64 * MIB, logicalBlockBytes: 512 },
      { nsid: 2, sizeBytes: 32 * MIB, logicalBlockBytes: 4096 },
    ]);
    expect([both.sizeBytes, both.refusals]).toEqual([96 * MIB, []]);
  });

  it('gives udev the names under /dev/disk/by-id', async () => {
    const names = await bench.must(['ls', '/dev/disk/by-id']);
    for (const name of ['ata-LAB_HDD_5400_LABATA0G7H8', 'wwn-0x5000c50015ea7103', 'nvme-QEMU_NVMe_Ctrl_LABNVME0A1B2']) {
      expect(names.split('\n')).toContain(name);
    }
  });

  it('reaches drives that this host serves: the kernel and the tools of the guest take them for drives', async () => {
    await bench.connectNvmeTcp(servedNvme.port, servedNvme.targetName);
    await bench.loginIscsi(servedAta.port, servedAta.targetName);
    const nvme = await vi.waitFor(() => driveWith('NVSERVEDNVME'), WAIT);
    expect(nvme).toMatchObject({ transport: 'nvme', model: 'LAB NVME SANITIZE', sizeBytes: 64 * MIB });
    const log = await bench.must(['nvme', 'sanitize-log', `/dev/${nvme.kernelName}`]);
    expect(log).toMatch(/\(SSTAT\)\s*:\s*0\b/);
    const ata = await vi.waitFor(() => driveWith('SASERVEDATA'), WAIT);
    expect(ata).toMatchObject({ transport: 'sata', sizeBytes: 64 * MIB });
    expect(await bench.must(['hdparm', '-I', `/dev/${ata.kernelName}`])).toMatch(/Serial Number:\s+SASERVEDATA\s/);
  });

  it('tells of drives plugged and pulled while it runs, and of a second insertion as another', async () => {
    const told: string[] = [];
    const stops = [
      client().on('drive.changed', ({ driveId }) => told.push(`changed ${driveId}`)),
      client().on('drive.removed', ({ driveId }) => told.push(`removed ${driveId}`)),
    ];
    const hot = [HOT_USB, HOT_SCSI, HOT_NVME];
    for (const drive of hot) await bench.plug(drive);
    const first = await vi.waitFor(() => Promise.all(hot.map(({ serial }) => driveWith(serial))), WAIT);
    for (const { driveId } of first) await vi.waitFor(() => expect(told).toContain(`changed ${driveId}`), WAIT);
    for (const drive of hot) await bench.unplug(drive.id);
    for (const { driveId } of first) await vi.waitFor(() => expect(told).toContain(`removed ${driveId}`), WAIT);
    for (const drive of hot) await expect(driveWith(drive.serial)).rejects.toThrow('no drive');
    for (const drive of hot) await bench.plug(drive);
    const again = await vi.waitFor(() => Promise.all(hot.map(({ serial }) => driveWith(serial))), WAIT);
    for (const [index, { driveId }] of again.entries()) expect(driveId).not.toBe(first[index]?.driveId);
    for (const stop of stops) stop();
  });

  it('wipes a SATA and an NVMe drive side by side to sanitized, and their images hold nothing but zeros', async () => {
    const jobs = [await startOn('LABATA0G7H8'), await startOn('LABNVME0A1B2')];
    for (const { jobId } of jobs) {
      const { state } = await jobWhen(client(), jobId, isEnded);
      expect(state).toMatchObject({ kind: 'ended', verdict: { outcome: 'sanitized' } });
    }
    for (const id of ['sata0', 'nvme0']) {
      const image = readFileSync(bench.imagePath(id));
      expect(image).toHaveLength(64 * MIB);
      expect(image.equals(Buffer.alloc(64 * MIB))).toBe(true);
    }
  });

  it('a drive that is pulled in the middle of its wipe ends as interrupted, with a record', async () => {
    await bench.slow('scsi0', 4 * MIB);
    const { jobId } = await startOn('LABSCSI0N3P4');
    await jobWhen(
      client(),
      jobId,
      ({ state }) => state.kind === 'running' && state.phase === 'sanitize' && state.doneBytes > 0,
    );
    // By the agent's own news, listened for from before the pull on: a snapshot no longer has the job of a drive that is gone.
    const ended = new Promise<Job>((resolve) => {
      const stop = client().on('job.changed', (job) => {
        if (job.jobId !== jobId || !isEnded(job)) return;
        stop();
        resolve(job);
      });
    });
    await bench.unplug('scsi0');
    const { state } = await ended;
    expect(state).toMatchObject({ kind: 'ended', verdict: { outcome: 'interrupted' } });
    const { entries } = await client().call('ledger.read', { fromSeq: 0, limit: 500 });
    expect(state.kind === 'ended' && entries.some(({ seq }) => seq === state.recordSeq)).toBe(true);
    expect(readFileSync(bench.imagePath('scsi0')).includes('secret of an earlier owner')).toBe(true);
  });

  describe('refuses a drive that is in use', () => {
    it('mounted, and one of which only a bind mount is left', async () => {
      const disk = await deviceOf('LABSCSI1Q5R6');
      await bench.must(['bash', '-c', `mke2fs -q -F ${disk} && mkdir -p /mnt/a /mnt/b && mount ${disk} /mnt/a`]);
      expect(await refusalsOf('LABSCSI1Q5R6')).toEqual(['drive-mounted']);
      await bench.must(['bash', '-c', 'mkdir /mnt/a/in && mount --bind /mnt/a/in /mnt/b && umount /mnt/a']);
      expect(await refusalsOf('LABSCSI1Q5R6')).toEqual(['drive-mounted']);
      await bench.must(['umount', '/mnt/b']);
      await expect(refusalsOf('LABSCSI1Q5R6')).rejects.toThrow('not refused');
    });

    it('swapped to', async () => {
      const disk = await deviceOf('LABATA2L1M2');
      await bench.must(['bash', '-c', `mkswap ${disk} && swapon ${disk}`]);
      expect(await refusalsOf('LABATA2L1M2')).toEqual(['drive-swap']);
      await bench.must(['swapoff', disk]);
    });

    it('under an active LVM volume', async ({ skip }) => {
      if (programAt('lvm') === null) skip('lvm2 is not installed');
      const disk = await deviceOf('LABSAS0S7T8');
      await bench.must(['lvm', 'pvcreate', '-y', disk]);
      await bench.must(['lvm', 'vgcreate', 'labgroup', disk]);
      await bench.must(['lvm', 'lvcreate', '-y', '-L', '16M', '-n', 'volume', '--wipesignatures', 'n', 'labgroup']);
      expect(await refusalsOf('LABSAS0S7T8')).toEqual(['drive-member']);
      await bench.must(['lvm', 'vgchange', '-a', 'n', 'labgroup']);
    });

    it('in an active md array', async ({ skip }) => {
      if (programAt('mdadm') === null) skip('mdadm is not installed');
      const disks = [await deviceOf('LABATA1J9K0'), await deviceOf('LABSAS1U9V0')];
      const shape = ['--run', '--level=1', '--metadata=1.2', '--raid-devices=2'];
      await bench.must(['mdadm', '--create', '/dev/md9', ...shape, ...disks]);
      expect(await refusalsOf('LABATA1J9K0')).toEqual(['drive-member']);
      expect(await refusalsOf('LABSAS1U9V0')).toEqual(['drive-member']);
      await bench.must(['mdadm', '--stop', '/dev/md9']);
    });

    it('under dm-crypt', async ({ skip }) => {
      if (programAt('cryptsetup') === null) skip('cryptsetup-bin is not installed');
      const disk = await deviceOf('LABUSB0W1X2');
      const open = `echo lab | cryptsetup open --type plain --cipher aes-xts-plain64 --key-size 256 --hash sha256 ${disk} labcrypt`;
      await bench.must(['bash', '-c', open]);
      expect(await refusalsOf('LABUSB0W1X2')).toEqual(['drive-member']);
      await bench.must(['cryptsetup', 'close', 'labcrypt']);
    });

    it('either drive of a btrfs over two', async ({ skip }) => {
      if (programAt('mkfs.btrfs') === null) skip('btrfs-progs is not installed');
      const disks = [await deviceOf('LABUSB1Y3Z4'), await deviceOf('LABSAS1U9V0')];
      await bench.must(['modprobe', 'btrfs']);
      await bench.must(['mkfs.btrfs', '--force', '--mixed', '--data', 'single', '--metadata', 'single', ...disks]);
      await bench.must(['bash', '-c', `btrfs device scan && mkdir -p /mnt/c && mount ${disks[0]} /mnt/c`]);
      expect(await refusalsOf('LABUSB1Y3Z4')).toEqual(['drive-mounted']);
      expect(await refusalsOf('LABSAS1U9V0')).toEqual(['drive-mounted']);
      await bench.must(['umount', '/mnt/c']);
    });
  });

  it('keeps images and the agent`s state through a power cut; what was running is taken up and ends honestly', async () => {
    const before = await client().call('snapshot', {});
    const disk = await deviceOf('LABATA1J9K0');
    await bench.must(['bash', '-c', `printf 'written before the cut' | dd of=${disk} bs=512 seek=77 conv=sync,fsync`]);
    await bench.slow('hotscsi', 4 * MIB);
    const { jobId } = await startOn(HOT_SCSI.serial);
    await jobWhen(
      client(),
      jobId,
      ({ state }) => state.kind === 'running' && state.phase === 'sanitize' && state.doneBytes > 0,
    );
    await bench.powerCut();
    await expect(bench.exec(['true'])).rejects.toThrow('not booted');

    await bench.boot();
    agent = await bench.startAgent();
    const after = await client().call('snapshot', {});
    expect(after.station.stationId).toBe(before.station.stationId);
    expect(after.ledgerEntries).toBeGreaterThanOrEqual(before.ledgerEntries);
    const kept = await bench.must([
      'dd',
      `if=${await deviceOf('LABATA1J9K0')}`,
      'bs=512',
      'skip=77',
      'count=1',
      'status=none',
    ]);
    expect(kept.replaceAll('\0', '')).toBe('written before the cut');
    const { state, resumed } = await jobWhen(client(), jobId, isEnded);
    expect(resumed).toBe(1);
    expect(state).toMatchObject({ kind: 'ended', verdict: { outcome: 'sanitized' } });
  });

  it('lets a station on this host speak to the agent in the guest over a socket of its own', async () => {
    const path = join(bench.folder, 'station.sock');
    const server = await serveGuestAgent(path, agent);
    const station = await connectClient(path);
    expect((await station.call('snapshot', {})).station).toEqual((await client().call('snapshot', {})).station);
    station.close();
    await new Promise((closed) => server.close(closed));
  });

  it('kills the agent and starts it again on the same state', async () => {
    await agent.kill();
    await expect(client().call('snapshot', {})).rejects.toThrow();
    agent = await bench.startAgent();
    expect((await drivesNow()).length).toBeGreaterThan(11);
    expect(await agent.stop()).toBe(0);
  });

  it('answers for a command that outstays its time, and powers off when it is told to', async () => {
    expect(await bench.exec(['sleep', '600'], { timeoutMs: 300 })).toMatchObject({ code: null, timedOut: true });
    expect(await bench.exec(['bash', '-c', 'echo out; echo err >&2; exit 7'])).toMatchObject({
      ...{ code: 7, stdout: 'out\n', stderr: 'err\n' },
    });
    await bench.powerOff();
  });
});
