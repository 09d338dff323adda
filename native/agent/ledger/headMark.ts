import { join } from 'node:path';
import { z } from 'zod';
import { isStorageTrouble, readIfPresent, replaceFile } from './durableFile.ts';

const headMark = z.strictObject({ entries: z.number().int().nonnegative(), head: z.string() });
export type HeadMark = z.infer<typeof headMark>;

/** How long the ledger was when it last grew; `null` when nothing readable says so (it is a hint against loss, not evidence). */
export function readHeadMark(stateDirectory: string): HeadMark | null {
  const text = readIfPresent(join(stateDirectory, 'ledger-head.json'));
  if (text === null) return null;
  try {
    return headMark.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Notes the length. A full disk only makes the mark lag behind, which is never taken for damage. */
export function writeHeadMark(stateDirectory: string, mark: HeadMark): void {
  try {
    replaceFile(join(stateDirectory, 'ledger-head.json'), `${JSON.stringify(mark)}\n`);
  } catch (cause) {
    if (!isStorageTrouble(cause)) throw cause;
  }
}
