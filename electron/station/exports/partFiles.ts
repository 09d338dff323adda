import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isCode } from '../paths/durableFile.ts';

const PART = /^\.export-(\d+)-[0-9a-f-]+\.part$/;

/** The name of an export that this process is writing. */
export function partName(id: string): string {
  return `.export-${process.pid}-${id}.part`;
}

/** Removes what processes that are gone (killed, power cut) left of exports, and answers how many there were. Those of a living process stay. */
export function removeDeadParts(folder: string): number {
  let removed = 0;
  for (const name of namesIn(folder)) {
    const writer = PART.exec(name)?.[1];
    if (writer === undefined || lives(Number(writer))) continue;
    rmSync(join(folder, name), { force: true });
    removed += 1;
  }
  return removed;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return [];
    throw cause;
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
