import bwip from 'bwip-js/node';

/**
 * The bars and gaps of a Code 128 (ISO/IEC 15417) in modules, a bar first, without quiet zones. `null` for an empty text, one of more than 80 characters, and for characters beyond
 * printable ASCII (controls, umlauts): scanners give those back in too many ways.
 */
export function code128Bars(text: string): number[] | null {
  if (!/^[\x20-\x7e]{1,80}$/.test(text)) return null;
  const [symbol] = bwip.raw('code128', text, '');
  if (symbol === undefined || !('sbs' in symbol)) throw new TypeError('no bar code came out');
  return symbol.sbs;
}

/** Width in modules, so that what does not fit is known before printing; `null` where there is no bar code. */
export function code128Modules(text: string): number | null {
  const bars = code128Bars(text);
  return bars === null ? null : bars.reduce((sum, modules) => sum + modules, 0);
}
