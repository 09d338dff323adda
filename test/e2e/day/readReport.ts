import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import {
  allRows,
  calledMonitor,
  missingRows,
  notebookRows,
  otherSerial,
  pulledSerial,
  strangerSerial,
  wipedSerials,
} from '../../fixtures/day/dayLot.ts';
import { type Day, PATIENCE } from './openDay.ts';

type Cells = Record<string, string>;

const rowsOf = (path: string): Cells[] =>
  parse(readFileSync(path), { columns: true, bom: true, delimiter: [',', ';'] });

/** The customer's row of a drive that came, where it has one. */
function ownRowOf(serial: string): string[] {
  if (serial === otherSerial.serial) return [otherSerial.row.serial];
  return serial === strangerSerial || serial === pulledSerial ? [] : [serial];
}

/** The row of the notebook that a drive was pulled from. */
function computerOf(serial: string): string[] {
  const [first, second] = notebookRows;
  const pulled = serial === pulledSerial ? first : serial === calledMonitor.serial ? second : undefined;
  return pulled === undefined ? [] : [pulled.serial];
}

/** Writes the report in every format, and holds it against what happened on this day. */
export async function readReport(day: Day, bad: readonly string[]): Promise<void> {
  const { look } = day;
  const [rows = [], unlisted = []] = (await reportIn(day, 'csv')).map(rowsOf);
  expect(rows.map((row) => row.Seriennummer)).toEqual(allRows.map(({ serial }) => serial));
  const counted = (column: string) => {
    const groups = Map.groupBy(rows, (row) => row[column] ?? 'no such column');
    return Object.fromEntries([...groups].map(([value, group]) => [value, group.length]));
  };
  expect(counted('wipebench_state')).toEqual({ matched: 56, missing: 2, 'wrong-type': 1, 'no-drive-inside': 1 });
  const destroyed = bad.flatMap(ownRowOf).length;
  expect(counted('wipebench_route')).toEqual({
    ...{ remarket: allRows.length - missingRows.length - destroyed, destroy: destroyed },
    '': missingRows.length,
  });
  const clean = wipedSerials
    .filter((serial) => !bad.includes(serial))
    .flatMap((serial) => [...ownRowOf(serial), ...computerOf(serial)])
    .toSorted();
  const serialsWhere = (holds: (row: Cells) => boolean) => rows.filter(holds).map((row) => row.Seriennummer);
  expect(serialsWhere((row) => row.wipebench_outcome === 'sanitized').toSorted()).toEqual(clean);
  expect(serialsWhere((row) => row.wipebench_certificate !== '').toSorted()).toEqual(clean);
  const said = (some: readonly Cells[]) =>
    some.flatMap((row) => row.wipebench_exceptions?.split('; ').filter((code) => code !== '') ?? []).toSorted();
  expect(said(rows)).toEqual(['identity-conflict', 'missing', 'missing', 'no-drive-inside', 'wrong-type']);
  expect(said(unlisted)).toEqual(['duplicate', 'unexpected']);
  await reportIn(day, 'xlsx');
  await reportIn(day, 'json');
  const [pdf = ''] = await reportIn(day, 'pdf');
  const printed = execFileSync('/usr/bin/pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
  for (const words of ['S-4471', 'Dock 2', strangerSerial, 'shredder, 6 mm']) expect(printed).toContain(words);
  await look('18-report');
}

/** The files of the report in one format. */
async function reportIn({ page, hands, words }: Day, format: string): Promise<string[]> {
  await hands.choose(hands.field('receiving:screen.format'), { value: format });
  await hands.pressButton('receiving:screen.report');
  const said = words.like('receiving:screen.reportIn', { path: new RegExp(`(.+\\.${format})`) });
  const told = page.getByRole('status').getByText(said);
  await told.waitFor(PATIENCE);
  return (said.exec((await told.textContent()) ?? '')?.[1] ?? '').split(', ');
}
