/** Of a longer word or field the beginning is kept; two that agree so far are not told apart by the word index. */
const LONGEST_WORD = 64;

/** As many words of a typed search count; a person types two or three. */
const MOST_WORDS = 6;

/** Text as the word index compares it: compatibility forms and letter case made one, blanks made single. */
export function foldedText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** The words of folded text: days and months as they are written (2026-05-01, 2026-05), else runs of letters and digits of any script. */
export function wordsOf(folded: string): string[] {
  return (folded.match(/(?<!\S)\d{4}-\d\d(?:-\d\d)?(?!\S)|[\p{L}\p{N}]+/gu) ?? []).map(cut);
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
 * What a row is found by: each of its fields as a whole, each word of them, words with digits backwards, too, and the year, month and day of its date
 * (RFC 3339). None twice. Written into the word index once, so a change of this rule needs a new migration.
 */
export function searchWords(fields: readonly (string | null)[], at: string): string[] {
  const words = new Set([at.slice(0, 4), at.slice(0, 7), at.slice(0, 10)]);
  for (const field of fields) {
    const folded = foldedText(field ?? '');
    if (folded === '') continue;
    words.add(cut(folded));
    for (const word of wordsOf(folded)) {
      words.add(word);
      if (word.length >= SHORTEST_BACKWARDS && /\d/.test(word)) words.add(backwards(word));
    }
  }
  return [...words];
}

/** What was typed, as the word index is asked for it. */
export type TypedSearch = {
  /** The text as a whole, as a field would be. */
  readonly whole: string;
  readonly words: readonly string[];
  /** The text for the trigram index: words of three characters or more may stand anywhere, all of them must be found; `null` for a shorter text. */
  readonly trigrams: string | null;
};

const TRIGRAM = 3;

/** SQLite's trigram index ends a text at its first NUL; what stands behind one is found, too, when it stands behind a blank. */
export function withoutNul<T extends string | null>(text: T): T | string {
  return text === null ? text : text.replaceAll('\0', ' ');
}

/** Reads what a person typed. Nothing in it is ever read as query syntax. `null` for an empty text. */
export function readTyped(typed: string): TypedSearch | null {
  const text = withoutNul(typed).trim();
  if (text === '') return null;
  const folded = foldedText(text);
  const parts = text.split(/\s+/);
  const terms = parts.every((part) => [...part].length >= TRIGRAM) ? parts : [text];
  const trigrams =
    [...text].length < TRIGRAM ? null : terms.map((term) => `"${term.replaceAll('"', '""')}"`).join(' AND ');
  return { whole: cut(folded), words: [...new Set(wordsOf(folded))].slice(0, MOST_WORDS), trigrams };
}

function cut(word: string): string {
  return word.length <= LONGEST_WORD ? word : word.slice(0, LONGEST_WORD);
}
