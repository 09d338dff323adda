import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isCode } from '../paths/durableFile.ts';

const PART = /^\.export-(\d+)-[0-9a-f-]+\.part$/;

/** The name of an export that this process is writing. */
export function partName(id: string): string {
  return `.export-${process.pid}-${id}.part`;
}

/** Removes what processes that are gone (killed, power cut) left of exports. Those of a living process stay. */
export async function removeDeadParts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const writer = PART.exec(name)?.[1];
    if (writer === undefined || lives(Number(writer))) continue;
    await unlink(join(folder, name));
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return !isCode(cause, 'ESRCH');
  }
}
