import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { driveParts, imagesOf, type Place, removalId } from './driveParts.ts';
import { type GuestAgent, type GuestAgentOptions, startGuestAgent } from './guestAgent.ts';
import { openGuestDoor } from './guestDoor.ts';
import { type ExecResult, type GuestLink, type GuestProcess, guestLink } from './guestLink.ts';
import type { LabKernel } from './kernel.ts';
import { DRIVERS, type LabDrive } from './labDrive.ts';
import { createPlaces } from './places.ts';
import { qemuArguments } from './qemuArguments.ts';
import { qemuJson } from './qemuJson.ts';
import { type QemuProcess, startQemu } from './qemuProcess.ts';
import { connectQmp, type Qmp } from './qmp.ts';

export type BenchOptions = {
  readonly kernel: LabKernel;
  readonly drives: readonly LabDrive[];
  /** Nothing of one boot outlives this. */
  readonly lifetimeMs?: number;
  readonly memoryMiB?: number;
  readonly processors?: number;
};

/** One order to the guest and what came of it, for a run's transcript. */
export type TranscriptLine = {
  readonly at: string;
  readonly act: string;
  readonly argv?: readonly string[];
  readonly result?: ExecResult;
};

/**
 * A wipe-bench PC with drives in it, emulated. Images and the agent's state live through power cuts and boots, until `close`. All that runs
 * in the guest is the host's own root file system under a layer in memory, so what a test writes outside `/run/out` is gone with the boot.
 */
export type Bench = {
  /** Temporary folder of images, console and what the guest left; goes with `close`. */
  readonly folder: string;
  readonly transcript: readonly TranscriptLine[];
  boot(): Promise<void>;
  /** Orderly end: the guest syncs and powers off. */
  powerOff(): Promise<void>;
  /** The plug is pulled: no sync, no goodbye. Images stay as they are. */
  powerCut(): Promise<void>;
  reboot(): Promise<void>;
  /** Plugs a drive in (while the guest runs, or before the next boot). A drive that was here before keeps what is on it. */
  plug(drive: LabDrive): Promise<void>;
  /**
   * Takes a drive out: by surprise on SCSI and USB, through the slot's ejection on NVMe. Its image stays for the next `plug`. QEMU has no
   * plug to pull on SATA, and QEMU 7.2 itself dies when a `usb-uas` drive is pulled under load.
   */
  unplug(id: string): Promise<void>;
  /** Makes a drive that is plugged in no faster than this, in both directions together; `null` is as fast as it can. */
  slow(id: string, bytesPerSecond: number | null): Promise<void>;
  /** Runs a program as root of the guest; a non-zero exit is an answer, not an exception. */
  exec(argv: readonly string[], options?: { timeoutMs?: number }): Promise<ExecResult>;
  /** Like `exec`, and throws with its words when it does not end with 0. Answers its standard output. */
  must(argv: readonly string[], options?: { timeoutMs?: number }): Promise<string>;
  start(argv: readonly string[]): Promise<GuestProcess>;
  modprobe(...modules: readonly string[]): Promise<void>;
  /** Connects the guest's kernel to an NVMe/TCP target on a port of the host's loopback. */
  connectNvmeTcp(port: number, nqn: string, options?: NvmeFabricOptions): Promise<void>;
  /** Takes the controllers of an NVMe/TCP subsystem away from the guest's kernel. */
  disconnectNvmeTcp(nqn: string): Promise<void>;
  /** Logs the guest's kernel in to an iSCSI target on a port of the host's loopback. */
  loginIscsi(port: number, iqn: string): Promise<void>;
  startAgent(options?: GuestAgentOptions): Promise<GuestAgent>;
  /** A stream to a program's standard input and output, for a terminal. */
  openProcess: GuestLink['openProcess'];
  imagePath(id: string, namespace?: 1 | 2): string;
  /** What the guest's kernel and programs said, for a failing test's message. */
  log(): string;
  qmp(): Qmp;
  /** Ends the guest at once and removes everything. */
  close(): Promise<void>;
};

/** Options of the kernel's /dev/nvme-fabrics (Linux, drivers/nvme/host/fabrics.c, `opt_tokens`); times in seconds. */
export type NvmeFabricOptions = {
  readonly nr_io_queues?: number;
  readonly reconnect_delay?: number;
  readonly ctrl_loss_tmo?: number;
  readonly keep_alive_tmo?: number;
};

