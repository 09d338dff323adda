import { type ArchivedFile, centralHeader, endRecord, LOCAL_HEADER_BYTES, localHeader } from './archiveHeaders.ts';
import { crc32 } from './crc32.ts';

/** Where and how an archive is not the one that a station writes for its files. */
export type ArchiveFlaw = { readonly offset: number; readonly what: string };

const NAME = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/;
const LONGEST_NAME = 200;

/**
 * Reads an export's ZIP of which no byte is free: after the files' contents are read, every header must be the one that follows from them, names
 * are plain and in sorted order, and nothing stands before, between or after. Answers the files, or the first flaw. Never throws.
 */
export function readStrictArchive(bytes: Uint8Array): { files: ReadonlyMap<string, Uint8Array> } | ArchiveFlaw {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files = new Map<string, Uint8Array>();
  const archived: ArchivedFile[] = [];
  let offset = 0;
  while (offset + 4 <= bytes.length && view.getUint32(offset, true) === 0x04034b50) {
    const read = readFile(bytes, view, offset);
    if ('what' in read) return read;
    const before = archived.at(-1)?.name;
    if (before !== undefined && !(before < read.file.name)) return { offset, what: 'names are not in sorted order' };
    files.set(read.file.name, read.data);
    archived.push(read.file);
    offset = read.end;
  }
  if (archived.length === 0) return { offset: 0, what: 'no file is at its start' };
  if (archived.length >= 0xffff || offset >= 0xffffffff)
    return { offset, what: 'it is larger than a plain ZIP can be' };
  if (new Set(archived.map(({ name }) => name.toLowerCase())).size !== archived.length) {
    return { offset, what: 'two names differ in case only' };
  }
  const directory = archived.map(centralHeader);
  const directoryBytes = directory.reduce((sum, { length }) => sum + length, 0);
  const tail = [...directory, endRecord(archived.length, directoryBytes, offset)];
  for (const expected of tail) {
    const flaw = firstDifference(bytes, offset, expected);
    if (flaw !== null) return { offset: flaw, what: 'the directory does not follow from the files' };
    offset += expected.length;
  }
  return offset === bytes.length ? { files } : { offset, what: 'something stands after its end' };
}

type ReadFile = { file: ArchivedFile; data: Uint8Array; end: number };

function readFile(bytes: Uint8Array, view: DataView, offset: number): ReadFile | ArchiveFlaw {
  if (offset + LOCAL_HEADER_BYTES > bytes.length) return { offset, what: 'it is cut off inside a header' };
  const sizeBytes = view.getUint32(offset + 22, true);
  const nameBytes = view.getUint16(offset + 26, true);
  const start = offset + LOCAL_HEADER_BYTES + nameBytes;
  const end = start + sizeBytes;
  if (end > bytes.length) return { offset, what: 'it is cut off inside a file' };
  const name = String.fromCharCode(
    ...bytes.subarray(start - nameBytes, Math.min(start, start - nameBytes + LONGEST_NAME)),
  );
  if (nameBytes > LONGEST_NAME || !NAME.test(name)) return { offset, what: 'a name is not plain' };
  const data = bytes.subarray(start, end);
  const file = { name, sizeBytes, crc32: crc32(data), offset };
  const flaw = firstDifference(bytes, offset, localHeader(file));
  return flaw === null
    ? { file, data, end }
    : { offset: flaw, what: `the header of ${name} does not follow from the file` };
}

/** The offset of the first byte of `bytes` that is not as expected from `offset` on; `null` when all are. */
function firstDifference(bytes: Uint8Array, offset: number, expected: Uint8Array): number | null {
  const index = expected.findIndex((byte, at) => bytes[offset + at] !== byte);
  return index === -1 ? null : offset + index;
}
