import { writeXlsxStream } from 'hucre/xlsx';
import { type CsvRow, csvLine, tableCells, tableHead } from '../../../core/record/exportLayout.ts';

/** Bytes are handed on in pieces of about this size. */
const PIECE_CHARACTERS = 64 * 1024;

/** The pieces of `certificates.csv`: together what `csvBytes` gives for rows in the order of their ids. */
export async function* csvPieces(rows: AsyncIterable<CsvRow>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = csvLine(tableHead());
  for await (const row of rows) {
    text += csvLine(tableCells(row));
    if (text.length < PIECE_CHARACTERS) continue;
    yield encoder.encode(text);
    text = '';
  }
  yield encoder.encode(text);
}

/**
 * The pieces of `certificates.xlsx`: one sheet, the same cells, every one of them text, so that none is ever a formula or a rounded number. Made while
 * the rows are read; the same rows give the same bytes.
 */
export async function* spreadsheetPieces(rows: AsyncIterable<CsvRow>): AsyncGenerator<Uint8Array> {
  async function* cells(): AsyncGenerator<string[]> {
    yield tableHead();
    for await (const row of rows) yield tableCells(row).map(cellText);
  }
  yield* writeXlsxStream(cells(), { name: 'Certificates', freezePane: { rows: 1 } });
}

/** The longest text that a cell may have (ECMA-376 part 1, as spreadsheet programs keep it). */
const LONGEST_CELL = 32_767;

/**
 * A text as a cell can carry it. `_x0041_` would be read as an escaped `A` (ECMA-376 part 1, 22.9.2.19), so its underscore is escaped itself; what XML cannot
 * carry at all (halves of characters, U+FFFE, U+FFFF) becomes U+FFFD, which is seen.
 */
export function cellText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\uFFFE\uFFFF]/g, '\uFFFD')
    .slice(0, LONGEST_CELL)
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
}