type Running = { readonly qemu: QemuProcess; readonly qmp: Qmp; readonly link: GuestLink };

const BOOT_MS = 120_000;
const EXEC_MS = 60_000;
const UNPLUG_MS = 30_000;
/** A drive that never answers keeps udev waiting for as long as the kernel does; the next drive does not wait with it. */
const SETTLE_SECONDS = 3;

/** By the kernel itself: nvme-cli first asks every other drive who it is, and waits a minute for each that does not answer. */
const CONNECT_NVME = `printf '%s' "$1" > /dev/nvme-fabrics`;
const DISCONNECT_NVME = `for c in /sys/class/nvme/nvme*; do
  [ "$(cat $c/subsysnqn)" = "$1" ] && echo 1 > $c/delete_controller
done; true`;

/** Makes the bench; it is not booted yet. */
export async function createBench(options: BenchOptions): Promise<Bench> {
  const { kernel, lifetimeMs = 900_000, memoryMiB = 1024, processors = 1 } = options;
  const folder = mkdtempSync(join(tmpdir(), 'wipebench-lab-'));
  const outFolder = join(folder, 'out');
  mkdirSync(outFolder);
  const door = await openGuestDoor(outFolder);
  const places = createPlaces();
  const plugged = new Map<string, { drive: LabDrive; place: Place }>();
  const transcript: TranscriptLine[] = [];
  let running: Running | null = null;

  const note = (line: Omit<TranscriptLine, 'at'>): void => {
    transcript.push({ at: new Date().toISOString(), ...line });
  };
  const putIn = (drive: LabDrive): Place => {
    if (!/^[a-z0-9]+$/.test(drive.id)) throw new Error(`'${drive.id}' is no id of a lab drive`);
    if (plugged.has(drive.id)) throw new Error(`${drive.id} is plugged in already`);
    for (const { path, sizeMiB } of imagesOf(drive, folder)) {
      if (!existsSync(path)) writeFileSync(path, '');
      truncateSync(path, sizeMiB * 1024 ** 2);
    }
    const place = places.take(drive);
    plugged.set(drive.id, { drive, place });
    return place;
  };
  for (const drive of options.drives) putIn(drive);

  const now = (): Running => {
    if (running === null) throw new Error('the bench is not booted');
    return running;
  };
  const log = (): string =>
    ['console.log', 'out/guest.log']
      .map((name) => join(folder, name))
      .filter((path) => existsSync(path))
      .map((path) => `--- ${path}\n${readFileSync(path, 'utf8')}`)
      .concat(running === null ? [] : [`--- qemu\n${running.qemu.said()}`])
      .join('\n');

  const exec: Bench['exec'] = async (argv, { timeoutMs = EXEC_MS } = {}) => {
    const process = await now().link.start(argv, timeoutMs);
    const result = await process.ended;
    note({ act: 'exec', argv, result });
    return result;
  };
  const must: Bench['must'] = async (argv, execOptions) => {
    const { code, signal, stdout, stderr } = await exec(argv, execOptions);
    if (code === 0) return stdout;
    throw new Error(`${argv.join(' ')} ended with ${code ?? signal}: ${stdout}${stderr}`);
  };
  const modprobe: Bench['modprobe'] = async (...modules) => {
    await must(['modprobe', '--all', ...modules]);
  };
  const settle = (): Promise<unknown> => exec(['udevadm', 'settle', `--timeout=${SETTLE_SECONDS}`]);

  const end = async (act: string, ending: (ran: Running) => Promise<unknown>): Promise<void> => {
    const ran = now();
    note({ act });
    await ending(ran);
    ran.qmp.close();
    await ran.link.gone;
    running = null;
  };
  const powerOff = (): Promise<void> =>
    end('power-off', async ({ link, qemu }) => {
      link.powerOff();
      if ((await qemu.end(30_000)) === null) throw new Error(`the guest did not power off\n${log()}`);
    });
  const boot = async (): Promise<void> => {
    if (running !== null) throw new Error('the bench runs already');
    note({ act: 'boot' });
    const qmpPath = join(folder, 'qmp.sock');
    const machine = {
      ...{ kernel, memoryMiB, processors, outFolder, qmpPath },
      drivers: [...new Set([...plugged.values()].flatMap(({ drive }) => DRIVERS[drive.bus]))],
      lifetimeSeconds: Math.ceil(lifetimeMs / 1000),
      consolePath: join(folder, 'console.log'),
    };
    const parts = [...plugged.values()].map(({ drive, place }) => driveParts(drive, place, folder));
    const calling = door.nextGuest(BOOT_MS);
    calling.catch(() => undefined);
    const qemu = startQemu(qemuArguments(machine, parts), lifetimeMs);
    const ended = qemu.end(lifetimeMs).then((code) => {
      throw new Error(`QEMU ended with ${code} before the guest was up\n${qemu.said()}\n${log()}`);
    });
    ended.catch(() => undefined);
    try {
      const link = guestLink(await Promise.race([calling, ended]), door);
      running = { qemu, link, qmp: await connectQmp(qmpPath) };
      await must(['bash', '-c', 'until [ -e /run/lab-drivers-loaded ]; do sleep 0.1; done'], { timeoutMs: BOOT_MS });
    } catch (error) {
      running = null;
      await qemu.kill();
      throw error;
    }
  };

  return {
    folder,
    transcript,
    boot,
    powerOff,
    powerCut: () => end('power-cut', ({ qemu }) => qemu.kill()),
    async reboot() {
      await powerOff();
      await boot();
    },
    async plug(drive) {
      const place = putIn(drive);
      note({ act: `plug ${drive.id}` });
      if (running === null) return;
      await modprobe(...DRIVERS[drive.bus]);
      const { media, devices } = driveParts(drive, place, folder);
      for (const medium of media) await running.qmp.execute('blockdev-add', qemuJson(medium));
      for (const device of devices) await running.qmp.execute('device_add', qemuJson(device));
    },
    async unplug(id) {
      const entry = plugged.get(id);
      if (entry === undefined) throw new Error(`${id} is not plugged in`);
      note({ act: `unplug ${id}` });
      if (running !== null) {
        const { qmp } = running;
        const device = removalId(entry.drive);
        const deleted = qmp.nextEvent(
          ({ event, data }) => event === 'DEVICE_DELETED' && data.device === device,
          UNPLUG_MS,
        );
        deleted.catch(() => undefined);
        await qmp.execute('device_del', qemuJson({ id: device }));
        await deleted;
        for (const medium of driveParts(entry.drive, entry.place, folder).media) {
          await qmp.execute('blockdev-del', qemuJson({ 'node-name': String(medium['node-name']) }));
        }
      }
      plugged.delete(id);
      places.release(entry.drive);
    },
    async slow(id, bytesPerSecond) {
      note({ act: `slow ${id} ${bytesPerSecond}` });
      const none = { bps_rd: 0, bps_wr: 0, iops: 0, iops_rd: 0, iops_wr: 0 };
      const bus = plugged.get(id)?.drive.bus;
      // The disk of a USB drive is a device of its own, inside or behind the one that is plugged.
      const device =
        bus === 'usb-uas' ? `${id}-lun` : bus === 'usb-storage' ? `/machine/peripheral/${id}/${id}.0/legacy[0]` : id;
      await now().qmp.execute('block_set_io_throttle', qemuJson({ id: device, bps: bytesPerSecond ?? 0, ...none }));
    },
    exec,
    must,
    start: (argv) => now().link.start(argv, null),
    modprobe,
    async connectNvmeTcp(port, nqn, options = {}) {
      await modprobe('nvme-tcp');
      const all = { transport: 'tcp', traddr: '10.0.2.2', trsvcid: port, nqn, ...options };
      const line = Object.entries(all).map(([name, value]) => `${name}=${value}`);
      await must(['bash', '-c', CONNECT_NVME, 'bash', line.join(',')]);
      await settle();
    },
    async disconnectNvmeTcp(nqn) {
      await exec(['bash', '-c', DISCONNECT_NVME, 'bash', nqn]);
    },
    async loginIscsi(port, iqn) {
      await modprobe('iscsi_tcp', 'sd_mod', 'sg');
      const names = ['-i', 'iqn.2026-01.lab:guest', '-t', iqn, '-g', '1', '-a', '10.0.2.2', '-p', String(port)];
      await must(['iscsistart', ...names]);
      await settle();
    },
    startAgent: (agentOptions) => startGuestAgent(now().link, agentOptions),
    openProcess: (argv) => now().link.openProcess(argv),
    imagePath: (id, namespace = 1) => join(folder, namespace === 1 ? `${id}.raw` : `${id}-2.raw`),
    log,
    qmp: () => now().qmp,
    async close() {
      running?.qmp.close();
      await running?.qemu.kill();
      running = null;
      door.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
