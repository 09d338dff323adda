import { crc32, deflateSync } from 'node:zlib';
import type { LabelPicture } from './labelPicture.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The picture as a PNG (W3C PNG, one bit grey), a pixel for each of the printer's dots. */
export function picturePng({ widthDots, heightDots, rowBytes, bits }: LabelPicture): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthDots, 0);
  header.writeUInt32BE(heightDots, 4);
  // One bit a pixel, grey; compression, filter and interlace have one value each that is used here.
  header[8] = 1;
  const rows = Buffer.alloc((rowBytes + 1) * heightDots);
  for (let y = 0; y < heightDots; y += 1) {
    for (let at = 0; at < rowBytes; at += 1) {
      // In PNG a set bit is white.
      rows[y * (rowBytes + 1) + 1 + at] = ~(bits[y * rowBytes + at] ?? 0) & 0xff;
    }
  }
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.of()),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
