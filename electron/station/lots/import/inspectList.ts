import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { findDelimiter } from '../../../../core/intake/findDelimiter.ts';
import type { ListFormat, SourceRow, TextEncoding } from '../../../../core/intake/listShape.ts';
import { textProbe } from '../../../../core/intake/textProbe.ts';
import { csvRows } from './csvRows.ts';
import { type Inspected, UnreadableList } from './readerTalk.ts';
import { openWorkbook, visibleSheets, workbookRows } from './workbookRows.ts';

/** So much of a text shows its delimiter. */
const HEAD_BYTES = 128 * 1024;
const ZIP = '504b0304';
/** The container of old Excel files, and of workbooks with a password (MS-CFB). */
const COMPOUND = 'd0cf11e0a1b11ae1';

/** What a file is and its first rows; `format` as a person corrected it, or null. Throws `UnreadableList`. */
export async function inspectList(path: string, format: ListFormat | null, rows: number): Promise<Inspected> {
  const head = await headOf(path);
  if (head.toString('hex', 0, 8) === COMPOUND) throw new UnreadableList('list-old-excel');
  if (head.toString('hex', 0, 4) === ZIP) return inspectWorkbook(path, format, rows);
  return inspectText(path, head, format, rows);
}

async function inspectWorkbook(path: string, wished: ListFormat | null, most: number): Promise<Inspected> {
  const file = await openWorkbook(path);
  const sheets = await visibleSheets(file);
  const chosen = wished?.kind === 'xlsx' && sheets.includes(wished.sheet) ? [wished.sheet] : sheets;
  let found: SourceRow[] = [];
  let sheet = chosen[0] ?? '';
  // A first sheet may be a cover page without any row.
  for (const name of chosen) {
    found = await firstRows(workbookRows(file, name), most);
    sheet = name;
    if (found.length > 0) break;
  }
  return { format: { kind: 'xlsx', sheet }, encodingSure: true, sheets, rows: found };
}

async function inspectText(path: string, head: Buffer, wished: ListFormat | null, most: number): Promise<Inspected> {
  const asked = wished?.kind === 'csv' ? wished : null;
  const facts = asked === null ? await probed(path) : { encoding: asked.encoding, sure: true };
  const { encoding } = facts;
  const text = new TextDecoder(encoding).decode(head);
  if (isBinary(text)) throw new UnreadableList('list-kind-unknown');
  const format: ListFormat = { kind: 'csv', encoding, delimiter: asked?.delimiter ?? findDelimiter(text) };
  async function* batches(csv: typeof format): AsyncGenerator<SourceRow[]> {
    if (csv.kind === 'csv') for await (const { rows } of csvRows(path, csv)) yield rows;
  }
  const rows = await firstRows(batches(format), most);
  return { format, encodingSure: facts.sure, sheets: [], rows };
}

/** A letter that tells the encoding may stand on the last page only, so all bytes are looked at. */
async function probed(path: string): Promise<{ encoding: TextEncoding; sure: boolean }> {
  const probe = textProbe();
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) probe.add(chunk as Buffer);
  return probe.verdict();
}

/** Controls that no list has: pictures, programs and PDF files are full of them. */
function isBinary(text: string): boolean {
  const controls = text.match(/(?![\t\n\v\f\r])\p{Cc}/gu)?.length ?? 0;
  return controls > text.length / 100;
}

async function firstRows(batches: AsyncIterable<readonly SourceRow[]>, most: number): Promise<SourceRow[]> {
  const first: SourceRow[] = [];
  for await (const rows of batches) {
    first.push(...rows.slice(0, most - first.length));
    if (first.length >= most) break;
  }
  return first;
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
