import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readXlsx } from 'hucre/xlsx';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { insightView } from '../../../../core/contract/insightView.ts';
import { addedColumns } from '../../../../core/reconciliation/reportTable.ts';
import { anna, ben, LIST_COLUMNS, type LotBench, lotBench } from '../../../fixtures/lots/lotBench.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wipebench-report-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A lot with one of each: sanitized, missing, rejected, unexpected, duplicate. */
async function workedLot(): Promise<LotBench> {
  const bench = lotBench(
    [
      {
        serial: '=HDD0001',
        tag: '007',
        type: 'HDD',
        make: 'WD',
        model: 'Blue',
        department: 'Sales',
        location: 'Berlin',
        retiredOn: '2026-04-04',
      },
      'rejected',
      { serial: 'GONE1', tag: '008', type: 'Notebook', department: 'Sales', location: 'Kraków' },
      { serial: 'MON1', tag: '009', type: 'Monitor', make: 'Dell', model: 'U24', department: 'IT' },
    ],
    folder,
  );
  const { desk, lotId } = bench;
  for (const text of ['=HDD0001', 'MON1']) desk.scan({ lotId, text, deviceKind: null, insideOf: null }, anna);
  desk.arrive(
    { lotId, serialNumber: 'NOBODY', assetTag: '+1', deviceKind: 'monitor', assetId: null, insideOf: null },
    anna,
  );
  desk.arrive({ lotId, serialNumber: 'MON1', assetTag: null, deviceKind: null, assetId: null, insideOf: null }, anna);
  await bench.wiped('=HDD0001');
  desk.finish(lotId, anna);
  const open = desk.exceptions({ lotId, openOnly: true, limit: 10, after: '' });
  if (open.outcome === 'refused') throw new Error('refused');
  const missing = open.value.exceptions.find(({ code }) => code === 'missing')?.exceptionId ?? '';
  desk.closeException({ exceptionId: missing, reason: 'other', note: '=not returned; see mail' }, ben);
  const disposition = {
    grade: 'B',
    gradeReasons: ['scratches'],
    repairs: [{ code: 'cleaning', note: '' }],
    notes: '',
    estimated: { minorUnits: 1250, currency: 'EUR' },
    realized: { minorUnits: 990, currency: 'EUR' },
    route: 'remarket',
  } as const;
  const set = desk.dispose(
    {
      lotId,
      thingIds: ['thing-1'],
      disposition: { ...disposition, gradeReasons: ['scratches'], repairs: [{ code: 'cleaning', note: '' }] },
    },
    anna,
  );
  expect(set.outcome).toBe('done');
  return bench;
}

async function files(bench: LotBench, format: 'csv' | 'xlsx' | 'json') {
  const made = await bench.report.create(bench.lotId, format);
  if (made.outcome === 'refused') throw new Error('refused');
  return made.value.files;
}

