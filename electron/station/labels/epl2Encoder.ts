import type { LabelPicture } from './labelPicture.ts';

/**
 * One label in EPL2 (EPL Programming Guide: N, q, Q, GW, P): the picture as one direct graphic. The data block's length stands before it, so nothing in
 * it is read as a command. A white dot is a set bit. The empty line first ends whatever half a command an earlier break left.
 */
export function encodeEpl2(picture: LabelPicture, gapDots: number): Uint8Array<ArrayBuffer> {
  const { heightDots, rowBytes, bits } = picture;
  const head = `\nN\nq${rowBytes * 8}\nQ${heightDots},${gapDots}\nGW0,0,${rowBytes},${heightDots},`;
  return Uint8Array.from(Buffer.concat([ascii(head), whiteBits(picture, bits), ascii('\nP1\n')]));
}

/** Inverted for languages in which a set bit leaves the paper white. */
export function whiteBits({ rowBytes, widthDots }: LabelPicture, bits: Uint8Array): Buffer {
  const beyond = 0xff >> (widthDots % 8 === 0 ? 8 : widthDots % 8);
  return Buffer.from(bits.map((byte, index) => (~byte & 0xff) | (index % rowBytes === rowBytes - 1 ? beyond : 0)));
}

function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
