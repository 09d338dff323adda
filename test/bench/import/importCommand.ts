import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { writeXlsxStream } from 'hucre/xlsx';
import { z } from 'zod';
import { longList } from '../../fixtures/lists/longList.ts';
import { machineWords } from '../machineWords.ts';
import { withSection } from '../pageSection.ts';
import { storeLine } from '../store/storePage.ts';
import { percentile, type StoreRow, storeRow } from '../store/storeRow.ts';
import { IMPORT, importSection } from './importPage.ts';
import { longestTaskOfImport } from './importWindow.ts';

const PROJECT = join(import.meta.dirname, '../../..');
const ROWS = 100_000;
const USAGE = `Usage: npm run bench -- import [--rows N] [--rounds N] [--json FILE] [--write-page]
  --rows        rows of the list (${ROWS})
  --rounds      each round runs the parser, the import, the import, the parser (5)
  --write-page  writes the import's section of docs/performance.md, at ${ROWS} rows
Exit code: 0 every goal is met, 1 one is not, 2 a wrong command line
`;

const parsed = z.strictObject({ elapsedMs: z.number(), rows: z.number() });
const imported = z.strictObject({
  ...parsed.shape,
  longestStallMs: z.number(),
  secondRssBytes: z.number(),
  thirdRssBytes: z.number(),
});

/** `npm run bench -- import`: the import of a customer's list against the bare parser on the same file, in turns. Answers the exit code. */
export async function runImportBench(argv: readonly string[], write: (text: string) => void): Promise<number> {
  const asked = readArguments(argv);
  if ('problem' in asked) {
    process.stderr.write(`${asked.problem}\n${USAGE}`);
    return 2;
  }
  const folder = mkdtempSync('/var/tmp/wipebench-import-');
  try {
    const startedMs = performance.now();
    const text = [...longList(asked.rows)].join('');
    const csv = join(folder, 'list.csv');
    writeFileSync(csv, text);
    const xlsx = join(folder, 'list.xlsx');
    await writeWorkbook(xlsx, text);
    const say = (line: string) => write(`${line}\n`);
    const rows = [...heat('CSV', csv, folder, asked, say), ...heat('XLSX', xlsx, folder, asked, say)];
    rows.push(
      storeRow({
        ...{ part: 'window', row: 'longest task in the window meanwhile, CSV', ours: 'import', peer: 'limit' },
        ...{ oursValue: await longestTaskOfImport(csv), peerValue: 100, unit: 'ms', goal: { atMost: 1 } },
      }),
    );
    for (const row of rows) say(storeLine(row));
    mkdirSync(dirname(asked.jsonPath), { recursive: true });
    writeFileSync(asked.jsonPath, `${JSON.stringify(rows, null, 1)}\n`);
    if (asked.writePage) {
      const page = join(PROJECT, 'docs/performance.md');
      const seconds = (performance.now() - startedMs) / 1000;
      const sizes = { csvBytes: statSync(csv).size, xlsxBytes: statSync(xlsx).size };
      const section = importSection({ rows, ...sizes, rounds: asked.rounds, seconds, machine: machineWords() });
      writeFileSync(page, withSection(readFileSync(page, 'utf8'), IMPORT, section));
    }
    const judged = rows.filter(({ met }) => met !== null);
    const missed = judged.filter(({ met }) => met === false);
    say(`${judged.length - missed.length} of ${judged.length} goals met; rows in ${asked.jsonPath}`);
    return missed.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function heat(
  kind: 'CSV' | 'XLSX',
  file: string,
  folder: string,
  asked: Asked,
  say: (line: string) => void,
): StoreRow[] {
  const bare: number[] = [];
  const ours: z.infer<typeof imported>[] = [];
  const run = (job: 'parse' | 'import') => {
    const home = mkdtempSync(join(folder, 'station-'));
    const argv = [join(import.meta.dirname, 'importRun.ts'), job, file, home];
    const heard: unknown = JSON.parse(execFileSync(process.execPath, argv, { encoding: 'utf8' }));
    rmSync(home, { recursive: true });
    return heard;
  };
  for (let round = 0; round < asked.rounds; round += 1) {
    for (const job of ['parse', 'import', 'import', 'parse'] as const) {
      if (job === 'parse') bare.push(parsed.parse(run(job)).elapsedMs);
      else ours.push(imported.parse(run(job)));
    }
    say(
      `  ${kind}, round ${round + 1}: parser ${bare.at(-1)?.toFixed(0)} ms, import ${ours.at(-1)?.elapsedMs.toFixed(0)} ms`,
    );
  }
  const median = (values: readonly number[]) => percentile(values, 0.5);
  const most = (values: readonly number[]) => Math.max(...values);
  const mib = (bytes: number) => bytes / 1024 ** 2;
  const peer = kind === 'CSV' ? 'csv-parse alone' : 'hucre alone';
  const what = { part: kind, ours: 'import' };
  return [
    storeRow({
      ...what,
      row: `${asked.rows} rows of ${kind}, from file to database`,
      peer,
      oursValue: median(ours.map(({ elapsedMs }) => elapsedMs)) / 1000,
      peerValue: median(bare) / 1000,
      unit: 's',
      goal: { atMost: 3 },
    }),
    storeRow({
      ...what,
      row: `longest time that the station answered nothing meanwhile, ${kind}`,
      peer: 'what a person would notice',
      oursValue: most(ours.map(({ longestStallMs }) => longestStallMs)),
      peerValue: 50,
      unit: 'ms',
      goal: { atMost: 1 },
    }),
    storeRow({
      ...what,
      row: `largest resident memory, ${kind}`,
      ours: `a third list of ${asked.rows} rows`,
      peer: 'the second',
      oursValue: median(ours.map(({ thirdRssBytes }) => mib(thirdRssBytes))),
      peerValue: median(ours.map(({ secondRssBytes }) => mib(secondRssBytes))),
      unit: 'MiB',
      goal: { atMost: 1.1 },
    }),
  ];
}

async function writeWorkbook(path: string, text: string): Promise<void> {
  const rows = parse(text) as string[][];
  const pieces: Uint8Array[] = [];
  for await (const piece of writeXlsxStream(rows, { name: 'List' })) pieces.push(piece);
  writeFileSync(path, Buffer.concat(pieces));
}

type Asked = { readonly rows: number; readonly rounds: number; readonly jsonPath: string; readonly writePage: boolean };

function readArguments(argv: readonly string[]): Asked | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        rows: { type: 'string', default: String(ROWS) },
        rounds: { type: 'string', default: '5' },
        json: { type: 'string', default: join(PROJECT, 'test-output/bench/import.json') },
        'write-page': { type: 'boolean', default: false },
      },
    });
    const [rows = 0, rounds = 0] = [values.rows, values.rounds].map(Number);
    if (![rows, rounds].every((number) => Number.isInteger(number) && number > 0))
      return { problem: 'Numbers are whole, from 1.' };
    if (values['write-page'] && rows !== ROWS) return { problem: `The page is written at ${ROWS} rows only.` };
    return { rows, rounds, jsonPath: values.json, writePage: values['write-page'] };
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) };
  }
}
