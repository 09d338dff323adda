import { crc32 } from './crc32.ts';

/** The most a logo may be: sharp at 300 dpi on the certificate, and small enough to stand in every certificate file. */
export const LOGO_LIMITS = { widthPixels: 640, heightPixels: 240, sizeBytes: 32_768 } as const;

export type Logo = { readonly widthPixels: number; readonly heightPixels: number; readonly idat: Uint8Array };

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Reads a logo strictly: a PNG (ISO/IEC 15948) of 8-bit RGB without alpha, interlacing or palette, of exactly the chunks IHDR, IDAT and IEND, within
 * `LOGO_LIMITS`. So nothing hides in it, and a PDF can take the image data over as it is. `null` = it is none. Unpacks nothing.
 */
export function readLogo(png: Uint8Array): Logo | null {
  if (png.length > LOGO_LIMITS.sizeBytes || SIGNATURE.some((byte, at) => png[at] !== byte)) return null;
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks: { readonly type: string; readonly data: Uint8Array }[] = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    if (at + 12 > png.length) return null;
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > png.length || view.getUint32(end - 4) !== crc32(png.subarray(at + 4, end - 4))) return null;
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at = end;
  }
  const [head, image, end] = chunks;
  if (chunks.map(({ type }) => type).join() !== 'IHDR,IDAT,IEND' || head?.data.length !== 13) return null;
  if (image === undefined || end?.data.length !== 0) return null;
  const header = new DataView(head.data.buffer, head.data.byteOffset, 13);
  const [widthPixels, heightPixels] = [header.getUint32(0), header.getUint32(4)];
  // Depth 8, colour type 2 (RGB), deflate, adaptive filters, not interlaced.
  if ([8, 2, 0, 0, 0].some((byte, at) => head.data[8 + at] !== byte)) return null;
  const fits = widthPixels <= LOGO_LIMITS.widthPixels && heightPixels <= LOGO_LIMITS.heightPixels;
  return fits && widthPixels > 0 && heightPixels > 0 ? { widthPixels, heightPixels, idat: image.data } : null;
}
