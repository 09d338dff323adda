import { createReadStream } from 'node:fs';
import { CsvError, type Parser, parse } from 'csv-parse';
import { isSeparatorLine } from '../../../../core/intake/findDelimiter.ts';
import { isBlank, type ListFormat, type SourceRow } from '../../../../core/intake/listShape.ts';
import { quotingOf } from '../../../../core/intake/quoting.ts';
import { keepCells } from './keepCells.ts';

type CsvFormat = Extract<ListFormat, { kind: 'csv' }>;

const CHUNK_BYTES = 256 * 1024;
/** No row of a list is longer; a quotation mark that is not closed would take the rest of the file into one. */
const LONGEST_ROW_BYTES = 128 * 1024;
/** After so many rows with an open quotation mark the list uses the mark as a character (inches), and it is read so from there on. */
const MOST_OPEN_QUOTES = 64;

const NEWLINE = 10;
const RETURN = 13;

/**
 * The rows of a text list, in batches as they come; `readBytes` is the place in the file. A quotation mark that is never closed costs its own line only: that line
 * is handed on as broken, and reading goes on with the next.
 */
export async function* csvRows(
  path: string,
  format: CsvFormat,
): AsyncGenerator<{ rows: SourceRow[]; readBytes: number }> {
  const cutter = rowCutter(format);
  let readBytes = 0;
  const decode = decoderOf(format);
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    readBytes += chunk.length;
    yield { rows: await cutter.take(decode(chunk)), readBytes };
  }
  const rest = await cutter.take(decode(null));
  yield { rows: [...rest, ...(await cutter.end())], readBytes };
}

/** Makes UTF-8 of a file's bytes; `null` is the end of the file. */
function decoderOf({ encoding }: CsvFormat): (chunk: Buffer | null) => Buffer {
  if (encoding === 'utf-8') return (chunk) => chunk ?? Buffer.alloc(0);
  // Node's decoder takes a text in pieces; the mark at its beginning is not text.
  const decoder = new TextDecoder(encoding);
  return (chunk) => Buffer.from(chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true }));
}

type Cutter = { take(bytes: Buffer): Promise<SourceRow[]>; end(): Promise<SourceRow[]> };

function rowCutter({ delimiter }: CsvFormat): Cutter {
  let rows: SourceRow[] = [];
  let rowNumber = 0;
  let openQuotes = 0;
  /** What the parser was given since the end of its last whole row, so that it can be cut in another way. */
  let held: Buffer[] = [];
  let heldFrom = 0;
  let rowEnd = 0;
  let line = 1;
  /** A row of several lines with a wrong quotation mark: what came after it was taken apart wrongly, too. */
  let misread = false;
  let parser = start();

  function start(): Parser {
    held = [];
    heldFrom = 0;
    rowEnd = 0;
    line = 1;
    misread = false;
    const made = parse({
      delimiter,
      quote: openQuotes > MOST_OPEN_QUOTES ? false : '"',
      record_delimiter: ['\r\n', '\n', '\r'],
      bom: rowNumber === 0,
      relax_quotes: true,
      relax_column_count: true,
      max_record_size: LONGEST_ROW_BYTES,
      on_record: (cells: string[], { bytes, lines }) => {
        if (misread) return null;
        const doubtful = cells.some((cell) => cell.includes('"')) && isWrong(bytes);
        misread = doubtful && lines > line;
        if (misread) return null;
        line = lines + 1;
        rowEnd = bytes;
        add(cells, doubtful ? 'doubtful' : undefined);
        return null;
      },
    });
    made.resume();
    // An error is told to the call as well, which listens in `settled`.
    made.on('error', () => undefined);
    return made;
  }

  /** Whether the quotation marks of the bytes from the last row's end to this one's stand wrong. */
  function isWrong(end: number): boolean {
    if (openQuotes > MOST_OPEN_QUOTES) return false;
    return quotingOf(heldBytes().subarray(rowEnd - heldFrom, end - heldFrom), delimiter.charCodeAt(0)) === 'broken';
  }

  /** What is held, as one piece. */
  function heldBytes(): Buffer {
    const [first = Buffer.alloc(0)] = held;
    if (held.length > 1) held = [Buffer.concat(held)];
    return held[0] ?? first;
  }

  function add(cells: readonly string[], state?: SourceRow['broken'] | 'doubtful'): void {
    rowNumber += 1;
    if (rowNumber === 1 && isSeparatorLine(cells)) return;
    const row = { rowNumber, cells: keepCells(cells) };
    if (state === 'doubtful') rows.push({ ...row, doubtful: true });
    else if (state !== undefined) rows.push({ ...row, broken: state });
    else if (!isBlank(cells)) rows.push(row);
  }

  const write = (bytes: Buffer) => settled((done) => void parser.write(bytes, done));
  const finish = () => settled((done) => void parser.end(done));

  function settled(act: (done: (cause?: Error | null) => void) => void): Promise<CsvError | null> {
    return new Promise((resolve, reject) => {
      const current = parser;
      const end = (cause?: Error | null) => {
        current.removeListener('error', end);
        if (cause === undefined || cause === null) resolve(null);
        else if (cause instanceof CsvError) resolve(cause);
        else reject(cause);
      };
      current.on('error', end);
      act(end);
    });
  }

  function hold(bytes: Buffer): void {
    // What rows were made of is not held any longer.
    const rest = heldBytes().subarray(rowEnd - heldFrom);
    heldFrom = rowEnd;
    held = rest.length === 0 ? [bytes] : [rest, bytes];
  }

  /** The bytes after the line that the parser could not end; that line itself is handed on as broken. */
  function withoutBrokenLine(error: CsvError | null): Buffer {
    const rest = heldBytes().subarray(rowEnd - heldFrom);
    const end = rest.findIndex((byte) => byte === NEWLINE || byte === RETURN);
    const broken = end < 0 ? rest : rest.subarray(0, end);
    const isPair = rest[end] === RETURN && rest[end + 1] === NEWLINE;
    openQuotes += 1;
    const tooLong = error?.code === 'CSV_MAX_RECORD_SIZE' && !broken.includes('"');
    add(broken.toString('utf8', 0, LONGEST_ROW_BYTES).split(delimiter), tooLong ? 'row-too-long' : 'quote-not-closed');
    return end < 0 ? Buffer.alloc(0) : rest.subarray(end + (isPair ? 2 : 1));
  }

  async function feed(bytes: Buffer): Promise<void> {
    let left = bytes;
    while (left.length > 0) {
      hold(left);
      const error = await write(left);
      if (error === null && !misread) return;
      left = withoutBrokenLine(error);
      parser = start();
    }
  }

  const taken = (): SourceRow[] => {
    const made = rows;
    rows = [];
    return made;
  };

  return {
    async take(bytes) {
      await feed(bytes);
      return taken();
    },
    async end() {
      for (let error = await finish(); error !== null || misread; error = await finish()) {
        const left = withoutBrokenLine(error);
        parser = start();
        await feed(left);
      }
      return taken();
    },
  };
}
