import type { Database } from 'better-sqlite3';
import { readVisible } from '../../../core/record/visibleText.ts';
import { isEdge, type Piece, partSearch } from './partSearch.ts';
import { AFTER_ALL, type Found, LAST, pageOf, type SearchPage, type SearchRequest } from './searchPage.ts';
import { hasParts } from './searchParts.ts';
import { type SearchedTable, searchStatements } from './searchStatements.ts';
import {
  backwards,
  cutWord,
  foldedFields,
  foldedText,
  LONGEST_WORD,
  searchWords,
  trigramsOf,
  typedWords,
} from './searchWords.ts';
import { hasDigit, numberOf, wordSearch } from './wordSearch.ts';

/** From so many rows on, a start of a word is common, and its newest rows are met soon by other ways than by sorting all of them. */
const COMMON = 200;
/** How many of the newest rows are looked through at once for a common start of one or two characters. */
const LOOKED_THROUGH = 1000;
/** What may be a year, a month or a day, or the start of one: those words are of no field. */
const START_OF_DATE = /^\d{3,4}(?:-\d{0,2}(?:-\d{0,2})?)?$/;

/**
 * A search over a table of derived rows, its statements prepared. A text that is a whole field or whole words of a row finds those rows alone; else
 * the start of a word or the end of one with digits; else a text anywhere in a field. Every way takes a time that does not grow with the table, but the last where
 * the text stands at many places and is made of frequent triples of letters, and words that are both frequent and never together.
 */
export function tableSearch<Row extends Found>(
  database: Database,
  searched: SearchedTable,
): (request: SearchRequest) => SearchPage<Row> {
  const sql = searchStatements(searched, 1);
  const newest = database.prepare<[before: number, limit: number], Row>(sql.newest);
  const one = database.prepare<[seq: number], Row>(sql.one);
  const edges = database.prepare<(string | number)[], number>(sql.edges).pluck();
  const anywhere = database.prepare<[query: string, before: number, limit: number], Row>(sql.anywhere);
  const byWord = wordSearch<Row>(database, searched);
  const byPart = partSearch<Row>(database, searched, byWord);

  /** Places of rows with a word that starts or ends so, the newest first; `common` when they are too many to sort. */
  function edgesOf(part: string): { readonly seqs: readonly number[]; readonly common: boolean } {
    const reversed = backwards(part);
    const found = edges.all(part, part + AFTER_ALL, COMMON, reversed, reversed + AFTER_ALL, COMMON);
    const seqs = found.length === 1 ? found : [...new Set(found)].sort((left, right) => right - left);
    return { seqs, common: found.length >= COMMON };
  }

  /** Rows of a text that stands at few places; `null` when it is not one. */
  function few(folded: string, words: readonly string[], limit: number, before: number): Row[] | null {
    const piece = byPart === null ? null : pieceOf(folded, words);
    return piece === null ? null : (byPart?.(piece, limit, before) ?? null);
  }

  /** Looks through the next rows for a start or end of one or two characters. */
  function lookThrough(start: string, limit: number, before: number): SearchPage<Row> {
    const rows: Row[] = [];
    let last: number | null = null;
    for (const row of newest.iterate(before, LOOKED_THROUGH)) {
      if (rows.length === limit) return { rows, next: last };
      last = row.seq;
      const cells = row as unknown as Readonly<Record<string, string | null>>;
      const folded = foldedFields(searched.fields.map((field) => cells[field] ?? null));
      if (isEdge(searchWords(folded, cells[searched.at] ?? ''), start)) rows.push(row);
    }
    const gone = last === null || newest.get(last, 1) === undefined;
    return { rows, next: gone ? null : last };
  }

  const searchAsTyped = ({ search, limit, before }: SearchRequest): SearchPage<Row> => {
    const place = before ?? LAST;
    const folded = foldedText(search);
    if (folded === '') return pageOf(newest.all(place, limit), limit);
    const whole = cutWord(folded);
    // A number most likely stands at few places, a word at many: the likely way is gone first, either tells what is found.
    const number = hasDigit(folded) && !folded.includes(' ') ? typedWords(folded) : null;
    const likely = number === null ? null : few(folded, number, limit, place);
    if (likely !== null) return pageOf(likely, limit);
    const asWhole = byWord.asWhole(whole, limit, place);
    if (asWhole !== null) return pageOf(asWhole, limit);
    const words = number ?? typedWords(folded);
    const later = number === null ? few(folded, words, limit, place) : null;
    if (later !== null) return pageOf(later, limit);
    const again = words.length === 1 && words[0] === whole;
    const asWords = again ? null : byWord.asWords(words, limit, place);
    if (asWords !== null) return pageOf(asWords, limit);
    const trigrams = trigramsOf(folded);
    const part = edgeOf(folded, words);
    if (part !== null) {
      const { seqs, common } = edgesOf(part);
      if (seqs.length > 0 && !common) {
        const wanted = seqs.filter((seq) => seq < place).slice(0, limit);
        return pageOf(
          wanted.flatMap((seq) => one.get(seq) ?? []),
          limit,
        );
      }
      if (common && trigrams === null) return lookThrough(part, limit, place);
    }
    if (trigrams === null) return { rows: [], next: null };
    return pageOf(anywhere.all(trigrams, place, limit), limit);
  };

  // What was typed off a label or a certificate may hold the escapes of what nobody could have seen there; a text that looks so itself goes before.
  return (request) => {
    const meant = readVisible(request.search);
    const asTyped = meant === request.search || searchAsTyped({ ...request, limit: 1, before: null }).rows.length > 0;
    return searchAsTyped(asTyped ? request : { ...request, search: meant });
  };
}

/**
 * A text without a blank, as the index of parts is asked for it: rows with its words, with its start or end and with all of it have one thing in common, its
 * longest word with digits, else the word that it is. `null` for what that index does not know: years, months and days, short texts and what the word index cuts.
 */
function pieceOf(folded: string, words: readonly string[]): Piece | null {
  const edge = edgeOf(folded, words);
  if (edge === null || folded.includes(' ') || folded.length >= LONGEST_WORD) return null;
  const key = words.length === 1 ? edge : numberOf(words);
  if (key === undefined || !hasParts(key) || START_OF_DATE.test(key) || START_OF_DATE.test(edge)) return null;
  return { whole: folded, words, edge, key };
}

/** What a word of a row may start or end with: the one word that was typed, or the text as a field; `null` without a letter or digit. */
function edgeOf(folded: string, words: readonly string[]): string | null {
  return words.length <= 1 ? (words[0] ?? null) : cutWord(folded);
}
