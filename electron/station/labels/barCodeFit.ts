import { code128Modules } from './code128.ts';
import type { LabelMark } from './labelMark.ts';
import type { LabelArea } from './labelTemplate.ts';

/** A bar code centred in its area at the widest bars that fit, or the code of the words for why there is none. */
export function fitBarCode(
  text: string,
  { x, y, width, height }: LabelArea,
  dotsPerMillimetre: number,
): LabelMark | 'noBarCodeCharacters' | 'noBarCodeTooLong' {
  const modules = code128Modules(text);
  if (modules === null) return 'noBarCodeCharacters';
  const dots = widestBars(modules, width, dotsPerMillimetre);
  if (dots === null) return 'noBarCodeTooLong';
  return { mark: 'code128', x: x + Math.floor((width - modules * dots) / 2), y, dots, height, text };
}

/**
 * Quiet zones are 10 modules a side (ISO/IEC 15417); five are taken for bars of a quarter millimetre at the label's own edge, where the backing paper is
 * blank, before thinner bars, which only good scanners read. Nothing below an eighth of a millimetre.
 */
function widestBars(modules: number, width: number, dotsPerMillimetre: number): number | null {
  const quarter = dotsPerMillimetre / 4;
  for (let dots = dotsPerMillimetre / 2; dots >= dotsPerMillimetre / 8; dots -= 1) {
    const quiet = dots === quarter ? 10 : 20;
    if ((modules + quiet) * dots <= width) return dots;
  }
  return null;
}
