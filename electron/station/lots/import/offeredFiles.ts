import { createHash, type Hash, randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { MOST_LIST_BYTES } from '../../../../core/contract/lots.ts';
import { type Answer, refuse } from '../../../../core/domain/refusal.ts';

/** A file that came whole. */
export type OfferedFile = {
  readonly path: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
};

/**
 * The files that windows hand over, byte by byte and never by path, until they are imported or forgotten. They belong to the person who offered them, lie in a
 * folder of the station's own and are gone with the station's end or its next start.
 */
export type OfferedFiles = {
  offer(personId: string, fileName: string, sizeBytes: number): Promise<Answer<{ fileId: string }>>;
  /** The next bytes; bytes at another place, or more than were offered, are refused and the file is forgotten. */
  append(
    personId: string,
    fileId: string,
    offsetBytes: number,
    bytes: Uint8Array,
  ): Promise<Answer<{ receivedBytes: number }>>;
  whole(personId: string, fileId: string): Answer<OfferedFile>;
  drop(personId: string, fileId: string): Promise<void>;
  stop(): Promise<void>;
};

/** As many files are kept at a time; the oldest makes room. */
const MOST_FILES = 4;

type Held = {
  readonly personId: string;
  readonly path: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly file: FileHandle;
  readonly hash: Hash;
  receivedBytes: number;
  /** Appends go one after the other. */
  busy: boolean;
  sha256: string | null;
};

/** The offered files of one station; what an earlier run left in the folder is taken away. */
export function offeredFilesIn(folder: string): OfferedFiles {
  rmSync(folder, { recursive: true, force: true });
  const held = new Map<string, Held>();

  const refused = (file: Held): Answer<never> => ({
    outcome: 'refused',
    refusals: [refuse('file-incomplete', { received: file.receivedBytes, size: file.sizeBytes })],
  });
  const unknown: Answer<never> = { outcome: 'refused', refusals: [refuse('file-unknown')] };
  const find = (personId: string, fileId: string): Held | null => {
    const file = held.get(fileId);
    return file === undefined || file.personId !== personId ? null : file;
  };

  async function forget(fileId: string): Promise<void> {
    const file = held.get(fileId);
    if (file === undefined) return;
    held.delete(fileId);
    await file.file.close();
    await unlink(file.path);
  }

  return {
    async offer(personId, fileName, sizeBytes) {
      if (sizeBytes > MOST_LIST_BYTES) {
        const mostMegabytes = MOST_LIST_BYTES / 1024 / 1024;
        return { outcome: 'refused', refusals: [refuse('file-too-large', { mostMegabytes })] };
      }
      for (const fileId of [...held.keys()].slice(0, Math.max(0, held.size - MOST_FILES + 1))) await forget(fileId);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const fileId = randomUUID();
      const path = join(folder, fileId);
      const file = await open(path, 'wx', 0o600);
      const hash = createHash('sha256');
      const sha256 = sizeBytes === 0 ? hash.copy().digest('hex') : null;
      held.set(fileId, { personId, path, fileName, sizeBytes, file, hash, receivedBytes: 0, busy: false, sha256 });
      return { outcome: 'done', value: { fileId } };
    },
    async append(personId, fileId, offsetBytes, bytes) {
      const file = find(personId, fileId);
      if (file === null) return unknown;
      if (file.busy || offsetBytes !== file.receivedBytes || offsetBytes + bytes.length > file.sizeBytes) {
        const answer = refused(file);
        await forget(fileId);
        return answer;
      }
      file.busy = true;
      try {
        await file.file.appendFile(bytes);
      } finally {
        file.busy = false;
      }
      file.hash.update(bytes);
      file.receivedBytes += bytes.length;
      if (file.receivedBytes === file.sizeBytes) file.sha256 = file.hash.digest('hex');
      return { outcome: 'done', value: { receivedBytes: file.receivedBytes } };
    },
    whole(personId, fileId) {
      const file = find(personId, fileId);
      if (file === null) return unknown;
      const { path, fileName, sizeBytes, sha256 } = file;
      return sha256 === null ? refused(file) : { outcome: 'done', value: { path, fileName, sizeBytes, sha256 } };
    },
    async drop(personId, fileId) {
      if (find(personId, fileId) !== null) await forget(fileId);
    },
    async stop() {
      for (const fileId of [...held.keys()]) await forget(fileId);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
