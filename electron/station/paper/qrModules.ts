import bwip from 'bwip-js/node';

/** The squares of a QR code (ISO/IEC 18004) as rows of `1` (dark) and `0`, without the quiet zone. At level M a seventh may be soiled or torn. */
export function qrModules(text: string, level: 'L' | 'M' = 'M'): string[] {
  // The default face's `raw` answers the symbol; the named export of that name is a symbology.
  const [symbol] = bwip.raw('qrcode', text, `eclevel=${level}`);
  if (symbol === undefined || !('pixs' in symbol)) throw new TypeError('no QR code came out');
  const { pixs, pixx } = symbol;
  return Array.from({ length: pixs.length / pixx }, (_, row) => pixs.slice(row * pixx, (row + 1) * pixx).join(''));
}
