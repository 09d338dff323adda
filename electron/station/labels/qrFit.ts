/** Characters that fit at the versions 1 to 20 (ISO/IEC 18004 table 7). */
const ALPHANUMERIC = {
  L: [25, 47, 77, 114, 154, 195, 224, 279, 335, 395, 468, 535, 619, 667, 758, 854, 938, 1046, 1153, 1249],
  M: [20, 38, 61, 90, 122, 154, 178, 221, 262, 311, 366, 419, 483, 528, 600, 656, 734, 816, 909, 970],
} as const;
const BYTES = {
  L: [17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858],
  M: [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666],
} as const;

/** Below a quarter of a millimetre a thermal head does not print a module that a camera can tell from its neighbour. */
const SMALLEST_MILLIMETRES = 1 / 4;
const LARGEST_MILLIMETRES = 3 / 4;

export type QrFit = { readonly level: 'L' | 'M'; readonly dots: number; readonly sideDots: number };

/** The largest modules that fit the side, and level M where it costs no module size; `null` when the text is too long for the side. */
export function fitQr(text: string, sideDots: number, dotsPerMillimetre = 8): QrFit | null {
  const alphanumeric = /^[0-9A-Z $%*+\-./:]*$/.test(text);
  const length = alphanumeric ? text.length : new TextEncoder().encode(text).length;
  const [largest, smallest] = [LARGEST_MILLIMETRES * dotsPerMillimetre, SMALLEST_MILLIMETRES * dotsPerMillimetre];
  for (let dots = largest; dots >= smallest; dots -= 1) {
    for (const level of ['M', 'L'] as const) {
      const index = (alphanumeric ? ALPHANUMERIC : BYTES)[level].findIndex((capacity) => capacity >= length);
      const side = (21 + 4 * index) * dots;
      if (index >= 0 && side <= sideDots) return { level, dots, sideDots: side };
    }
  }
  return null;
}
