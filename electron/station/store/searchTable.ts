import type { Database, Statement } from 'better-sqlite3';
import { readVisible } from '../../../core/record/visibleText.ts';
import { type SearchedTable, searchStatements } from './searchStatements.ts';
import { backwards, readTyped, searchWords, type TypedSearch } from './searchWords.ts';

/** `before`: only rows of a smaller seq, `null` for the first page. */
export type SearchRequest = { readonly search: string; readonly limit: number; readonly before: number | null };

/** One page, newest first; `next` is the `before` of the page after it, `null` when this was the last. */
export type SearchPage<Row> = { readonly rows: Row[]; readonly next: number | null };

/** From so many rows on, a start of a word is common, and its newest rows are met soon by other ways than by sorting all of them. */
const COMMON = 200;
/** Rows with each of several words are counted so far, at first and at most, to see which word is the rarest. */
const COUNTED = 50;
const MOST_COUNTED = 3200;
/** How many of the newest rows are looked through at once for a common start of one or two characters. */
const LOOKED_THROUGH = 1000;

type Found = { readonly seq: number };

/**
 * A search over a table of derived rows, its statements prepared. A text that is a whole field or whole words of a row finds those rows alone; else
 * the start of a word or the end of one with digits; else a text anywhere in a field. Every way takes a time that does not grow with the table, but the last: a text from the
 * inside of words that is made of frequent triples of letters.
 */
export function tableSearch<Row extends Found>(
  database: Database,
  searched: SearchedTable,
): (request: SearchRequest) => SearchPage<Row> {
  const sql = searchStatements(searched, 1);
  const newest = database.prepare<[before: number, limit: number], Row>(sql.newest);
  const one = database.prepare<[seq: number], Row>(sql.one);
  const occurrences = database.prepare<[word: string, limit: number], number>(sql.occurrences).pluck();
  const parts = database.prepare<(string | number)[], number>(sql.parts).pluck();
  const anywhere = database.prepare<[query: string, before: number, limit: number], Row>(sql.anywhere);
  const withWords: Statement<(string | number)[], Row>[] = [];

  function rowsWith(words: readonly string[], limit: number, before: number): Row[] {
    let statement = withWords[words.length];
    if (statement === undefined) {
      statement = database.prepare<(string | number)[], Row>(searchStatements(searched, words.length).words);
      withWords[words.length] = statement;
    }
    const [first = '', ...others] = words;
    return statement.all(...others, first, before, limit);
  }

  const occurs = (word: string, limit: number) => occurrences.get(word, limit) ?? 0;

  /** Rows that hold the text as a field, or all its words; `null` when there is none in the whole table. */
  function whole({ whole, words }: TypedSearch, limit: number, before: number, first: boolean): Row[] | null {
    const rows = rowsWith([whole], limit, before);
    if (rows.length > 0 || (!first && occurs(whole, 1) > 0)) return rows;
    if (words.length === 0) return null;
    if (words.length === 1 && words[0] === whole) return null;
    const sorted = rarestFirst(words);
    if (sorted === null) return null;
    const together = rowsWith(sorted, limit, before);
    return together.length > 0 || (!first && rowsWith(sorted, 1, LAST).length > 0) ? together : null;
  }

  /** The words with the rarest one leading, so that the others are only looked up; `null` when one of them is in no row. */
  function rarestFirst(words: readonly string[]): readonly string[] | null {
    for (let limit = COUNTED; ; limit *= 8) {
      const counted = words.map((word) => ({ word, count: occurs(word, limit) }));
      if (counted.some(({ count }) => count === 0)) return null;
      // Where all are more frequent than is counted, rows with all of them are met soon whichever leads.
      if (counted.every(({ count }) => count === limit) && limit < MOST_COUNTED) continue;
      return counted.toSorted((left, right) => left.count - right.count).map(({ word }) => word);
    }
  }

  /** Places of rows with a word that starts or ends so, the newest first; `common` when they are too many to sort. */
  function partsOf(part: string): { readonly seqs: readonly number[]; readonly common: boolean } {
    const reversed = backwards(part);
    const found = parts.all(part, `${part}${AFTER_ALL}`, COMMON, reversed, `${reversed}${AFTER_ALL}`, COMMON);
    const seqs = found.length === 1 ? found : [...new Set(found)].sort((left, right) => right - left);
    return { seqs, common: found.length >= COMMON };
  }

  /** Looks through the next rows for a start or end of one or two characters. */
  function lookThrough(start: string, limit: number, before: number): SearchPage<Row> {
    const rows: Row[] = [];
    let last: number | null = null;
    const reversed = backwards(start);
    for (const row of newest.iterate(before, LOOKED_THROUGH)) {
      if (rows.length === limit) return { rows, next: last };
      last = row.seq;
      const cells = row as unknown as Readonly<Record<string, string | null>>;
      const words = searchWords(
        searched.fields.map((field) => cells[field] ?? null),
        cells[searched.at] ?? '',
      );
      if (words.some((word) => word.startsWith(start) || word.startsWith(reversed))) rows.push(row);
    }
    const gone = last === null || newest.get(last, 1) === undefined;
    return { rows, next: gone ? null : last };
  }

  const page = (rows: Row[], limit: number): SearchPage<Row> => ({
    rows,
    next: rows.length < limit ? null : (rows.at(-1)?.seq ?? null),
  });

  const searchAsTyped = ({ search, limit, before }: SearchRequest): SearchPage<Row> => {
    const place = before ?? LAST;
    const typed = readTyped(search);
    if (typed === null) return page(newest.all(place, limit), limit);
    const exact = whole(typed, limit, place, before === null);
    if (exact !== null) return page(exact, limit);
    const part = typed.words.length <= 1 ? (typed.words[0] ?? null) : typed.whole;
    if (part !== null) {
      const { seqs, common } = partsOf(part);
      if (seqs.length > 0 && !common) {
        const wanted = seqs.filter((seq) => seq < place).slice(0, limit);
        return page(
          wanted.flatMap((seq) => one.get(seq) ?? []),
          limit,
        );
      }
      if (common && typed.trigrams === null) return lookThrough(part, limit, place);
    }
    if (typed.trigrams === null) return { rows: [], next: null };
    return page(anywhere.all(typed.trigrams, place, limit), limit);
  };

  // What was typed off a label or a certificate may hold the escapes of what nobody could have seen there; a text that looks so itself goes before.
  return (request) => {
    const meant = readVisible(request.search);
    const asTyped = meant === request.search || searchAsTyped({ ...request, limit: 1, before: null }).rows.length > 0;
    return searchAsTyped(asTyped ? request : { ...request, search: meant });
  };
}

const LAST = Number.MAX_SAFE_INTEGER;
/** No word goes on with this: it is after every character. */
const AFTER_ALL = '\u{10ffff}';
