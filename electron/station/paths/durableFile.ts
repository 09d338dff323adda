import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

export type WriteOutcome = 'written' | 'same' | 'different';

/** Writes under way, by path: the temporary file has one name for each. */
const writing = new Map<string, Promise<unknown>>();

/**
 * Puts `bytes` at `path` so that a power cut leaves the whole file or none, and never overwrites: temporary file, fsync, link(2), fsync of the
 * folder. `same` when the very bytes are there already, `different` when something else is (which is left as it is). On a full disk nothing is left. What a
 * killed process left of this file is taken away, and `onLeftPart` hears it. For the one process that writes in this folder.
 */
export function writeOnce(
  path: string,
  bytes: Uint8Array,
  onLeftPart: () => void = () => undefined,
): Promise<WriteOutcome> {
  const write = () => writeNow(path, bytes, onLeftPart);
  const done = (writing.get(path) ?? Promise.resolve()).then(write, write);
  const forget = () => {
    if (writing.get(path) === done) writing.delete(path);
  };
  writing.set(path, done);
  done.then(forget, forget);
  return done;
}

async function writeNow(path: string, bytes: Uint8Array, onLeftPart: () => void): Promise<WriteOutcome> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.part`;
  if (await dropIfThere(temporary)) onLeftPart();
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(temporary, path);
  } catch (cause) {
    if (!isCode(cause, 'EEXIST')) throw cause;
    return Buffer.compare(await readFile(path), bytes) === 0 ? 'same' : 'different';
  } finally {
    await dropIfThere(temporary);
  }
  await syncFolder(dirname(path));
  return 'written';
}

/** Removes a file; answers whether there was one. */
async function dropIfThere(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (cause) {
    if (!isCode(cause, 'ENOENT')) throw cause;
    return false;
  }
}

/** Makes a change of a folder's entries durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether an error is the system's refusal with this code (`ENOENT`, `EEXIST`). */
export function isCode(cause: unknown, code: string): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === code;
}

/** The code of an error that says that the disk takes no more now (full, over quota, read-only, failing), of the system or of SQLite; else `null`. */
export function storageTrouble(cause: unknown): string | null {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return /^(ENOSPC|EDQUOT|EIO|EROFS|EFBIG|SQLITE_(FULL|IOERR|CANTOPEN|READONLY)\w*)$/.test(code) ? code : null;
}
