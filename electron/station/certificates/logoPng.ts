import { deflateSync } from 'node:zlib';
import { crc32 } from '../../../core/record/crc32.ts';
import { LOGO_LIMITS } from '../../../core/record/logoPng.ts';

/**
 * A logo as a PNG of the one kind that `readLogo` accepts, from bare pixels (RGB, row by row). Pixels are all that ever comes in: the window has drawn the
 * person's file, PNG or SVG, in its sandbox, so nothing but a picture can come through. `null` when it is too large, also when packed.
 */
export function logoPng(widthPixels: number, heightPixels: number, rgb: Uint8Array): Uint8Array | null {
  const fits = widthPixels <= LOGO_LIMITS.widthPixels && heightPixels <= LOGO_LIMITS.heightPixels;
  const row = widthPixels * 3;
  if (!fits || row === 0 || heightPixels === 0 || rgb.length !== row * heightPixels) return null;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(widthPixels, 0);
  head.writeUInt32BE(heightPixels, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const image = deflateSync(filtered(rgb, row, heightPixels), { level: 9 });
  const png = Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('IDAT', image), chunk('IEND', Buffer.alloc(0))]);
  return png.length <= LOGO_LIMITS.sizeBytes ? png : null;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Every row as the difference to the one above (filter type 2), which suits flat drawings. */
function filtered(rgb: Uint8Array, row: number, rows: number): Uint8Array {
  const bytes = new Uint8Array((row + 1) * rows);
  for (let y = 0; y < rows; y += 1) {
    bytes[y * (row + 1)] = 2;
    for (let x = 0; x < row; x += 1) {
      bytes[y * (row + 1) + 1 + x] = (rgb[y * row + x] ?? 0) - (y === 0 ? 0 : (rgb[(y - 1) * row + x] ?? 0));
    }
  }
  return bytes;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  whole.set(body, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
