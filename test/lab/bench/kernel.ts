import { spawnSync } from 'node:child_process';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { prepareAgentFile } from './agentFile.ts';
import { buildInitramfs } from './initramfs.ts';
import { LAB_CACHE, PROJECT } from './labPaths.ts';
import { needProgram, programAt } from './programs.ts';

/** What a bench boots: a kernel image QEMU takes, its first root file system, and the version both are of. */
export type LabKernel = { readonly version: string; readonly kernelPath: string; readonly initramfsPath: string };

/** Ready to boot, or every reason why not, each a sentence that names what to install. */
export type LabReadiness =
  | { readonly ready: true; readonly kernel: LabKernel }
  | { readonly ready: false; readonly missing: readonly string[] };

/** Programs of the host without which no bench boots, with the Debian package each is in. */
const NEEDED_PROGRAMS: readonly (readonly [program: string, debianPackage: string])[] = [
  ['qemu-system-x86_64', 'qemu-system-x86'],
  ['busybox', 'busybox-static'],
  ['modprobe', 'kmod'],
  ['cpio', 'cpio'],
  ['xz', 'xz-utils'],
  ['setpriv', 'util-linux'],
  ['udevadm', 'udev'],
];

/** Looks for all that a bench needs and makes its boot files where they are not made yet. Takes some seconds once for each kernel. */
export function prepareLab(): LabReadiness {
  const missing = NEEDED_PROGRAMS.filter(([program]) => programAt(program) === null).map(
    ([program, debianPackage]) => `the program ${program} is not installed (Debian package ${debianPackage})`,
  );
  const version = newestKernel();
  if (version === null) {
    missing.push('no readable kernel with its modules under /boot and /lib/modules (Debian package linux-image-amd64)');
  }
  if (process.arch !== 'x64')
    missing.push(`the lab's guest runs the host's programs and is x86-64; this host is ${process.arch}`);
  if (!existsSync(join(PROJECT, 'node_modules/node/bin/node'))) missing.push('node_modules/node is not there (npm ci)');
  if (missing.length > 0 || version === null) return { ready: false, missing };
  const folder = join(LAB_CACHE, version);
  mkdirSync(folder, { recursive: true });
  prepareAgentFile();
  return {
    ready: true,
    kernel: { version, kernelPath: bootableKernel(version, folder), initramfsPath: buildInitramfs(version, folder) },
  };
}

/** The newest of the installed kernels whose image can be read and whose modules are there; `null` is none. */
function newestKernel(): string | null {
  if (!existsSync('/boot') || !existsSync('/lib/modules')) return null;
  const versions = readdirSync('/boot')
    .filter((name) => name.startsWith('vmlinuz-') && readable(join('/boot', name)))
    .map((name) => name.slice('vmlinuz-'.length))
    .filter((version) => existsSync(join('/lib/modules', version, 'modules.dep')))
    .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
  return versions.at(-1) ?? null;
}

function readable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

const XZ_MAGIC = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]);

/**
 * The kernel unpacked to its ELF image, which QEMU starts directly (PVH): unpacking inside an emulated processor costs seconds at each boot.
 * A kernel that is not packed with xz is started as it is.
 */
function bootableKernel(version: string, folder: string): string {
  const packed = join('/boot', `vmlinuz-${version}`);
  const unpacked = join(folder, 'vmlinux');
  if (existsSync(unpacked)) return unpacked;
  const image = readFileSync(packed);
  const start = image.indexOf(XZ_MAGIC);
  if (start === -1) return packed;
  const fresh = `${unpacked}.${process.pid}`;
  const output = openSync(fresh, 'w');
  const { status, stderr } = spawnSync(needProgram('xz'), ['--decompress', '--stdout', '--single-stream'], {
    input: image.subarray(start),
    stdio: ['pipe', output, 'pipe'],
  });
  closeSync(output);
  if (status !== 0) {
    rmSync(fresh);
    throw new Error(`xz could not unpack ${packed}: ${stderr}`);
  }
  renameSync(fresh, unpacked);
  return unpacked;
}
