import { UnreadableList } from './readerTalk.ts';

/** The largest that a workbook may unpack to, all parts together, and the part with the shared texts, which is held in memory whole. */
const MOST_UNPACKED_BYTES = 1024 * 1024 * 1024;
const MOST_SHARED_BYTES = 160 * 1024 * 1024;
const MOST_PARTS = 10_000;

const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const HEADER_BYTES = 46;

/**
 * Refuses a workbook by its ZIP directory (APPNOTE.TXT 4.3.12, 4.3.16) before anything is unpacked: too much, too many parts, ZIP64, or a part that does not say
 * how large it is. The reader unpacks no part further than its directory says, so what is said here holds.
 */
export function checkWorkbookBounds(file: Buffer): void {
  const end = endOfDirectory(file);
  const parts = file.readUInt16LE(end + 10);
  let at = file.readUInt32LE(end + 16);
  if (parts > MOST_PARTS) throw new UnreadableList('list-too-large', `${parts} parts`);
  let unpacked = 0;
  for (let part = 0; part < parts; part += 1) {
    if (at + HEADER_BYTES > file.length || file.readUInt32LE(at) !== 0x02014b50) damaged('its directory');
    const packedBytes = file.readUInt32LE(at + 20);
    const bytes = file.readUInt32LE(at + 24);
    const name = file.toString('utf8', at + HEADER_BYTES, at + HEADER_BYTES + file.readUInt16LE(at + 28));
    if (bytes === 0xffffffff || packedBytes === 0xffffffff) throw new UnreadableList('list-too-large', 'ZIP64');
    // Two bytes pack nothing at all; a part that hides its size could unpack to any.
    if (bytes === 0 && packedBytes > 2) damaged(name);
    if (/sharedStrings\.xml$/i.test(name) && bytes > MOST_SHARED_BYTES)
      throw new UnreadableList('list-too-large', name);
    unpacked += bytes;
    if (unpacked > MOST_UNPACKED_BYTES) throw new UnreadableList('list-too-large', name);
    at += HEADER_BYTES + file.readUInt16LE(at + 28) + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
}

function endOfDirectory(file: Buffer): number {
  for (let at = file.length - END_BYTES; at >= Math.max(0, file.length - END_BYTES - LONGEST_COMMENT); at -= 1) {
    if (file.readUInt32LE(at) === 0x06054b50) return at;
  }
  return damaged('its end');
}

function damaged(what: string): never {
  throw new UnreadableList('list-damaged', what.slice(0, 100));
}
