import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Drives made for the bench. Nothing else is ever written to. */
export type Target = { readonly devices: readonly string[]; readonly sizeBytes: number; release(): Promise<void> };

const MIB = 1024 * 1024;

/** Loop devices over files in memory: as fast as this computer copies. Every page is touched, else the first pass would pay for them. */
export async function memoryTarget(folder: string, sizeBytes: number, count = 1): Promise<Target> {
  const mount = join(folder, `memory-${count}-${sizeBytes}`);
  mkdirSync(mount);
  execFileSync('/usr/bin/mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes * count + 16 * MIB}`, 'tmpfs', mount]);
  const devices = loopsOver(mount, sizeBytes, count);
  return {
    devices,
    sizeBytes,
    release: async () => {
      detachAll(devices);
      execFileSync('/usr/bin/umount', [mount]);
      rmdirSync(mount);
    },
  };
}

/**
 * Many loop devices over one and the same file in memory, said to be turning disks, to be held to the speed of such. Patterns depend on the place only, so all
 * of them write and expect the same; and the memory of this computer holds drives of a useful size.
 */
export async function sharedMemoryTarget(folder: string, sizeBytes: number, count: number): Promise<Target> {
  const { devices, release } = await memoryTarget(folder, sizeBytes);
  const [first = ''] = devices;
  const file = execFileSync('/usr/sbin/losetup', ['--noheadings', '--output', 'BACK-FILE', first], {
    encoding: 'utf8',
  }).trim();
  const others = Array.from({ length: count - 1 }, () => losetup(file));
  const all = [...devices, ...others];
  for (const device of all) writeFileSync(`/sys/block/${basename(device)}/queue/rotational`, '1');
  return {
    devices: all,
    sizeBytes,
    release: async () => {
      // The mark outlives the drive.
      for (const device of all) writeFileSync(`/sys/block/${basename(device)}/queue/rotational`, '0');
      detachAll(others);
      await release();
    },
  };
}

/** A loop device over a file on the disk of this computer. */
export async function diskTarget(folder: string, sizeBytes: number): Promise<Target> {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  const devices = loopsOver(disk, sizeBytes, 1);
  return {
    devices,
    sizeBytes,
    release: async () => {
      detachAll(devices);
      rmSync(disk, { recursive: true });
    },
  };
}

/** A drive that answers within the call that asks (zram, like pmem and brd): shows what the tool itself costs. Empty where the kernel has none. */
export async function zramTarget(sizeBytes: number): Promise<Target | string> {
  if (!existsSync('/sys/class/zram-control/hot_add')) return 'this kernel has no zram';
  const number = readFileSync('/sys/class/zram-control/hot_add', 'utf8').trim();
  writeFileSync(`/sys/block/zram${number}/disksize`, `${sizeBytes}`);
  return {
    devices: [`/dev/zram${number}`],
    sizeBytes,
    release: async () => {
      writeFileSync(`/sys/block/zram${number}/reset`, '1');
      writeFileSync('/sys/class/zram-control/hot_remove', number);
    },
  };
}

/** A drive on which every request takes `delayMs` longer: nbdkit in memory, nbdfuse, a loop device. */
export async function slowAnswerTarget(folder: string, sizeBytes: number, delayMs: number): Promise<Target> {
  const file = join(folder, 'slow-answer');
  writeFileSync(file, '');
  const nbdkit = [
    '/usr/bin/nbdkit',
    '-s',
    '--filter=delay',
    'memory',
    `${sizeBytes}`,
    `delay-read=${delayMs}ms`,
    `delay-write=${delayMs}ms`,
  ];
  const server = spawn('/usr/bin/nbdfuse', [file, '--command', ...nbdkit], { stdio: 'ignore' });
  const ended = new Promise<void>((done) => server.once('exit', () => done()));
  for (let tries = 0; statSync(file).size !== sizeBytes; tries += 1) {
    if (tries > 200 || server.exitCode !== null) throw new Error('nbdfuse did not come up');
    await pause(25);
  }
  const device = losetup(file);
  return {
    devices: [device],
    sizeBytes,
    release: async () => {
      detachAll([device]);
      server.kill('SIGTERM');
      await ended;
    },
  };
}

/** The numbers by which the kernel knows a drive. */
export function numbersOf(device: string): readonly [major: number, minor: number] {
  const [major, minor] = readFileSync(`/sys/block/${basename(device)}/dev`, 'utf8')
    .trim()
    .split(':')
    .map(Number);
  if (major === undefined || minor === undefined) throw new Error(`${device} has no numbers`);
  return [major, minor];
}

function loopsOver(folder: string, sizeBytes: number, count: number): string[] {
  const block = Buffer.alloc(4 * MIB, 0x5a);
  return Array.from({ length: count }, (_, at) => {
    const file = join(folder, `${at}.img`);
    const descriptor = openSync(file, 'w');
    for (let done = 0; done < sizeBytes; done += block.length) {
      writeSync(descriptor, block, 0, Math.min(block.length, sizeBytes - done));
    }
    // What lies in the cache yet would be written in the middle of the first contestant's time.
    fsyncSync(descriptor);
    closeSync(descriptor);
    return losetup(file);
  });
}

// Always direct I/O: else the loop layer answers reads from the page cache.
function losetup(file: string): string {
  return execFileSync('/usr/sbin/losetup', ['--direct-io=on', '--find', '--show', file], { encoding: 'utf8' }).trim();
}

function detachAll(devices: readonly string[]): void {
  for (const device of devices) execFileSync('/usr/sbin/losetup', ['--detach', device]);
}
