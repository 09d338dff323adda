import { randomBytes, randomUUID } from 'node:crypto';
import {
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Answer, type Refusal, refuse } from '../../../../core/domain/refusal.ts';
import { locateTool } from '../../tools/locate.ts';
import { makeExt4, mke2fsKind } from '../../tools/mke2fs.ts';
import { copyIntoNtfs, makeNtfs, mkntfsKind, ntfscpKind } from '../../tools/ntfs.ts';
import type { RunTool, ToolRun } from '../../tools/run.ts';
import { type BayPaths, bayPaths } from './bayFiles.ts';
import { type Manifest, makeManifest } from './manifest.ts';

/** The facts of a drive to be made; `virtual.plug` of the agent's contract without the bay. */
export type NewVirtualDrive = Omit<Manifest, 'format' | 'insertionId'> & {
  readonly sizeBytes: number;
  readonly fileSystem: 'ext4' | 'ntfs' | 'none';
};

export type PlugNeeds = {
  readonly run: RunTool;
  readonly directory: string;
  /** Holds the documents and pictures that a new file system is filled with. */
  readonly demoDirectory: string;
};

type Plugged = Answer<Record<string, never>>;

const BLOCK_BYTES = 4096;
const RANDOM_PIECE_BYTES = 64 * 1024;
const RANDOM_PIECES = 16;

/** Makes an image with a real file system and real files aside, and moves it into the bay when it is whole and on disk. */
export async function plugVirtualDrive(needs: PlugNeeds, bayId: string, wanted: NewVirtualDrive): Promise<Plugged> {
  const paths = bayPaths(needs.directory, bayId);
  if (isOccupied(paths)) return refused(refuse('bay-occupied', { bay: bayId }));
  const aside = join(needs.directory, `.new-${bayId}-${randomUUID()}`);
  mkdirSync(aside, { mode: 0o700 });
  try {
    const image = join(aside, 'image');
    const sizeBytes = Math.floor(wanted.sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
    const failed = await fillImage(needs, image, sizeBytes, wanted.fileSystem, join(aside, 'files'));
    if (failed !== null) return refused(failed);
    sync(image);
    const { model, serialNumber, mediaType, maxBytesPerSecond } = wanted;
    const description = join(aside, 'description');
    const made = makeManifest({ model, serialNumber, mediaType, maxBytesPerSecond });
    writeFileSync(description, `${JSON.stringify(made, null, 2)}\n`, { flush: true });
    if (isOccupied(paths)) return refused(refuse('bay-occupied', { bay: bayId }));
    // The description comes last: a drive is there when both are.
    renameSync(image, paths.image);
    renameSync(description, paths.manifest);
    sync(dirname(paths.image));
    return { outcome: 'done', value: {} };
  } catch (error) {
    if (error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOSPC') {
      return refused(refuse('storage-full'));
    }
    throw error;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Takes the drive out of its bay, also while it is in use, as a hand would. What was on it is gone. */
export function unplugVirtualDrive(directory: string, bayId: string): Plugged {
  const paths = bayPaths(directory, bayId);
  if (!isOccupied(paths)) return refused(refuse('bay-empty', { bay: bayId }));
  rmSync(paths.manifest, { force: true });
  rmSync(paths.image, { force: true });
  sync(directory);
  return { outcome: 'done', value: {} };
}

function isOccupied(paths: BayPaths): boolean {
  return [paths.image, paths.manifest].some((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
}

function refused(refusal: Refusal): Plugged {
  return { outcome: 'refused', refusals: [refusal] };
}

async function fillImage(
  needs: PlugNeeds,
  image: string,
  sizeBytes: number,
  fileSystem: NewVirtualDrive['fileSystem'],
  filesDirectory: string,
): Promise<Refusal | null> {
  const descriptor = openSync(image, 'wx', 0o600);
  try {
    ftruncateSync(descriptor, sizeBytes);
    if (fileSystem === 'none') writeRandomPieces(descriptor, sizeBytes);
  } finally {
    closeSync(descriptor);
  }
  switch (fileSystem) {
    case 'none':
      return null;
    case 'ext4': {
      const mke2fs = await locateTool(needs.run, mke2fsKind);
      if (mke2fs === null) return missing('mke2fs');
      makeFolders(needs.demoDirectory, filesDirectory);
      return failureOf(await makeExt4(needs.run, mke2fs, image, filesDirectory));
    }
    case 'ntfs': {
      const [mkntfs, ntfscp] = await Promise.all([
        locateTool(needs.run, mkntfsKind),
        locateTool(needs.run, ntfscpKind),
      ]);
      if (mkntfs === null || ntfscp === null) return missing('ntfs-3g');
      const made = failureOf(await makeNtfs(needs.run, mkntfs, image));
      if (made !== null) return made;
      for (const name of documentsIn(needs.demoDirectory)) {
        const source = join(needs.demoDirectory, name);
        const copied = failureOf(await copyIntoNtfs(needs.run, ntfscp, image, source, name));
        if (copied !== null) return copied;
      }
      return null;
    }
  }
}

function documentsIn(demoDirectory: string): string[] {
  return readdirSync(demoDirectory).filter((name) => name !== 'README.md');
}

/** Sorts the documents into folders as people do. */
function makeFolders(demoDirectory: string, target: string): void {
  for (const name of documentsIn(demoDirectory)) {
    const folder = /\.(jpg|png)$/.test(name) ? 'Pictures' : /\.(csv|pdf)$/.test(name) ? 'Papers' : 'Letters';
    if (!existsSync(join(target, folder))) mkdirSync(join(target, folder), { recursive: true });
    cpSync(join(demoDirectory, name), join(target, folder, name));
  }
}

/** Data without a file system: random pieces spread evenly, the first at the start, the last at the very end. */
function writeRandomPieces(descriptor: number, sizeBytes: number): void {
  const last = Math.max(0, sizeBytes - RANDOM_PIECE_BYTES);
  for (let piece = 0; piece < RANDOM_PIECES; piece += 1) {
    const position = Math.floor((last * piece) / (RANDOM_PIECES - 1));
    writeSync(descriptor, randomBytes(Math.min(RANDOM_PIECE_BYTES, sizeBytes)), 0, undefined, position);
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function missing(tool: string): Refusal {
  return refuse('drive-unsupported', { why: `${tool} is not installed` });
}

function failureOf(run: ToolRun): Refusal | null {
  if (run.ending === 'exited' && run.exitCode === 0) return null;
  return refuse('drive-unsupported', { why: `${run.tool} could not make the file system (exit ${run.exitCode})` });
}
