import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../../electron/cli/setup/programs.mjs';

/**
 * How to run a program where it may mount: in a mount namespace of its own. Root only: in an ordinary user's namespace there is no second user, and the agent
 * draws certificates as nobody.
 */
export function namespaceArgv(): readonly string[] | { readonly why: string } {
  const unshare = findProgram('unshare');
  if (unshare === null || findProgram('mount') === null)
    return { why: 'unshare or mount is missing (Debian: util-linux, mount)' };
  if (process.getuid?.() !== 0) return { why: 'a small file system needs root' };
  const tried = spawnSync(unshare, ['-m', 'true'], { encoding: 'utf8' });
  if (tried.status === 0) return [unshare, '-m'];
  return { why: `this computer gives no mount namespace (${tried.stderr.trim()})` };
}

/** A disk that can be made to take no more. */
export type SmallDisk = {
  /** Leaves room for so many blocks, or for so many calls of fsync. */
  fill(room: number): void;
  /** Gives the room back. */
  makeRoom(): void;
};

const BLOCK_BYTES = 4096;

const PIECE = Buffer.alloc(64 * 1024, 0x5a);

/** Mounts a file system of so many bytes at `folder`. Only inside a mount namespace of one's own: there it goes with the last process. */
export function mountSmallDisk(folder: string, sizeBytes: number): SmallDisk {
  mkdirSync(folder, { recursive: true });
  const argv = ['-t', 'tmpfs', '-o', `size=${sizeBytes},mode=0700`, 'wipebench-small', folder];
  const mounted = spawnSync(findProgram('mount') ?? 'mount', argv, { encoding: 'utf8' });
  if (mounted.status !== 0) throw new Error(`no small disk at ${folder}: ${mounted.stderr.trim()}`);
  const ballast = join(folder, '.ballast');
  return {
    fill(room) {
      rmSync(ballast, { force: true });
      const descriptor = openSync(ballast, 'w');
      let written = 0;
      try {
        for (let piece = PIECE.length; piece >= BLOCK_BYTES; ) {
          try {
            written += writeSync(descriptor, PIECE, 0, piece, written);
          } catch (cause) {
            if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC')) throw cause;
            piece = Math.floor(piece / 2);
          }
        }
      } finally {
        closeSync(descriptor);
      }
      truncateSync(ballast, Math.max(0, written - room * BLOCK_BYTES));
    },
    makeRoom: () => rmSync(ballast, { force: true }),
  };
}

/** Takes it away, if it is there. */
export function unmountSmallDisk(folder: string): void {
  spawnSync(findProgram('umount') ?? 'umount', ['-l', folder]);
}
