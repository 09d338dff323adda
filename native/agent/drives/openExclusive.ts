import { constants, openSync } from 'node:fs';
import { type Refusal, refuse } from '../../../core/domain/refusal.ts';

export type Opened = { readonly descriptor: number } | { readonly refusal: Refusal };

/** What an open() that failed means to a person (open(2)). */
export function refusalOfOpen(error: unknown): Refusal {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  switch (code) {
    case 'EBUSY':
      return refuse('drive-busy');
    case 'EROFS':
      return refuse('drive-read-only');
    case 'ENOENT':
    case 'ENXIO':
    case 'ENODEV':
    case 'ENOMEDIUM':
      return refuse('drive-gone');
    case 'ELOOP':
      return refuse('drive-unsupported', { why: 'the name is a link' });
    default:
      return refuse('drive-unreadable', { what: code ?? 'open' });
  }
}

/**
 * Opens a block device for the job alone. O_EXCL without O_CREAT on a block device fails with EBUSY when it or a partition is mounted, or the
 * kernel claims it (md, dm, swap), and keeps others from claiming it while it is open (open(2)). Node opens close-on-exec.
 */
export function openBlockDevice(path: string): Opened {
  const { O_RDWR, O_EXCL, O_DIRECT, O_NOFOLLOW } = constants;
  return tryOpen(path, O_RDWR | O_EXCL | O_DIRECT | O_NOFOLLOW);
}

/** Opens an image file, never through a link. A file system without direct I/O (older tmpfs) gets it without; the engine says so. */
export function openImage(path: string): Opened {
  const { O_RDWR, O_DIRECT, O_NOFOLLOW } = constants;
  try {
    return { descriptor: openSync(path, O_RDWR | O_DIRECT | O_NOFOLLOW) };
  } catch (error) {
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    return code === 'EINVAL' ? tryOpen(path, O_RDWR | O_NOFOLLOW) : { refusal: refusalOfOpen(error) };
  }
}

function tryOpen(path: string, flags: number): Opened {
  try {
    return { descriptor: openSync(path, flags) };
  } catch (error) {
    return { refusal: refusalOfOpen(error) };
  }
}
