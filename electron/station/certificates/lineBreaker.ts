import type { CertificateFonts, FontName } from './certificateFonts.ts';

/**
 * Breaks printable text to lines no wider than `widthPt`: at spaces, and inside a word only when the word alone is wider than a line. Nothing is left
 * out but the space at a break. Answers at least one line.
 */
export function breakLines(
  fonts: CertificateFonts,
  font: FontName,
  sizePt: number,
  text: string,
  widthPt: number,
): string[] {
  const fits = (line: string): boolean => fonts.widthPt(font, line, sizePt) <= widthPt;
  const lines: string[] = [];
  let line: string | null = null;
  for (const word of fonts.printable(font, text).split(' ')) {
    const longer: string = line === null ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== null) lines.push(line);
    const pieces = cutWord(word, fits);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  lines.push(line ?? '');
  return lines;
}

/** A word cut into pieces that fit; a combining mark stays with its letter. */
function cutWord(word: string, fits: (text: string) => boolean): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const cluster of word.match(/\P{M}\p{M}*|\p{M}+/gu) ?? []) {
    if (piece !== '' && !fits(piece + cluster)) {
      pieces.push(piece);
      piece = '';
    }
    piece += cluster;
  }
  pieces.push(piece);
  return pieces;
}
