import type { Database } from 'better-sqlite3';
import { AFTER_ALL, type Found } from './searchPage.ts';
import { LONGEST_PART, partKey } from './searchParts.ts';
import { type SearchedTable, searchStatements } from './searchStatements.ts';
import { backwards, cutWord, foldedText, LONGEST_WORD, searchWords } from './searchWords.ts';
import type { WordSearch } from './wordSearch.ts';

/** So many parts are looked at one by one; a text that more have is frequent, and the newest rows with it are met soon by other ways. */
const FEW = 64;
/** So many texts that rows share are followed to their rows. */
const FEW_TEXTS = 8;

/**
 * Rows with a folded text somewhere in a field, newest first up to a limit; only those with a word that starts or ends so, if there are any. `null` when it
 * stands at too many places for this.
 */
export type PartSearch<Row> = (inside: string, limit: number, before: number) => Row[] | null;

/** A row by its place; of a shared text's negative one all else is missing. */
type Placed<Row> = Row & { readonly place: number };

/** One row, or a text with its newest rows, that has what was typed. */
type Hit<Row> = { readonly rows: readonly Row[]; readonly edge: boolean };

/** Search by the index of parts on the open store; `null` for a table without one. */
export function partSearch<Row extends Found>(
  database: Database,
  searched: SearchedTable,
  { withWord }: WordSearch<Row>,
): PartSearch<Row> | null {
  const sql = searchStatements(searched, 1);
  const index = searched.parts;
  if (index === null || sql.parts === null || sql.text === null) return null;
  const parts = database.prepare<[from: string, to: string, limit: number], Placed<Row>>(sql.parts);
  const text = database.prepare<[textId: number], string>(sql.text).pluck();

  function hitOfRow(row: Row, inside: string, alone: boolean): Hit<Row> | null {
    const cells = row as unknown as Readonly<Record<string, string | null>>;
    const folded = (column: string) => foldedText(cells[column] ?? '');
    const exact = inside.length <= LONGEST_PART || index?.own.some((column) => folded(column).includes(inside));
    if (!exact) return null;
    return {
      rows: [row],
      edge: !alone && isEdge(searchWords(searched.fields.map(folded), cells[searched.at] ?? ''), inside),
    };
  }

  return (inside, limit, before) => {
    const key = partKey(inside);
    const found = parts.all(key, key + AFTER_ALL, FEW);
    if (found.length === FEW) return null;
    const places = new Map(found.map((row) => [row.place, row]));
    const hits: Hit<Row>[] = [];
    let texts = 0;
    for (const [place, row] of places) {
      if (place >= 0) {
        const hit = hitOfRow(row, inside, places.size === 1);
        if (hit !== null) hits.push(hit);
        continue;
      }
      const shared = text.get(-place) ?? '';
      if (!shared.includes(inside)) continue;
      texts += 1;
      // The word index does not tell longer ones apart.
      if (texts > FEW_TEXTS || shared.length > LONGEST_WORD) return null;
      hits.push({ rows: withWord(cutWord(shared), limit, before), edge: isEdge(searchWords([shared], ''), inside) });
    }
    const edges = hits.filter(({ edge }) => edge);
    const bySeq = new Map<number, Row>();
    for (const { rows } of edges.length > 0 ? edges : hits)
      for (const row of rows) if (row.seq < before) bySeq.set(row.seq, row);
    if (bySeq.size <= 1) return [...bySeq.values()];
    return [...bySeq.values()].sort((left, right) => right.seq - left.seq).slice(0, limit);
  };
}

/** Whether one of a row's words starts or ends so. */
export function isEdge(words: readonly string[], text: string): boolean {
  const reversed = backwards(text);
  return words.some((word) => word.startsWith(text) || word.startsWith(reversed));
}
