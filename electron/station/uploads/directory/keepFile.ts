import { access, link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { isCode } from '../../paths/durableFile.ts';

export type Kept =
  | { readonly outcome: 'written' | 'same' }
  | { readonly outcome: 'different'; readonly found: Uint8Array };

export type KeepOptions = {
  readonly makeLink?: (from: string, to: string) => Promise<void>;
  /** There was a file that a killed process had not finished. */
  readonly onLeftPart?: () => void;
};

/** What file systems without hard links (FAT, exFAT, many shares) answer to link(2). */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/**
 * Puts `bytes` at `path` below `root`, which must exist: whole or not at all across a pulled stick, never over another file. As `writeOnce`, but also on
 * file systems without hard links: there the finished file is renamed to a name that was free a moment before, which is enough because a name holds the
 * ledger and the place, and a ledger has one writer. `madeDurable` is the caller's memory of the folders that need no more care, to be emptied after any trouble.
 */
export async function keepFile(
  root: string,
  path: string,
  bytes: Uint8Array,
  madeDurable: Set<string>,
  { makeLink = link, onLeftPart = () => undefined }: KeepOptions = {},
): Promise<Kept> {
  const target = join(root, path);
  await makeFolders(root, dirname(path), madeDurable);
  // One name for each place: what a killed process left of it is found and taken away.
  const temporary = `${target}.part`;
  const there = await readIfThere(target);
  if (there !== null) {
    if (await dropIfThere(temporary)) onLeftPart();
    // Its name may be new since a process that was killed before it had made the folder durable.
    await syncFolder(dirname(target));
    return compared(there, bytes);
  }
  if (await dropIfThere(temporary)) onLeftPart();
  const file = await open(temporary, 'wx', 0o644);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (cause) {
    await file.close();
    await dropIfThere(temporary);
    throw cause;
  }
  await file.close();
  try {
    await makeLink(temporary, target);
    await unlink(temporary);
  } catch (cause) {
    if (isCode(cause, 'EEXIST')) {
      await unlink(temporary);
      return compared(await readFile(target), bytes);
    }
    if (!NO_LINKS.some((code) => isCode(cause, code))) throw cause;
    if (await exists(target)) {
      await unlink(temporary);
      return compared(await readFile(target), bytes);
    }
    await rename(temporary, target);
  }
  await syncFolder(dirname(target));
  return { outcome: 'written' };
}

/** Makes each missing folder below `root`, durably, and never `root` itself: `mkdir -p` would fill the mount point of a stick that was pulled. */
async function makeFolders(root: string, below: string, madeDurable: Set<string>): Promise<void> {
  let folder = root;
  for (const name of below.split(sep)) {
    const parent = folder;
    folder = join(folder, name);
    if (madeDurable.has(folder)) continue;
    try {
      await mkdir(folder, { mode: 0o755 });
    } catch (cause) {
      if (!isCode(cause, 'EEXIST')) throw cause;
    }
    await syncFolder(parent);
    madeDurable.add(folder);
  }
}

/** Some shares cannot sync a folder and say EINVAL; they keep names in order on their own. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (cause) {
    if (!isCode(cause, 'EINVAL')) throw cause;
  } finally {
    await handle.close();
  }
}

function compared(found: Uint8Array, bytes: Uint8Array): Kept {
  return Buffer.compare(found, bytes) === 0 ? { outcome: 'same' } : { outcome: 'different', found };
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return null;
    throw cause;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return false;
    throw cause;
  }
}

async function dropIfThere(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (cause) {
    if (!isCode(cause, 'ENOENT')) throw cause;
    return false;
  }
}
