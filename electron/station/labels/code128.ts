/**
 * Width in modules, without quiet zones, of a Code 128 (ISO/IEC 15417) in the printer's automatic mode: subset B, and subset C for runs of four and
 * more digits (Zebra Programming Guide, ^BC mode A). Known before printing, so that nothing is clipped. `null` for an empty text and for characters
 * that subset B lacks (controls, anything beyond ASCII).
 */
export function code128Modules(text: string): number | null {
  if (!/^[\x20-\x7e]+$/.test(text)) return null;
  let symbols = 0;
  let inC = false;
  for (const run of text.match(/\d{4,}|.+?(?=\d{4}|$)/g) ?? []) {
    const first = symbols === 0;
    const odd = run.length % 2 === 1;
    if (/^\d{4}/.test(run)) {
      // Start or switch, the pairs, and a digit left over: before the pairs in subset B, or after them with a switch of its own.
      symbols += 1 + Math.floor(run.length / 2) + (odd ? (first ? 2 : 1) : 0);
      inC = !(odd && first);
    } else {
      symbols += (first || inC ? 1 : 0) + run.length;
      inC = false;
    }
  }
  // Check symbol of 11 modules, stop of 13.
  return 11 * (symbols + 1) + 13;
}
