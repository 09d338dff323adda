import { writeXlsxStream } from 'hucre/xlsx';
import { addedCells, addedColumns, reportCells } from '../../../../core/reconciliation/reportTable.ts';
import { csvLine } from '../../../../core/record/exportLayout.ts';
import { cellText } from '../../exports/exportTable.ts';
import type { ReportedRow } from './reportSource.ts';

/** The forms that are read by programs. */
export type TableFormat = 'csv' | 'xlsx' | 'json';

/** A table of the report: the customer's columns and rows, with what is added. */
export type ReportTable = { readonly columns: readonly string[]; readonly rows: Iterable<ReportedRow> };

/** Bytes are handed on in pieces of about this size. */
const PIECE_CHARACTERS = 64 * 1024;

/** The pieces of one file. The same rows give the same bytes, whatever the format is read with. */
export function reportPieces(format: TableFormat, table: ReportTable): AsyncIterable<Uint8Array> {
  switch (format) {
    case 'csv':
      return encoded(csvText(table));
    case 'xlsx':
      return workbook(table);
    case 'json':
      return encoded(jsonText(table));
  }
}

function* cellsOf({ columns, rows }: ReportTable): Generator<string[]> {
  yield [...columns, ...addedColumns(columns)];
  for (const { cells, report } of rows) yield reportCells(cells, columns.length, report);
}

/** RFC 4180 with a byte order mark, so that spreadsheet programs take it for UTF-8; no cell is ever run as a formula (`csvLine`). */
function* csvText(table: ReportTable): Generator<string> {
  yield '\uFEFF';
  for (const cells of cellsOf(table)) yield csvLine(cells);
}

/** Every cell is text: no serial number is ever rounded again on its way back. */
async function* workbook(table: ReportTable): AsyncGenerator<Uint8Array> {
  async function* rows(): AsyncGenerator<string[]> {
    for (const cells of cellsOf(table)) yield cells.map(cellText);
  }
  yield* writeXlsxStream(rows(), { name: 'Report', freezePane: { rows: 1 } });
}

/** An array of rows: the customer's cells as a list, because column names may be empty or the same, and what is added by name. */
function* jsonText({ columns, rows }: ReportTable): Generator<string> {
  const added = addedColumns(columns);
  yield `{"columns":${JSON.stringify(columns)},"addedColumns":${JSON.stringify(added)},"rows":[`;
  let first = true;
  for (const { rowNumber, cells, report } of rows) {
    const values = addedCells(report);
    const wipebench = Object.fromEntries(added.map((name, index) => [name, values[index] ?? '']));
    yield `${first ? '' : ','}\n${JSON.stringify({ row: rowNumber, cells, ...wipebench })}`;
    first = false;
  }
  yield '\n]}\n';
}

async function* encoded(texts: Iterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = '';
  for (const one of texts) {
    text += one;
    if (text.length < PIECE_CHARACTERS) continue;
    yield encoder.encode(text);
    text = '';
  }
  if (text !== '') yield encoder.encode(text);
}
