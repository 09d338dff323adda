import { closeSync, openSync, writeSync } from 'node:fs';

/** The label of an LVM2 physical volume in its second sector (LVM2 `label_header`), with the checksum that blkid wants. */
export function writeLvmLabel(path: string): void {
  const label = Buffer.alloc(512);
  label.write('LABELONE', 0, 'ascii');
  label.writeBigUInt64LE(1n, 8);
  label.writeUInt32LE(32, 20);
  label.write('LVM2 001', 24, 'ascii');
  label.write('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 32, 'ascii');
  label.writeUInt32LE(lvmChecksum(label.subarray(20)), 16);
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, label, 0, label.length, 512);
  closeSync(descriptor);
}

/** CRC-32 (reflected) from LVM's starting value, without the final inversion. */
function lvmChecksum(bytes: Buffer): number {
  let crc = 0xf597a6cf;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return crc >>> 0;
}
