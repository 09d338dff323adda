/** Writes `text` as ASCII into a field of `length` bytes, cut or filled with spaces (NVMe Identify, SCSI INQUIRY). */
export function putAscii(target: Buffer, offset: number, length: number, text: string): void {
  target.write(text.slice(0, length).padEnd(length, ' '), offset, length, 'latin1');
}

/** Writes a hexadecimal identifier byte for byte, most significant first; the rest of the field stays zero. */
export function putHex(target: Buffer, offset: number, length: number, hex: string): void {
  Buffer.from(hex, 'hex').copy(target, offset, 0, length);
}

/** Writes an unsigned 128-bit little-endian number (NVMe TNVMCAP, SMART counters). */
export function putUInt128LE(target: Buffer, offset: number, value: bigint): void {
  target.writeBigUInt64LE(value & 0xffff_ffff_ffff_ffffn, offset);
  target.writeBigUInt64LE(value >> 64n, offset + 8);
}
