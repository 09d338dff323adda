import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

export type WriteOutcome = 'written' | 'same' | 'different';

/**
 * Puts `bytes` at `path` so that a power cut leaves the whole file or none, and never overwrites: temporary file, fsync, link(2), fsync of the
 * folder. `same` when the very bytes are there already, `different` when something else is (which is left as it is).
 */
export async function writeOnce(path: string, bytes: Uint8Array): Promise<WriteOutcome> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}.part`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(temporary, path);
  } catch (cause) {
    if (!isCode(cause, 'EEXIST')) throw cause;
    return Buffer.compare(await readFile(path), bytes) === 0 ? 'same' : 'different';
  } finally {
    await unlink(temporary);
  }
  await syncFolder(dirname(path));
  return 'written';
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
