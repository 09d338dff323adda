import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CsvRow, csvBytes, csvLine, tableCells, tableHead } from '../../../../core/record/exportLayout.ts';
import { cellText, csvPieces, spreadsheetPieces } from '../../../../electron/station/exports/exportTable.ts';
import { sampleCertificate, sampleRecord } from '../../../fixtures/record/sampleEvidence.ts';
import { TestLedger } from '../../../fixtures/record/testLedger.ts';

const nasty = [
  '=1+1',
  '+cmd|calc',
  '-2',
  '@SUM(A1)',
  '\ttab',
  '\rreturn',
  '\nline',
  "'quoted",
  "'=both",
  'a,"b"',
  '_x0041_',
  'end \u202Eright',
  'Żółw 李伟 😀',
  '^XA~JA',
  '../../etc',
  '00123',
  ' lead ',
  '1E5',
  '12345678901234567890',
  'x'.repeat(4096),
];

/** Reads RFC 4180 back; written here anew, so that it cannot share a mistake with the writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < text.length; ) {
    let field = '';
    if (text[at] === '"') {
      for (at += 1; !(text[at] === '"' && text[at + 1] !== '"'); at += 1) {
        if (text[at] === '"') at += 1;
        field += text[at];
      }
      at += 1;
    } else for (; at < text.length && text[at] !== ',' && text[at] !== '\r'; at += 1) field += text[at];
    row.push(field);
    if (text[at] === ',') at += 1;
    else {
      expect(text.slice(at, at + 2)).toBe('\r\n');
      at += 2;
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

async function rowsWith(texts: readonly string[]): Promise<CsvRow[]> {
  const ledger = await TestLedger.create();
  const entry = await ledger.append('application/vnd.wipebench.record.v1+json', sampleRecord(1));
  return texts.map((text, index) => ({
    certificate: { ...sampleCertificate(sampleRecord(1), entry, index + 1), serialNumber: text, lotName: text },
    seq: index,
    hash: 'ab'.repeat(32),
  }));
}

async function* slowly<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield item;
}

async function gathered(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

describe('the table of an export as CSV', () => {
  it('never starts a field with what a spreadsheet would run', () => {
    for (const text of nasty) {
      const [[field = ''] = []] = readCsv(csvLine([text]));
      expect(field).not.toMatch(/^[=+\-@\t\r\n]/);
    }
  });

  it('gives every field back when one leading apostrophe is taken away', () => {
    const [fields = []] = readCsv(csvLine(nasty));
    expect(fields.map((field) => field.replace(/^'/, ''))).toEqual(nasty);
  });

  it('is, made piece by piece, what the verifier derives from the certificates', async () => {
    const rows = await rowsWith(nasty);
    const many = Array.from({ length: 40 }, () => rows).flat();
    const numbered = many.map((row, index) => ({
      ...row,
      certificate: { ...row.certificate, certificateId: `WB-0A1B2C3D-${String(index).padStart(8, '0')}` },
    }));
    expect(await gathered(csvPieces(slowly(numbered)))).toEqual(Buffer.from(csvBytes(numbered)));
  });
});

const python = '/usr/bin/python3';
if (!existsSync(python)) console.log(`SKIPPED reading the spreadsheet back: ${python} is not there`);

/** Reads a workbook with nothing of ours: Python's zipfile and XML parser. Answers cells as [text, kind of cell]. */
const READ_XLSX = `
import json, re, sys, zipfile
import xml.etree.ElementTree as tree
ns = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
book = zipfile.ZipFile(sys.argv[1])
assert book.testzip() is None
sheet = tree.fromstring(book.read("xl/worksheets/sheet1.xml"))
def text(cell):
    found = "".join(part.text or "" for part in cell.iterfind(".//m:t", ns))
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), found)
rows = [[[text(cell), cell.get("t"), cell.find("m:f", ns) is not None] for cell in row.iterfind("m:c", ns)] for row in sheet.iterfind(".//m:row", ns)]
print(json.dumps(rows))
`;

describe.skipIf(!existsSync(python))('the table of an export as a spreadsheet', () => {
  async function readBack(rows: readonly CsvRow[]): Promise<[string, string, boolean][][]> {
    const folder = mkdtempSync(join(tmpdir(), 'wipebench-xlsx-'));
    try {
      const path = join(folder, 'table.xlsx');
      writeFileSync(path, await gathered(spreadsheetPieces(slowly(rows))));
      return JSON.parse(execFileSync(python, ['-c', READ_XLSX, path], { encoding: 'utf8' }));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it('holds every cell of the table as text, never as a formula or a number', async () => {
    const rows = await rowsWith(nasty);
    const [head = [], ...body] = await readBack(rows);
    expect(head.map(([text]) => text)).toEqual(tableHead());
    expect(body.map((cells) => cells.map(([text]) => text))).toEqual(rows.map((row) => tableCells(row)));
    for (const [, kind, formula] of body.flat()) {
      expect(kind).toBe('inlineStr');
      expect(formula).toBe(false);
    }
  });

  it('shows what XML cannot carry, and keeps the rest', () => {
    expect(cellText('a\uD800b\uFFFEc')).toBe('a\uFFFDb\uFFFDc');
    expect(cellText('😀')).toBe('😀');
  });

  it('is the same bytes for the same certificates', async () => {
    const rows = await rowsWith(nasty);
    const once = await gathered(spreadsheetPieces(slowly(rows)));
    expect(await gathered(spreadsheetPieces(slowly(rows)))).toEqual(once);
  });
});
