import { close, constants, open } from 'node:fs';
import { type Refusal, refuse } from '../../../core/domain/refusal.ts';

export type Opened = { readonly descriptor: number } | { readonly refusal: Refusal };

/** A dead drive can keep open() waiting in the kernel; nobody waits for it longer than this. */
const PATIENCE_MS = 20_000;

/** What an open() that failed means to a person (open(2)). */
export function refusalOfOpen(code: string | undefined): Refusal {
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
export async function openBlockDevice(path: string, patienceMs: number = PATIENCE_MS): Promise<Opened> {
  const { O_RDWR, O_EXCL, O_DIRECT, O_NOFOLLOW } = constants;
  const opened = await openPatiently(path, O_RDWR | O_EXCL | O_DIRECT | O_NOFOLLOW, patienceMs);
  return typeof opened === 'number' ? { descriptor: opened } : { refusal: refusalOfOpen(opened.code) };
}

/** Opens an image file, never through a link. A file system without direct I/O (older tmpfs) gets it without; the engine says so. */
export async function openImage(path: string): Promise<Opened> {
  const { O_RDWR, O_DIRECT, O_NOFOLLOW, O_NONBLOCK } = constants;
  const flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK;
  let opened = await openPatiently(path, flags | O_DIRECT, PATIENCE_MS);
  if (typeof opened !== 'number' && opened.code === 'EINVAL') opened = await openPatiently(path, flags, PATIENCE_MS);
  return typeof opened === 'number' ? { descriptor: opened } : { refusal: refusalOfOpen(opened.code) };
}

/** Lets go without making the caller wait: the last close of a dead block device can take as long as an open. Never rejects. */
export function closeLater(descriptor: number): Promise<void> {
  return new Promise((resolve) => {
    close(descriptor, () => resolve());
  });
}

/** Opens in a thread of its own. A descriptor that comes too late is closed at once. */
function openPatiently(
  path: string,
  flags: number,
  patienceMs: number,
): Promise<number | { readonly code: string | undefined }> {
  return new Promise((resolve) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      resolve({ code: 'ETIMEDOUT' });
    }, patienceMs);
    open(path, flags, (error, descriptor) => {
      clearTimeout(timer);
      if (late) {
        if (error === null) close(descriptor);
      } else resolve(error === null ? descriptor : { code: error.code });
    });
  });
}
