import { readdirSync, realpathSync } from 'node:fs';

/** Where a link of sysfs leads; `null` when it is not there, also when its device goes away while it is followed. */
export function placeOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

/** The names in a folder of sysfs; none when it is not there, also when its device goes away while it is read. */
export function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
