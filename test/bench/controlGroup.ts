import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A control group of this run: its processes' CPU time to the nanosecond, and a speed limit per drive. Version 1 or 2 of the kernel's interface, whichever
 * is mounted (cgroups(7), Documentation/admin-guide/cgroup-v1/blkio-controller.rst, cgroup-v2.rst).
 */
export type ControlGroup = {
  /** Files into which a process writes its id to join. */
  readonly procs: readonly string[];
  readonly version: 1 | 2;
  cpuSeconds(): number;
  /** The part of it outside the kernel. */
  userSeconds(): number;
  /** Holds a drive to this speed for reading and writing each; `null` lets go of it. The next drive of that number would be held too. */
  throttle(major: number, minor: number, bytesPerSecond: number | null): void;
  remove(): void;
};

const V1_CPU = '/sys/fs/cgroup/cpuacct';
const V1_BLKIO = '/sys/fs/cgroup/blkio';
const V2 = '/sys/fs/cgroup';

/** Throws with one sentence when neither version can be used. */
export function makeControlGroup(name: string): ControlGroup {
  if (existsSync(join(V1_CPU, 'cpuacct.usage'))) return versionOne(name);
  if (existsSync(join(V2, 'cgroup.controllers'))) return versionTwo(name);
  throw new Error('no control groups here: neither cpuacct and blkio of version 1 nor version 2 are mounted');
}

function versionOne(name: string): ControlGroup {
  const folders = [join(V1_CPU, name), join(V1_BLKIO, name)];
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  const [cpu = '', blkio = ''] = folders;
  return {
    version: 1,
    procs: folders.map((folder) => join(folder, 'cgroup.procs')),
    cpuSeconds: () => Number(readFileSync(join(cpu, 'cpuacct.usage'), 'utf8')) / 1e9,
    userSeconds: () => Number(readFileSync(join(cpu, 'cpuacct.usage_user'), 'utf8')) / 1e9,
    throttle: (major, minor, bytesPerSecond) => {
      for (const way of ['read', 'write']) {
        writeFileSync(join(blkio, `blkio.throttle.${way}_bps_device`), `${major}:${minor} ${bytesPerSecond ?? 0}`);
      }
    },
    remove: () => removeAll(folders),
  };
}

function versionTwo(name: string): ControlGroup {
  const folder = join(V2, name);
  writeFileSync(join(V2, 'cgroup.subtree_control'), '+cpu +io');
  mkdirSync(folder, { recursive: true });
  return {
    version: 2,
    procs: [join(folder, 'cgroup.procs')],
    cpuSeconds: () => microseconds(folder, 'usage_usec') / 1e6,
    userSeconds: () => microseconds(folder, 'user_usec') / 1e6,
    throttle: (major, minor, bytesPerSecond) => {
      const limit = bytesPerSecond ?? 'max';
      writeFileSync(join(folder, 'io.max'), `${major}:${minor} rbps=${limit} wbps=${limit}`);
    },
    remove: () => removeAll([folder]),
  };
}

function microseconds(folder: string, name: string): number {
  const words = new RegExp(`^${name} (\\d+)$`, 'm').exec(readFileSync(join(folder, 'cpu.stat'), 'utf8'))?.[1];
  if (words === undefined) throw new Error('the control group does not tell its CPU time');
  return Number(words);
}

function removeAll(folders: readonly string[]): void {
  for (const folder of folders) rmdirSync(folder);
}
