import { statSync } from 'node:fs';
import type { DeviceNumber } from './useFacts.ts';

/** Linux's encoding of a device number in `st_dev` and `st_rdev` (makedev(3)). */
export function deviceNumberOf(encoded: number): DeviceNumber {
  const number = BigInt(encoded);
  const major = ((number >> 8n) & 0xfffn) | ((number >> 32n) & 0xfffff000n);
  const minor = (number & 0xffn) | ((number >> 12n) & 0xffffff00n);
  return `${major}:${minor}`;
}

/** The number of the block device that a path names (through links), `null` when it names none. */
export function blockDeviceAt(path: string): DeviceNumber | null {
  const status = statOrNull(path);
  return status?.isBlockDevice() === true ? deviceNumberOf(status.rdev) : null;
}

/** The file system (by its device number) and inode of a plain file, `null` when there is none. */
export function fileAt(path: string): { readonly fileSystem: DeviceNumber; readonly inode: number } | null {
  const status = statOrNull(path);
  return status?.isFile() === true ? { fileSystem: deviceNumberOf(status.dev), inode: status.ino } : null;
}

function statOrNull(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    // ENOTDIR, EACCES, ELOOP, ENAMETOOLONG: nothing that can be told apart from "not there"; callers refuse or ask the kernel's claim.
    return null;
  }
}
