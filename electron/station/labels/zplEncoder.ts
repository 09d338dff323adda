import { deflateSync } from 'node:zlib';
import type { LabelPicture } from './labelPicture.ts';

/**
 * One label in ZPL II: the picture as one graphic field (Zebra Programming Guide, ^GF and "ZB64 Encoding": zlib, base64, CRC-16). No word of the label
 * reaches the printer as text, so none can be a command; the bytes are plain ASCII, also fit for a line of seven bits, and a broken line is noticed by
 * the check sum.
 */
export function encodeZpl({ widthDots, heightDots, rowBytes, bits }: LabelPicture): Uint8Array<ArrayBuffer> {
  const base64 = deflateSync(bits, { level: 9 }).toString('base64');
  const check = crc16(Buffer.from(base64, 'latin1')).toString(16).toUpperCase().padStart(4, '0');
  const total = bits.length;
  const lines = [
    '^XA',
    '^LH0,0',
    '^LT0',
    `^PW${widthDots}`,
    `^LL${heightDots}`,
    '^PQ1',
    `^FO0,0^GFA,${total},${total},${rowBytes},:Z64:${base64}:${check}^FS`,
    '^XZ',
  ];
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

/** CRC-16 with the polynomial of CCITT, started at zero (CRC-16/XMODEM), over the base64 text. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000) === 0 ? crc << 1 : ((crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc & 0xffff;
}
