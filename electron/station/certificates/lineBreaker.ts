import type { CertificateFonts, FontName } from './certificateFonts.ts';

/** Han, kana and the full-width signs between them: a line may end after each, without a space. */
const HAN = /[\u2e80-\u30ff\u31f0-\u9fff\uf900-\ufaff\uff00-\uffef\u{20000}-\u{2fa1f}]/u;
/** Signs that no line begins with, and signs that none ends with (GB/T 15834). */
const NOT_FIRST = /^[、。，．：；！？）」』】》〉％·…”’]/u;
const NOT_LAST = /[（「『【《〈“‘]$/u;

/**
 * Breaks printable text to lines no wider than `widthPt`: at spaces, between Han characters, and inside a word only when the word alone is wider than a
 * line. Nothing is left out but the space at a break. Answers at least one line.
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
  for (const { glue, word } of wordsOf(fonts.printable(font, text))) {
    const longer: string = line === null ? word : line + glue + word;
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

/** What stays together on a line, each with what stands between it and the one before. */
function wordsOf(text: string): { readonly glue: '' | ' '; readonly word: string }[] {
  return text
    .split(' ')
    .flatMap((word) =>
      hanPieces(word).map((piece, index) => ({ glue: index === 0 ? (' ' as const) : ('' as const), word: piece })),
    );
}

function hanPieces(word: string): string[] {
  if (!HAN.test(word)) return [word];
  const pieces: string[] = [];
  let before = '';
  for (const letter of word) {
    const last = pieces.at(-1);
    const together =
      last !== undefined &&
      ((!HAN.test(letter) && !HAN.test(before)) || NOT_FIRST.test(letter) || NOT_LAST.test(before));
    if (together) pieces[pieces.length - 1] = last + letter;
    else pieces.push(letter);
    before = letter;
  }
  return pieces;
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