/** Reads RFC 4180 back; written here anew, so that it cannot share a mistake with the writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') {
      for (at += 1; !(text[at] === '"' && text[at + 1] !== '"'); at += 1) {
        if (text[at] === '"') at += 1;
        field += text[at];
      }
      at += 1;
    } else for (; at < text.length && text[at] !== ',' && text[at] !== '\r'; at += 1) field += text[at];
    rows.at(-1)?.push(field);
    if (text[at] === ',') at += 1;
    else {
      at += 2;
      if (at < text.length) rows.push([]);
    }
  }
  return rows;
}

describe('the report back', () => {
  it('has the columns and rows of the file as it came, in its order, and what became of each after them', async () => {
    const bench = await workedLot();
    const [list, rest] = await files(bench, 'csv');
    expect([basename(list?.path ?? ''), list?.rows, basename(rest?.path ?? ''), rest?.rows]).toEqual([
      'assets-report.csv',
      4,
      'not-on-any-list.csv',
      2,
    ]);
    const text = readFileSync(list?.path ?? '', 'utf8');
    expect(text.startsWith('\uFEFF')).toBe(true);
    const [head = [], ...rows] = readCsv(text.slice(1));
    expect(head).toEqual([...LIST_COLUMNS, ...addedColumns(LIST_COLUMNS)]);
    const cell = (row: number, name: string) => rows[row]?.[head.indexOf(name)];
    expect(rows.map((row) => row[1])).toEqual(['007', '', '008', '009']);
    expect(rows.map((_, row) => cell(row, 'wipebench_state'))).toEqual(['matched', 'rejected', 'missing', 'matched']);
    expect(rows.map((_, row) => cell(row, 'wipebench_outcome'))).toEqual([
      'sanitized',
      'not-read',
      'not-received',
      'no-drive',
    ]);
    expect(cell(0, 'wipebench_certificate')).toMatch(/^WB-/);
    expect(cell(0, 'wipebench_method')).toBe('clear');
    expect([
      cell(0, 'wipebench_estimated_value'),
      cell(0, 'wipebench_realized_value'),
      cell(0, 'wipebench_currency'),
    ]).toEqual(['12.50', '9.90', 'EUR']);
    expect(cell(2, 'wipebench_exceptions')).toBe('missing');
    expect(cell(2, 'wipebench_exception_closures')).toMatch(/^other \(=not returned; see mail\), Ben Ott, 2026-05-04$/);
  });

  it('holds no cell that a spreadsheet would run', async () => {
    const bench = await workedLot();
    for (const { path } of await files(bench, 'csv')) {
      for (const row of readCsv(readFileSync(path, 'utf8').slice(1)))
        for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    }
  });

  it('says the same as a workbook, every cell text, and as JSON', async () => {
    const bench = await workedLot();
    const [csv] = await files(bench, 'csv');
    const [xlsx] = await files(bench, 'xlsx');
    const [json] = await files(bench, 'json');
    const rows = readCsv(readFileSync(csv?.path ?? '', 'utf8').slice(1)).map((row) =>
      row.map((cell) => cell.replace(/^'/, '')),
    );
    const workbook = await readXlsx(readFileSync(xlsx?.path ?? ''));
    const sheet = workbook.sheets[0]?.rows.map((row) => row.map((cell) => cell ?? ''));
    expect(sheet?.flat().every((cell) => typeof cell === 'string')).toBe(true);
    expect(
      sheet?.map((row) => [...row, ...Array.from({ length: (rows[0]?.length ?? 0) - row.length }, () => '')]),
    ).toEqual(rows);
    const parsed = JSON.parse(readFileSync(json?.path ?? '', 'utf8')) as {
      columns: string[];
      rows: { row: number; cells: string[]; wipebench_state: string }[];
    };
    expect(parsed.columns).toEqual(LIST_COLUMNS);
    expect(parsed.rows.map(({ row, wipebench_state }) => [row, wipebench_state])).toEqual([
      [2, 'matched'],
      [3, 'rejected'],
      [4, 'missing'],
      [5, 'matched'],
    ]);
  });

  it('teaches: missing by department, days from retired to sanitized, values', async () => {
    const bench = await workedLot();
    const insight = bench.report.insight([bench.lotId]);
    if (insight.outcome === 'refused') throw new Error('refused');
    expect(insightView.parse(insight.value)).toMatchObject({
      rows: 4,
      missingByDepartment: [{ name: 'Sales', missing: { count: 1, of: 2 } }],
      missingByLocation: [{ name: 'Kraków', missing: { count: 1, of: 1 } }],
      days: { known: 1, medianDays: 30 },
      repairs: [{ code: 'cleaning', count: 1 }],
    });
    expect(insight.value.values.find(({ model }) => model === 'WD Blue')).toMatchObject({
      received: 1,
      grades: { B: 1 },
      values: [{ currency: 'EUR', realizedMinorUnits: 990 }],
    });
  });
});

it('an added column never takes the name of one of the customer', () => {
  expect(addedColumns(['Wipebench_State', 'x'])[0]).toBe('wipebench_state_2');
});
