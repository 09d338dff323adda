import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type ArchivedFile, centralHeader, endRecord, localHeader } from '../../../core/record/archiveHeaders.ts';
import { crc32 } from '../../../core/record/crc32.ts';

export type WrittenFile = { readonly path: string; readonly sizeBytes: number; readonly sha256: string };

/** A ZIP that is being written, file by file, with the very headers that the verifier demands. */
export type ArchiveWriter = {
  /** Adds one file; names must come in sorted order. */
  add(name: string, bytes: Uint8Array): Promise<WrittenFile>;
  /** Writes the directory, makes the file durable and closes it; answers its size. */
  finish(): Promise<number>;
  /** Closes an unfinished archive. */
  abandon(): Promise<void>;
};

/** Starts an archive at a path where nothing may stand. */
export async function startArchive(path: string): Promise<ArchiveWriter> {
  const file: FileHandle = await open(path, 'wx', 0o600);
  const archived: ArchivedFile[] = [];
  let offset = 0;
  const put = async (bytes: Uint8Array) => {
    for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done)).bytesWritten;
    offset += bytes.length;
  };
  return {
    async add(name, bytes) {
      const before = archived.at(-1)?.name;
      if (before !== undefined && before >= name) throw new Error(`${name} does not follow ${before}`);
      const row: ArchivedFile = { name, sizeBytes: bytes.length, crc32: crc32(bytes), offset };
      await put(localHeader(row));
      await put(bytes);
      archived.push(row);
      return { path: name, sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    },
    async finish() {
      const directoryOffset = offset;
      for (const row of archived) await put(centralHeader(row));
      await put(endRecord(archived.length, offset - directoryOffset, directoryOffset));
      if (offset > 0xfffffffe)
        throw new Error('the export is larger than a plain ZIP can be (4 GiB); export fewer certificates');
      await file.sync();
      await file.close();
      return offset;
    },
    abandon: () => file.close(),
  };
}
