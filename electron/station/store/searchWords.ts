/** Of a longer word or field the beginning is kept; two that agree so far are not told apart by the word index. */
export const LONGEST_WORD = 64;

/** As many words of a typed search count; a person types two or three. */
const MOST_WORDS = 6;

/** Text of letters that are their own compatibility forms (ASCII, most precomposed Latin ones, Chinese), with no blank to be made single: most text is. */
const PLAIN =
  /^(?:[!-~\u00c0-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e\u4e00-\u9fff]+(?: [!-~\u00c0-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e\u4e00-\u9fff]+)*)?$/;

/** Text as the search indexes compare it: compatibility forms and letter case made one, blanks made single. */
export function foldedText(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text
    .toWellFormed()
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** The words of folded text: days and months as they are written (2026-05-01, 2026-05), else runs of letters and digits of any script. */
export function wordsOf(folded: string): string[] {
  return (folded.match(/(?<!\S)\d{4}-\d\d(?:-\d\d)?(?!\S)|[\p{L}\p{N}]+/gu) ?? []).map(cutWord);
}

/** Stands before a word that is written backwards; no folded text has it. */
const BACKWARDS = '\u0001';
/** Numbers of drives and assets are read off by their ends; shorter ones are soon typed whole. */
const SHORTEST_BACKWARDS = 5;

/** How the word index holds the end of a word, for a search of words that end so. */
export function backwards(word: string): string {
  return BACKWARDS + [...word].reverse().join('');
}

/**
 * What a row is found by: each of its folded fields as a whole, each word of them, words with digits backwards, too, and the year, month and day of its
 * date (RFC 3339). None twice. Written into the word index once, so a change of this rule needs a new migration.
 */
export function searchWords(foldedFields: readonly string[], at: string): string[] {
  const words = new Set([at.slice(0, 4), at.slice(0, 7), at.slice(0, 10)]);
  for (const folded of foldedFields) {
    if (folded === '') continue;
    words.add(cutWord(folded));
    for (const word of wordsOf(folded)) {
      words.add(word);
      if (word.length >= SHORTEST_BACKWARDS && /\d/.test(word)) words.add(backwards(word));
    }
  }
  return [...words];
}

/** The fields of a row, folded; a missing one is empty. */
export function foldedFields(fields: readonly (string | null)[]): string[] {
  return fields.map((field) => (field === null ? '' : foldedText(field)));
}

/** The words of a typed text, as the word index is asked for them. */
export function typedWords(folded: string): string[] {
  return [...new Set(wordsOf(folded))].slice(0, MOST_WORDS);
}

const TRIGRAM = 3;

/**
 * A typed text for the trigram index: words of three characters or more may stand anywhere, all of them must be found; `null` for a shorter text. Nothing that is
 * typed is ever read as query syntax.
 */
export function trigramsOf(folded: string): string | null {
  const parts = folded.split(' ');
  const terms = parts.every(isLongEnough) ? parts : [folded];
  return terms.every(isLongEnough) ? terms.map((term) => `"${term.replaceAll('"', '""')}"`).join(' AND ') : null;
}

function isLongEnough(text: string): boolean {
  return text.length >= TRIGRAM && [...text].length >= TRIGRAM;
}

/** A word or field as the word index holds it. */
export function cutWord(word: string): string {
  return word.length <= LONGEST_WORD ? word : word.slice(0, LONGEST_WORD);
}
