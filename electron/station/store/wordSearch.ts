import type { Database, Statement } from 'better-sqlite3';
import { type Found, LAST } from './searchPage.ts';
import { type SearchedTable, searchStatements } from './searchStatements.ts';
import type { TypedSearch } from './searchWords.ts';

/** Rows with each of several words are counted so far, at first and at most, to see which word is the rarest. */
const COUNTED = 50;
const MOST_COUNTED = 3200;

export type WordSearch<Row> = {
  /** Rows with a word before a place, the newest first. */
  withWord(word: string, limit: number, before: number): Row[];
  /** Rows that hold the text as a field, or all its words; `null` when there is none in the whole table. */
  whole(typed: TypedSearch, limit: number, before: number): Row[] | null;
};

/** The statements of a search by whole words. */
type Together<Row> = {
  readonly stretch: Statement<(string | number)[], (number | null)[]>;
  readonly rows: Statement<(string | number)[], Row>;
};

/** Search by whole words on the open store. */
export function wordSearch<Row extends Found>(database: Database, searched: SearchedTable): WordSearch<Row> {
  const sql = searchStatements(searched, 1);
  const occurs = database.prepare<[word: string], number>(sql.occurs).pluck();
  const word = database.prepare<[word: string, before: number, limit: number], Row>(sql.word);
  const several: Together<Row>[] = [];

  function statementsFor(words: number): Together<Row> {
    const prepared = several[words];
    if (prepared !== undefined) return prepared;
    const { stretch, together } = searchStatements(searched, words);
    const made = {
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

  const allOf = (words: readonly string[], limit: number, before: number): Row[] =>
    words.length === 1 ? word.all(words[0] ?? '', before, limit) : together(words, limit, before);

  return {
    withWord: (text, limit, before) => word.all(text, before, limit),
    whole({ whole, words }, limit, before) {
      const first = before === LAST;
      const rows = word.all(whole, before, limit);
      if (rows.length > 0 || (!first && occurs.get(whole) !== undefined)) return rows;
      if (words.length === 0 || (words.length === 1 && words[0] === whole)) return null;
      const found = allOf(words, limit, before);
      return found.length > 0 || (!first && allOf(words, 1, LAST).length > 0) ? found : null;
    },
  };
}
