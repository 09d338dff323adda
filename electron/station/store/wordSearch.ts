import type { Database, Statement } from 'better-sqlite3';
import { type Found, LAST } from './searchPage.ts';
import { type SearchedTable, searchStatements } from './searchStatements.ts';

/** Rows with each of several words are counted so far, at first and at most, to see which word is the rarest. */
const COUNTED = 50;
const MOST_COUNTED = 3200;
/** So many rows with a name are looked at in the stretch of the ledger to which a number narrows it. */
const LOOKED_AT = 256;

export type WordSearch<Row> = {
  /** Rows with a word before a place, the newest first. */
  withWord(word: string, limit: number, before: number): Row[];
  /** Rows that hold the text as a field or a word; `null` when there is none in the whole table. */
  asWhole(whole: string, limit: number, before: number): Row[] | null;
  /** Rows that hold all these words; `null` when there is none in the whole table. */
  asWords(words: readonly string[], limit: number, before: number): Row[] | null;
};

/** The statements of a search by several words. */
type Together<Row> = {
  readonly narrowed: Statement<(string | number)[], Row>;
  readonly stretch: Statement<(string | number)[], (number | null)[]>;
  readonly rows: Statement<(string | number)[], Row>;
};

/** Search by whole words on the open store. */
export function wordSearch<Row extends Found>(database: Database, searched: SearchedTable): WordSearch<Row> {
  const sql = searchStatements(searched, 1);
  const occurs = database.prepare<[word: string], number>(sql.occurs).pluck();
  const word = database.prepare<[word: string, before: number, limit: number], Row>(sql.word);
  const lookedAt = database.prepare<(string | number)[], number>(sql.lookedAt).pluck();
  const several: Together<Row>[] = [];

  function statementsFor(words: number): Together<Row> {
    const prepared = several[words];
    if (prepared !== undefined) return prepared;
    const { narrowed, stretch, together } = searchStatements(searched, words);
    const made = {
      narrowed: database.prepare<(string | number)[], Row>(narrowed),
      stretch: database.prepare<(string | number)[], (number | null)[]>(stretch).raw(),
      rows: database.prepare<(string | number)[], Row>(together),
    };
    several[words] = made;
    return made;
  }

  /** Rows with all these words, two at least: only the stretch of the ledger that has all of them is looked at, and the word that is rarest there leads. */
  function together(words: readonly string[], limit: number, before: number): Row[] {
    const { stretch, rows } = statementsFor(words.length);
    const first = words.flatMap((word) => [word, before]);
    for (let counted = COUNTED; ; counted *= 8) {
      const [low, high, ...counts] = stretch.get(...words, ...first, ...words.flatMap((word) => [word, counted])) ?? [];
      if (low == null || high == null || low > high) return [];
      // Where all are more frequent than is counted, rows with all of them are met soon whichever leads.
      if (counts.every((count) => count === counted) && counted < MOST_COUNTED) continue;
      const sorted = words
        .map((word, index) => ({ word, count: counts[index] ?? 0 }))
        .sort((left, right) => left.count - right.count);
      const [rarest, ...others] = sorted.map(({ word }) => word);
      return rows.all(...others, rarest ?? '', low, high, limit);
    }
  }

  /** Numbers stand in a short stretch of the ledger, names all over it: rows where a number narrows it enough, `null` where it does not. */
  function narrowed(words: readonly string[], limit: number, before: number): Row[] | null {
    const number = numberOf(words);
    const name = words.find((word) => !hasDigit(word));
    if (number === undefined || name === undefined) return null;
    const place = [name, number, number, before, LOOKED_AT];
    const others = words.filter((word) => word !== name);
    const rows = statementsFor(words.length).narrowed.all(...place, ...others, limit);
    if (rows.length === limit) return rows;
    return (lookedAt.get(...place) ?? 0) < LOOKED_AT ? rows : null;
  }

  function allOf(words: readonly string[], limit: number, before: number): Row[] {
    if (words.length === 1) return word.all(words[0] ?? '', before, limit);
    return narrowed(words, limit, before) ?? together(words, limit, before);
  }

  return {
    withWord: (text, limit, before) => word.all(text, before, limit),
    asWhole(whole, limit, before) {
      const rows = word.all(whole, before, limit);
      return rows.length > 0 || (before !== LAST && occurs.get(whole) !== undefined) ? rows : null;
    },
    asWords(words, limit, before) {
      if (words.length === 0) return null;
      const rows = allOf(words, limit, before);
      return rows.length > 0 || (before !== LAST && allOf(words, 1, LAST).length > 0) ? rows : null;
    },
  };
}

export function hasDigit(word: string): boolean {
  return /\d/.test(word);
}

/** The longest of the words with digits, the last of those: the one that the fewest rows have. */
export function numberOf(words: readonly string[]): string | undefined {
  let longest: string | undefined;
  for (const word of words) if (hasDigit(word) && word.length >= (longest?.length ?? 0)) longest = word;
  return longest;
}
