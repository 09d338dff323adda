import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { machineWords } from '../machineWords.ts';
import { exportHeat } from './exportHeat.ts';
import { longStation } from './longStation.ts';
import { searchHeats } from './searchHeats.ts';
import { stationCosts } from './stationCost.ts';
import { storeLine, storeSection, withStoreSection } from './storePage.ts';
import type { StoreRow } from './storeRow.ts';

const PROJECT = join(import.meta.dirname, '../../..');
const CACHE = join(PROJECT, 'build/bench/store');
const USAGE = `Usage: npm run bench -- store [--certificates N] [--exported N] [--parts search,cost,export] [--rounds N] [--json FILE] [--write-page]
  --certificates  the large station (1000000); the small one has 10000. Its database takes about 12 GB below build/bench and is kept for the next run
  --exported      certificates in the measured export (10000)
  --parts         taken now; the JSON file keeps the rows of the others, if they were taken with the same numbers
  --write-page    writes the store's section of docs/performance.md, once all parts were taken with a million certificates
Exit code: 0 every goal is met, 1 one is not, 2 no bench here or a wrong command line
`;
const SMALL = 10_000;
const LARGE = 1_000_000;
const PARTS = ['search', 'cost', 'export'];
const TURNS = 450;

/** `npm run bench -- store`: the station's store with many certificates against itself with few. Answers the exit code. */
export async function runStoreBench(argv: readonly string[], write: (text: string) => void): Promise<number> {
  const asked = readArguments(argv);
  if ('problem' in asked) {
    process.stderr.write(`${asked.problem}\n${USAGE}`);
    return 2;
  }
  const say = (line: string) => write(`${line}\n`);
  const paths = new Map<number, string>();
  for (const size of [SMALL, asked.large]) paths.set(size, await longStation(CACHE, size, say));
  const largePath = paths.get(asked.large) ?? '';
  const startedMs = performance.now();
  const kept = keptOf(asked);
  let { disturbedShare } = kept;
  const rows: StoreRow[] = [...kept.rows];
  const add = (made: readonly StoreRow[]) => {
    for (const row of made) say(storeLine(row));
    rows.push(...made);
  };
  if (asked.parts.includes('search')) {
    const heats = searchHeats(paths, asked.rounds, TURNS, say);
    disturbedShare = heats.disturbedShare;
    add(heats.rows);
  }
  if (asked.parts.includes('cost')) add(await stationCosts(paths, say));
  if (asked.parts.includes('export')) add(exportHeat(largePath, asked.exported, join(CACHE, '../export'), say));
  rows.sort((left, right) => PARTS.indexOf(left.part) - PARTS.indexOf(right.part));
  const { large, exported, rounds } = asked;
  const seconds = kept.seconds + (performance.now() - startedMs) / 1000;
  const taken: Taken = { large, exported, rounds, seconds, disturbedShare, rows };
  mkdirSync(dirname(asked.jsonPath), { recursive: true });
  writeFileSync(asked.jsonPath, `${JSON.stringify(taken, null, 1)}\n`);
  if (asked.writePage) {
    const whole = PARTS.every((part) => rows.some((row) => row.part === part));
    if (!whole) {
      process.stderr.write('The page was not written: not all parts were taken yet.\n');
      return 2;
    }
    const page = join(PROJECT, 'docs/performance.md');
    const databaseBytes = statSync(largePath).size;
    const section = storeSection({ ...taken, small: SMALL, machine: machineWords(), databaseBytes });
    writeFileSync(page, withStoreSection(readFileSync(page, 'utf8'), section));
  }
  const judged = rows.filter(({ met }) => met !== null);
  const missed = judged.filter(({ met }) => met === false);
  say(`${judged.length - missed.length} of ${judged.length} goals met; rows in ${asked.jsonPath}`);
  return missed.length === 0 ? 0 : 1;
}

/** What was taken so far with the same numbers: the rows of the parts that are not taken now. */
function keptOf({
  large,
  exported,
  rounds,
  parts,
  jsonPath,
}: Asked): Pick<Taken, 'rows' | 'seconds' | 'disturbedShare'> {
  const nothing = { rows: [], seconds: 0, disturbedShare: 0 };
  if (parts.length === PARTS.length || !existsSync(jsonPath)) return nothing;
  const before = JSON.parse(readFileSync(jsonPath, 'utf8')) as Taken;
  if (before.large !== large || before.exported !== exported || before.rounds !== rounds) return nothing;
  return { ...before, rows: before.rows.filter(({ part }) => !parts.includes(part)) };
}

/** The JSON file. */
type Taken = {
  readonly large: number;
  readonly exported: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly disturbedShare: number;
  readonly rows: readonly StoreRow[];
};

type Asked = {
  readonly large: number;
  readonly exported: number;
  readonly parts: readonly string[];
  readonly rounds: number;
  readonly jsonPath: string;
  readonly writePage: boolean;
};

function readArguments(argv: readonly string[]): Asked | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        certificates: { type: 'string', default: String(LARGE) },
        exported: { type: 'string', default: '10000' },
        parts: { type: 'string', default: PARTS.join(',') },
        rounds: { type: 'string', default: '10' },
        json: { type: 'string', default: join(PROJECT, 'test-output/bench/store.json') },
        'write-page': { type: 'boolean', default: false },
      },
    });
    const numbers = [values.certificates, values.exported, values.rounds].map(Number);
    const [large = 0, exported = 0, rounds = 0] = numbers;
    if (numbers.some((number) => !Number.isInteger(number) || number < 1))
      return { problem: 'Numbers are whole, from 1.' };
    if (large <= SMALL) return { problem: `--certificates takes more than ${SMALL}.` };
    if (exported > 10_000) return { problem: 'An export holds at most 10000 certificates.' };
    const parts = values.parts.split(',');
    const unknown = parts.find((part) => !PARTS.includes(part));
    if (unknown !== undefined) return { problem: `There is no part '${unknown}'.` };
    const whole = large === LARGE && exported === 10_000;
    if (values['write-page'] && !whole)
      return { problem: 'The page is written at a million certificates and 10000 exported only.' };
    return { large, exported, parts, rounds, jsonPath: values.json, writePage: values['write-page'] };
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) };
  }
}
