import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Reading, reading } from '../../tools/reading.ts';
import { type Manifest, manifest } from './manifest.ts';

export type BayPaths = { readonly image: string; readonly manifest: string; readonly lock: string };

export function bayPaths(directory: string, bayId: string): BayPaths {
  return {
    image: join(directory, `${bayId}.img`),
    manifest: join(directory, `${bayId}.json`),
    lock: join(directory, `${bayId}.lock`),
  };
}

/** What stands in a bay now. A drive is there when both files are. */
export type BayFiles = {
  readonly image: {
    readonly regular: boolean;
    readonly device: number;
    readonly inode: number;
    readonly links: number;
    readonly sizeBytes: number;
    readonly writable: boolean;
  };
  readonly manifest: Reading<Manifest>;
};

const OWNER_MAY_WRITE = 0o200;
/** A serial number of 4096 characters, each of them escaped in JSON, fits. */
const LONGEST_MANIFEST_BYTES = 64 * 1024;

/** Looks at a bay without following links. `null` is an empty bay; throws only for a directory that cannot be read. */
export function readBay(paths: BayPaths): BayFiles | null {
  const image = lstatSync(paths.image, { throwIfNoEntry: false });
  const described = lstatSync(paths.manifest, { throwIfNoEntry: false });
  if (image === undefined || described === undefined) return null;
  return {
    image: {
      regular: image.isFile(),
      device: image.dev,
      inode: image.ino,
      links: image.nlink,
      sizeBytes: image.isFile() ? image.size : 0,
      writable: (image.mode & OWNER_MAY_WRITE) !== 0,
    },
    manifest: reading(() => readManifest(paths.manifest)),
  };
}

function readManifest(path: string): Manifest {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    if (fstatSync(descriptor).size > LONGEST_MANIFEST_BYTES)
      throw new Error('the description of the drive is too long');
    return manifest.parse(JSON.parse(readFileSync(descriptor, 'utf8')));
  } finally {
    closeSync(descriptor);
  }
}
