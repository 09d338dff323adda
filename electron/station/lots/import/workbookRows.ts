import { readFile } from 'node:fs/promises';
import { readXlsx, streamXlsxRows } from 'hucre/xlsx';
import { isBlank, type SourceRow } from '../../../../core/intake/listShape.ts';
import { keepCells } from './keepCells.ts';
import { UnreadableList } from './readerTalk.ts';
import { checkWorkbookBounds } from './workbookBounds.ts';

const BATCH_ROWS = 500;

/** A workbook in memory as it is on the disk: packed, checked not to unpack to more than a list needs. */
export async function openWorkbook(path: string): Promise<Uint8Array> {
  const file = await readFile(path);
  checkWorkbookBounds(file);
  return file;
}

/** The names of the sheets that are not hidden, in order. */
export async function visibleSheets(file: Uint8Array): Promise<string[]> {
  const names: string[] = [];
  await asWorkbook(() =>
    readXlsx(file, {
      sheets: (info) => {
        if (info.hidden !== true && info.veryHidden !== true) names.push(info.name);
        return false;
      },
    }),
  );
  if (names.length === 0) throw new UnreadableList('list-damaged', 'no sheet');
  return names;
}

/** The rows of one sheet, in batches as they are unpacked. Cells are texts: what a date or a number was is read off again by the judge of rows. */
export async function* workbookRows(file: Uint8Array, sheet: string): AsyncGenerator<SourceRow[]> {
  const source = streamXlsxRows(file, { sheet })[Symbol.asyncIterator]();
  let rows: SourceRow[] = [];
  let last = 0;
  try {
    for (;;) {
      const next = await asWorkbook(() => source.next());
      if (next.done === true) break;
      const { index, values } = next.value;
      // A row says its own place in the sheet; one that says none, or goes back, is the next.
      last = Number.isSafeInteger(index) && index + 1 > last && index < 1_048_576 ? index + 1 : last + 1;
      const cells = keepCells(withoutBlankEnd(values.map(textOf)));
      if (!isBlank(cells)) rows.push({ rowNumber: last, cells });
      if (rows.length < BATCH_ROWS) continue;
      yield rows;
      rows = [];
    }
    yield rows;
  } finally {
    await source.return?.(undefined);
  }
}

/** The library's errors are about the file; it has no work of its own that could fail. */
async function asWorkbook<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof UnreadableList) throw cause;
    throw new UnreadableList('list-damaged', cause instanceof Error ? cause.message.slice(0, 200) : String(cause));
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return dayOf(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return String(value);
}

function dayOf(date: Date): string {
  if (Number.isNaN(date.getTime())) return '';
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
}

function withoutBlankEnd(cells: string[]): string[] {
  let length = cells.length;
  while (length > 0 && cells[length - 1] === '') length -= 1;
  return length === cells.length ? cells : cells.slice(0, length);
}
