import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunTool, Tool, ToolRun } from '../../../../native/agent/tools/run.ts';

export type NvmePlug = {
  readonly slot: number;
  /** Names of the controllers: `nvme3`. */
  readonly controllers: readonly string[];
  readonly serial: string;
  readonly namespaces: readonly {
    readonly name: string;
    readonly nsid: number;
    readonly minor: number;
    readonly sequence: number;
    readonly sectors?: number;
  }[];
  readonly multipath?: boolean;
};

/** A small machine on disk: /sys and /proc as far as the bench reads them, with disks that can be plugged and pulled. */
export class SysfsTree {
  readonly root = mkdtempSync(join(tmpdir(), 'sysfs-tree-'));
  readonly sysRoot = join(this.root, 'sys');
  readonly procRoot = join(this.root, 'proc');

  constructor() {
    mkdirSync(join(this.sysRoot, 'block'), { recursive: true });
    mkdirSync(join(this.sysRoot, 'fs', 'btrfs', 'features'), { recursive: true });
    this.write('proc/self/mountinfo', '27 1 8:240 / / rw - ext4 /dev/sdp rw\n');
    this.write('proc/swaps', 'Filename\tType\tSize\tUsed\tPriority\n');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  remove(path: string): void {
    rmSync(join(this.root, path));
  }

  /** Plugs a SATA disk into a port. */
  plugSata(
    name: string,
    facts: { port: number; minor: number; serial: string; sequence: number; sectors?: number },
  ): void {
    const { port, minor, serial, sequence, sectors = 2048 } = facts;
    const place = `sys/devices/pci0000:00/0000:00:1f.2/ata${port}/host${port}/target${port}:0:0/${port}:0:0:0`;
    const disk = `${place}/block/${name}`;
    this.write(`${disk}/dev`, `8:${minor}\n`);
    this.write(`${disk}/size`, `${sectors}\n`);
    this.write(`${disk}/ro`, '0\n');
    this.write(`${disk}/hidden`, '0\n');
    this.write(`${disk}/diskseq`, `${sequence}\n`);
    this.write(`${disk}/queue/logical_block_size`, '512\n');
    this.write(`${disk}/queue/physical_block_size`, '4096\n');
    for (const [attribute, text] of Object.entries({
      type: '0',
      vendor: 'ATA     ',
      model: 'ACME ROTOR 2000',
      rev: 'RT03',
    })) {
      this.write(`${place}/${attribute}`, `${text}\n`);
    }
    const page = Buffer.concat([Buffer.from([0, 0x80, 0, serial.length]), Buffer.from(serial)]);
    writeFileSync(join(this.root, place, 'vpd_pg80'), page);
    symlinkSync(join(this.root, place), join(this.root, disk, 'device'));
    symlinkSync(join(this.root, disk), join(this.sysRoot, 'block', name));
  }

  /**
   * Plugs an NVMe drive as Linux 6.1 shows it: a controller, its subsystem, and its namespaces' block devices under the controller, or under the
   * subsystem where the kernel joins paths (`multipath`).
   */
  plugNvme(facts: NvmePlug): void {
    const { slot, controllers, serial, namespaces, multipath = false } = facts;
    const subsystem = `sys/devices/virtual/nvme-subsystem/nvme-subsys${slot}`;
    this.write(`${subsystem}/subsysnqn`, `nqn.2026-01.lab:${serial}\n`);
    const link = (target: string, path: string): void => {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      symlinkSync(join(this.root, target), join(this.root, path));
    };
    for (const [kind, path] of [
      ['nvme-subsystem', subsystem],
      ...controllers.map((name) => ['nvme', this.#controllerPath(slot, name)] as const),
    ] as const) {
      mkdirSync(join(this.sysRoot, 'class', kind), { recursive: true });
      mkdirSync(join(this.root, path), { recursive: true });
      link(`sys/class/${kind}`, `${path}/subsystem`);
    }
    link(subsystem, `sys/class/nvme-subsystem/nvme-subsys${slot}`);
    for (const name of controllers) {
      const place = this.#controllerPath(slot, name);
      link(place, `${subsystem}/${name}`);
      for (const [attribute, text] of Object.entries({
        state: 'live',
        serial,
        model: 'LAB NVME',
        firmware_rev: 'LABFW1',
      })) {
        this.write(`${place}/${attribute}`, `${text}\n`);
      }
    }
    for (const { name, nsid, minor, sequence, sectors = 2048 } of namespaces) {
      const owner = multipath ? subsystem : this.#controllerPath(slot, controllers[0] ?? '');
      const disk = `${owner}/${name}`;
      const attributes = { dev: `259:${minor}`, size: sectors, ro: 0, hidden: 0, diskseq: sequence, nsid };
      for (const [attribute, text] of Object.entries(attributes)) this.write(`${disk}/${attribute}`, `${text}\n`);
      this.write(`${disk}/queue/logical_block_size`, '512\n');
      this.write(`${disk}/queue/physical_block_size`, '512\n');
      if (multipath) {
        this.write(`${subsystem}/model`, 'LAB NVME\n');
        this.write(`${subsystem}/serial`, `${serial}\n`);
      }
      symlinkSync(join(this.root, owner), join(this.root, disk, 'device'));
      symlinkSync(join(this.root, disk), join(this.sysRoot, 'block', name));
    }
  }

  /** Takes the block device of one namespace away, as a detach or a removal does. */
  pullNode(name: string): void {
    rmSync(join(this.sysRoot, 'block', name));
  }

  #controllerPath(slot: number, name: string): string {
    return `sys/devices/pci0000:00/0000:00:0${slot}.0/0000:0${slot}:00.0/nvme/${name}`;
  }

  /** Gives a disk a partition, and stacks a device-mapper volume on that. */
  stackOn(name: string, port: number, minor: number): void {
    const place = `devices/pci0000:00/0000:00:1f.2/ata${port}/host${port}/target${port}:0:0/${port}:0:0:0/block/${name}/${name}1`;
    const volume = 'devices/virtual/block/dm-0';
    for (const [path, device] of [
      [place, `8:${minor}`],
      [volume, '253:0'],
    ]) {
      for (const [fact, text] of Object.entries({ dev: device, size: '1024', ro: '0' })) {
        this.write(`sys/${path}/${fact}`, `${text}\n`);
      }
    }
    this.write(`sys/${place}/partition`, '1\n');
    mkdirSync(join(this.sysRoot, place, 'holders'));
    symlinkSync(join(this.sysRoot, volume), join(this.sysRoot, place, 'holders', 'dm-0'));
    mkdirSync(join(this.sysRoot, volume, 'slaves'));
    symlinkSync(join(this.sysRoot, place), join(this.sysRoot, volume, 'slaves', `${name}1`));
    symlinkSync(join(this.sysRoot, volume), join(this.sysRoot, 'block', 'dm-0'));
  }

  pull(name: string, port: number): void {
    rmSync(join(this.sysRoot, 'block', name));
    rmSync(join(this.sysRoot, 'devices', 'pci0000:00', '0000:00:1f.2', `ata${port}`), { recursive: true });
  }

  end(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Programs that answer as told, without running anything. */
export function answering(
  answers: Readonly<Record<string, (argv: readonly string[]) => Promise<Partial<ToolRun>> | Partial<ToolRun>>>,
): RunTool {
  return async (tool, argv) => {
    const more = (await answers[tool.name]?.(argv)) ?? { ending: 'not-started', exitCode: null };
    return {
      tool: tool.name,
      version: tool.version,
      argv: [tool.path, ...argv],
      startedAt: '2026-01-01T00:00:00.000Z',
      elapsedMs: 0,
      exitCode: 0,
      signal: null,
      stdoutSha256: '0'.repeat(64),
      stdoutBytes: 0,
      stderrSha256: '0'.repeat(64),
      stderrBytes: 0,
      ending: 'exited',
      startError: null,
      stdout: Buffer.alloc(0),
      stderr: Buffer.alloc(0),
      outputCut: false,
      ...more,
    };
  };
}

export const named = (name: string): Tool => ({ name, path: `/usr/bin/${name}`, version: '1' });
