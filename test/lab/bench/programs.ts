import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** The absolute path of a program of the system; `null` when it is not installed. */
export function programAt(name: string): string | null {
  for (const folder of FOLDERS) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not in this folder: the next one
    }
  }
  return null;
}

/** Like `programAt` where absence was ruled out before. Throws an Error that names the program. */
export function needProgram(name: string): string {
  const path = programAt(name);
  if (path === null) throw new Error(`the lab needs the program ${name}, and it is not installed`);
  return path;
}
