import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { type ArchivedFile, centralHeader, endRecord, localHeader } from '../../../core/record/archiveHeaders.ts';

export type WrittenFile = { readonly path: string; readonly sizeBytes: number; readonly sha256: string };

/** A ZIP that is being written, file by file, with the very headers that the verifier demands. */
export type ArchiveWriter = {
  /** Adds one file; names must come in sorted order. */
  add(name: string, bytes: Uint8Array): Promise<WrittenFile>;
  /** Adds one file piece by piece: its header is written once all of it is known. */
  addPieces(name: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<WrittenFile>;
  /** Takes room on the disk for so many bytes after what is written and the directory, so that what is still to come cannot meet a full disk. */
  reserve(bytes: number): Promise<void>;
  /** Writes the directory, makes the file durable and closes it; answers its size. */
  finish(): Promise<number>;
  /** Closes an unfinished archive. */
  abandon(): Promise<void>;
};

/** The archive would be larger than a plain ZIP can be (docs/record-format.md: below 4 GiB). */
export class ArchiveTooLarge extends Error {}

const LARGEST_BYTES = 0xfffffffe;
const RESERVED_AT_ONCE = Buffer.alloc(1024 * 1024);

/** Starts an archive at a path where nothing may stand. */
export async function startArchive(path: string): Promise<ArchiveWriter> {
  const file: FileHandle = await open(path, 'wx', 0o600);
  const archived: ArchivedFile[] = [];
  let offset = 0;
  let directoryBytes = 22;

  async function putAt(position: number, bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
    }
  }
  async function put(bytes: Uint8Array): Promise<void> {
    if (offset + bytes.length + directoryBytes > LARGEST_BYTES) throw new ArchiveTooLarge('the archive is too large');
    await putAt(offset, bytes);
    offset += bytes.length;
  }

  async function addPieces(
    name: string,
    pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<WrittenFile> {
    const before = archived.at(-1)?.name;
    if (before !== undefined && before >= name) throw new Error(`${name} does not follow ${before}`);
    const started: ArchivedFile = { name, sizeBytes: 0, crc32: 0, offset };
    directoryBytes += centralHeader(started).length;
    await put(localHeader(started));
    const digest = createHash('sha256');
    let sizeBytes = 0;
    let sum = 0;
    for await (const piece of pieces) {
      await put(piece);
      digest.update(piece);
      sum = crc32(piece, sum);
      sizeBytes += piece.length;
    }
    const row: ArchivedFile = { ...started, sizeBytes, crc32: sum };
    await putAt(row.offset, localHeader(row));
    archived.push(row);
    return { path: name, sizeBytes, sha256: digest.digest('hex') };
  }

  return {
    addPieces,
    add: (name, bytes) => addPieces(name, [bytes]),
    async reserve(bytes) {
      const end = offset + directoryBytes + bytes;
      if (end > LARGEST_BYTES) throw new ArchiveTooLarge('the archive is too large');
      for (let at = offset; at < end; at += RESERVED_AT_ONCE.length) {
        await putAt(at, RESERVED_AT_ONCE.subarray(0, Math.min(RESERVED_AT_ONCE.length, end - at)));
      }
      // Some file systems find room only when they must.
      await file.sync();
    },
    async finish() {
      const directoryOffset = offset;
      const directory = Buffer.concat(archived.map(centralHeader));
      await putAt(offset, directory);
      const end = endRecord(archived.length, directory.length, directoryOffset);
      await putAt(offset + directory.length, end);
      const sizeBytes = offset + directory.length + end.length;
      await file.truncate(sizeBytes);
      await file.sync();
      await file.close();
      return sizeBytes;
    },
    abandon: () => file.close(),
  };
}
