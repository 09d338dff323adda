import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, type Refusal, refuse } from '../../../../core/domain/refusal.ts';
import { type Reading, reading } from '../../tools/reading.ts';
import type { BayFiles } from './bayFiles.ts';
import { refusalsOfBay } from './virtualDrive.ts';

/** The file (device and inode) behind each loop device that is set up now. */
export type LoopFile = { readonly device: number; readonly inode: number };

/** Looks at every loop device's backing file. One that is deleted or out of sight cannot be an image of ours, which has a name. */
export function readLoopFiles(sysRoot: string): Reading<readonly LoopFile[]> {
  return reading(() =>
    readdirSync(join(sysRoot, 'block'))
      .filter((name) => name.startsWith('loop'))
      .flatMap((name) => {
        const backing = readBackingPath(join(sysRoot, 'block', name, 'loop', 'backing_file'));
        const status = backing === null ? undefined : statusOf(backing);
        return status === undefined ? [] : [{ device: status.dev, inode: status.ino }];
      }),
  );
}

function readBackingPath(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').replace(/\n$/, '');
  } catch (error) {
    // A loop device that is taken down while it is read has no such attribute any more (ENOENT) or is no device any more (sysfs: ENODEV, ENXIO).
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    if (code === 'ENOENT' || code === 'ENODEV' || code === 'ENXIO') return null;
    throw error;
  }
}

function statusOf(path: string): { readonly dev: number; readonly ino: number } | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // Behind a FUSE file system whose server has died: an image of ours there could not be opened either.
    if (error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOTCONN') return undefined;
    throw error;
  }
}

/** Everything that forbids writing to an image file. */
export function guardImage(
  files: BayFiles,
  loopFiles: Reading<readonly LoopFile[]>,
): Answer<{ readonly checks: readonly string[] }> {
  const refusals: Refusal[] = [...refusalsOfBay(files)];
  if (!loopFiles.read) refusals.push(refuse('drive-unreadable', { what: 'loop devices' }));
  else if (loopFiles.value.some(({ device, inode }) => device === files.image.device && inode === files.image.inode)) {
    refusals.push(refuse('drive-held', { part: 'loop' }));
  }
  if (refusals.length > 0) return { outcome: 'refused', refusals };
  return {
    outcome: 'done',
    value: { checks: ['check-image-file', 'check-loop-devices', 'check-writable', 'check-size'] },
  };
}
