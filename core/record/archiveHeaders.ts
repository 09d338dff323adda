/**
 * The ZIP subset of an export (APPNOTE 6.3.x, docs/record-format.md), of which every header byte follows from the files: stored, no extra field, no
 * comment, no data descriptor, DOS time 1980-01-01 00:00, made by UNIX 6.3, mode 0100644.
 */
export type ArchivedFile = {
  readonly name: string;
  readonly sizeBytes: number;
  readonly crc32: number;
  readonly offset: number;
};

export const LOCAL_HEADER_BYTES = 30;
const VERSION_MADE_BY = (3 << 8) | 63;
const VERSION_NEEDED = 20;
const NAMES_ARE_UTF8 = 0x0800;
const STORED = 0;
const DOS_TIME = 0;
const DOS_DATE_1980_01_01 = 0x0021;
const REGULAR_FILE_0644 = 0o100644 * 0x10000;

/** The header that stands before a file's data, with its name. */
export function localHeader({ name, sizeBytes, crc32 }: ArchivedFile): Uint8Array<ArrayBuffer> {
  return joined([
    u32(0x04034b50),
    ...[VERSION_NEEDED, NAMES_ARE_UTF8, STORED, DOS_TIME, DOS_DATE_1980_01_01].map(u16),
    ...[crc32, sizeBytes, sizeBytes].map(u32),
    ...[name.length, 0].map(u16),
    ascii(name),
  ]);
}

/** The file's row in the central directory, with its name. */
export function centralHeader({ name, sizeBytes, crc32, offset }: ArchivedFile): Uint8Array<ArrayBuffer> {
  return joined([
    u32(0x02014b50),
    ...[VERSION_MADE_BY, VERSION_NEEDED, NAMES_ARE_UTF8, STORED, DOS_TIME, DOS_DATE_1980_01_01].map(u16),
    ...[crc32, sizeBytes, sizeBytes].map(u32),
    ...[name.length, 0, 0, 0, 0].map(u16),
    ...[REGULAR_FILE_0644, offset].map(u32),
    ascii(name),
  ]);
}

/** The last 22 bytes. */
export function endRecord(files: number, directoryBytes: number, directoryOffset: number): Uint8Array<ArrayBuffer> {
  return joined([
    u32(0x06054b50),
    ...[0, 0, files, files].map(u16),
    ...[directoryBytes, directoryOffset].map(u32),
    u16(0),
  ]);
}

function u16(value: number): number[] {
  return [value & 255, (value >>> 8) & 255];
}

function u32(value: number): number[] {
  return [...u16(value & 0xffff), ...u16(value >>> 16)];
}

function ascii(name: string): number[] {
  return Array.from(name, (letter) => letter.charCodeAt(0));
}

function joined(parts: readonly number[][]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flat());
}
