import {
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Writes all bytes at an offset; `write(2)` may take fewer than it was given. */
export function writeWhole(descriptor: number, bytes: Uint8Array, offsetBytes: number): void {
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(descriptor, bytes, written, bytes.length - written, offsetBytes + written);
  }
}

/** Makes renames and new names in a directory survive a power cut (fsync(2), NOTES). */
export function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Replaces a small file so that after a power cut either the old or the new text stands whole; mode 0600. Throws the system's error. */
export function replaceFile(path: string, text: string): void {
  const fresh = writeBeside(path, Buffer.from(text));
  try {
    renameSync(fresh, path);
  } catch (cause) {
    rmSync(fresh, { force: true });
    throw cause;
  }
  syncDirectory(dirname(path));
}

/** Makes a file that must not exist yet, whole or not at all; mode 0600. Throws EEXIST when the name is taken. */
export function createFileOnce(path: string, text: string | Uint8Array): void {
  const fresh = writeBeside(path, typeof text === 'string' ? Buffer.from(text) : text);
  try {
    // link(2) fails on an existing name; rename(2) would replace it.
    linkSync(fresh, path);
  } finally {
    rmSync(fresh, { force: true });
  }
  syncDirectory(dirname(path));
}

/** The file's text, or `null` when there is no such file. */
export function readIfPresent(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null;
    throw cause;
  }
}

/** The system's error name (`ENOSPC`), or `null` for any other value. */
export function errorCode(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
}

/** Errors that say the store cannot take more now: full, over quota, read-only or failing. */
export function isStorageTrouble(cause: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EFBIG'].includes(errorCode(cause) ?? '');
}

function writeBeside(path: string, bytes: Uint8Array): string {
  const fresh = `${path}.new`;
  rmSync(fresh, { force: true });
  const descriptor = openSync(fresh, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    writeWhole(descriptor, bytes, 0);
    fsyncSync(descriptor);
  } catch (cause) {
    rmSync(fresh, { force: true });
    throw cause;
  } finally {
    closeSync(descriptor);
  }
  return fresh;
}
