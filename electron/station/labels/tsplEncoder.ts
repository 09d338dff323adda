import { whiteBits } from './epl2Encoder.ts';
import type { LabelPicture } from './labelPicture.ts';

export type LabelMillimetres = { readonly width: number; readonly height: number; readonly gap: number };

/**
 * One label in TSPL (TSPL/TSPL2 Programming Manual: SIZE, GAP, CLS, BITMAP, PRINT): the picture as one bitmap in overwrite mode. The data block's length
 * stands before it, so nothing in it is read as a command. A white dot is a set bit.
 */
export function encodeTspl(picture: LabelPicture, millimetres: LabelMillimetres): Uint8Array<ArrayBuffer> {
  const { width, height, gap } = millimetres;
  const head = [
    '',
    `SIZE ${width} mm,${height} mm`,
    `GAP ${gap} mm,0 mm`,
    'DIRECTION 0,0',
    'REFERENCE 0,0',
    'CLS',
    `BITMAP 0,0,${picture.rowBytes},${picture.heightDots},0,`,
  ].join('\r\n');
  return Uint8Array.from(
    Buffer.concat([Buffer.from(head, 'latin1'), whiteBits(picture, picture.bits), Buffer.from('\r\nPRINT 1,1\r\n')]),
  );
}
