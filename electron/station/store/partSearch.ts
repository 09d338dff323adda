import type { Database } from 'better-sqlite3';
import { AFTER_ALL, type Found } from './searchPage.ts';
import { partKey } from './searchParts.ts';
import { type SearchedTable, searchStatements } from './searchStatements.ts';
import { backwards, foldedFields, foldedText, LONGEST_WORD, searchWords } from './searchWords.ts';
import type { WordSearch } from './wordSearch.ts';

/** So many parts are looked at one by one; a text that more have is frequent, and the newest rows with it are met soon by other ways. */
const FEW = 64;
/** So many texts that rows share are followed to their rows. */
const FEW_TEXTS = 8;

/** What is searched: rows with the whole as a field or a word; else those with all the words; else those with a word that starts or ends with the edge; else those with the whole inside a field. */
export type Piece = {
  readonly whole: string;
  readonly words: readonly string[];
  readonly edge: string;
  /** Stands in every such row, whichever way it is found. */
  readonly key: string;
};

/** The rows of a piece, newest first up to a limit; `null` when its key stands at too many places to look at each. */
export type PartSearch<Row> = (piece: Piece, limit: number, before: number) => Row[] | null;

/** The ways a row may be found, the weakest first. */
type Way = 'no' | 'inside' | 'edge' | 'words' | 'whole';
const STRONGEST_FIRST: readonly Way[] = ['whole', 'words', 'edge', 'inside'];

/** A row by its place; of a shared text's negative one all else is missing. */
type Placed<Row> = Row & { readonly place: number };

/** Search by the index of parts on the open store; `null` for a table without one. */
export function partSearch<Row extends Found>(
  database: Database,
  searched: SearchedTable,
  { withWord }: WordSearch<Row>,
): PartSearch<Row> | null {
  const sql = searchStatements(searched, 1);
  if (sql.parts === null || sql.text === null) return null;
  const parts = database.prepare<[from: string, to: string, limit: number], Placed<Row>>(sql.parts);
  const text = database.prepare<[textId: number], string>(sql.text).pluck();

  const cell = (row: Row, column: string) => (row as unknown as Readonly<Record<string, string | null>>)[column] ?? '';
  const wayOfRow = (row: Row, piece: Piece): Way =>
    wayOf(foldedFields(searched.fields.map((field) => cell(row, field))), cell(row, searched.at), piece);

  return (piece, limit, before) => {
    const key = partKey(piece.key);
    const found = parts.all(key, key + AFTER_ALL, FEW);
    if (found.length === FEW) return null;
    const [only] = found;
    // Which way does not matter to one row alone.
    if (only !== undefined && found.length === 1 && only.place >= 0) {
      for (const column of searched.fields) {
        if (foldedText(cell(only, column)).includes(piece.whole)) return only.seq < before ? [only] : [];
      }
    }
    const places = new Map(found.map((row) => [row.place, row]));
    const hits: { readonly rows: readonly Row[]; readonly way: Way }[] = [];
    let texts = 0;
    for (const [place, row] of places) {
      if (place >= 0) {
        hits.push({ rows: [row], way: wayOfRow(row, piece) });
        continue;
      }
      const shared = text.get(-place) ?? '';
      if (!shared.includes(piece.key)) continue;
      texts += 1;
      // The word index does not tell longer ones apart; and around a text that is a word of a field, the field goes on.
      if (texts > FEW_TEXTS || shared.length > LONGEST_WORD || piece.whole !== piece.key) return null;
      hits.push({ rows: withWord(shared, limit, before), way: wayOf([shared], '', piece) });
    }
    const strongest = STRONGEST_FIRST.find((way) => hits.some((hit) => hit.way === way));
    const bySeq = new Map<number, Row>();
    for (const { rows, way } of hits)
      if (way === strongest) for (const row of rows) if (row.seq < before) bySeq.set(row.seq, row);
    if (bySeq.size <= 1) return [...bySeq.values()];
    return [...bySeq.values()].sort((left, right) => right.seq - left.seq).slice(0, limit);
  };
}

function wayOf(folded: readonly string[], at: string, { whole, words, edge, key }: Piece): Way {
  const having = folded.filter((field) => field.includes(key));
  const own = searchWords(having, '');
  if (own.includes(whole)) return 'whole';
  if (own.includes(key) && searchWords(folded, at).filter((word) => words.includes(word)).length === words.length)
    return 'words';
  if (isEdge(own, edge)) return 'edge';
  return having.some((field) => field.includes(whole)) ? 'inside' : 'no';
}

/** Whether one of a row's words starts or ends so. */
export function isEdge(words: readonly string[], text: string): boolean {
  const reversed = backwards(text);
  return words.some((word) => word.startsWith(text) || word.startsWith(reversed));
}
