import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchRow } from './benchRow.ts';
import { makeControlGroup } from './controlGroup.ts';
import { parts } from './heats.ts';
import { runImportBench } from './import/importCommand.ts';
import { IMPORT } from './import/importPage.ts';
import { machineWords } from './machineWords.ts';
import { sectionOf, withSection } from './pageSection.ts';
import { type BenchRun, performancePage, performancePlot, rowLine } from './performancePage.ts';
import { runStoreBench } from './store/storeCommand.ts';
import { storeSectionOf, withStoreSection } from './store/storePage.ts';
import { runWindowBench } from './window/windowCommand.ts';
import { WINDOW } from './window/windowPage.ts';

const PROJECT = join(import.meta.dirname, '../..');
const MOST_ROUNDS = 25;
const USAGE = `Usage: npm run bench -- store ...   the station's store with a million certificates, see there
       npm run bench -- import ...  a customer's list of 100,000 rows, see there
       npm run bench -- window ...  the window over 48 live bays, see there
       npm run bench -- [--quick] [--parts A,B] [--rounds N] [--json FILE] [--write-page]
  --quick       under three minutes
  --parts       ${Object.keys(parts).join(', ')}; none: all
  --rounds      rounds of a pair (quick 3, else 5, and up to ${MOST_ROUNDS} where a row is near its goal)
  --json        one row a pair (test-output/bench/rows.json when not given)
  --write-page  writes docs/performance.md and its plot from this run; all parts
NWIPE=/path names a newer nwipe than the packaged one. Needs root: it makes loop devices over files of its own, and writes to nothing else.
Exit code: 0 every goal is met, 1 one is not, 2 no bench here or a wrong command line
`;

/** `npm run bench`: our engine and its peers in pairs on the same targets. Answers the exit code. */
export async function runBench(argv: readonly string[], write: (text: string) => void): Promise<number> {
  if (argv[0] === 'import') return runImportBench(argv.slice(1), write);
  if (argv[0] === 'window') return runWindowBench(argv.slice(1), write);
  if (argv[0] === 'store') return runStoreBench(argv.slice(1), write);
  const asked = readArguments(argv);
  if ('problem' in asked) {
    process.stderr.write(`${asked.problem}\n${USAGE}`);
    return 2;
  }
  if (process.getuid?.() !== 0) {
    process.stderr.write('no bench here: only root may make loop devices and control groups\n');
    return 2;
  }
  const startedMs = performance.now();
  const rows = await runParts(asked, write);
  const run: BenchRun = {
    rows,
    quick: asked.quick,
    rounds: asked.rounds,
    seconds: (performance.now() - startedMs) / 1000,
    machine: machineWords(),
    versions: versionWords(asked.nwipe),
  };
  mkdirSync(dirname(asked.jsonPath), { recursive: true });
  writeFileSync(asked.jsonPath, `${JSON.stringify(rows, null, 1)}\n`);
  if (asked.writePage) {
    const page = join(PROJECT, 'docs/performance.md');
    const before = readFileSync(page, 'utf8');
    const store = storeSectionOf(before);
    const own = store === '' ? performancePage(run) : withStoreSection(performancePage(run), store);
    const kept = [IMPORT, WINDOW].map((name) => [name, sectionOf(before, name)] as const);
    const whole = kept.reduce(
      (made, [name, section]) => (section === '' ? made : withSection(made, name, section)),
      own,
    );
    writeFileSync(page, whole);
    writeFileSync(join(PROJECT, 'docs/images/performance.svg'), performancePlot(run));
  }
  const missed = rows.filter(({ met }) => met === false);
  for (const row of missed) write(`NOT MET  ${rowLine(row)}\n`);
  const judged = rows.filter(({ met }) => met !== null).length;
  write(`${judged - missed.length} of ${judged} goals met in ${run.seconds.toFixed(0)} s; rows in ${asked.jsonPath}\n`);
  return missed.length === 0 ? 0 : 1;
}

type Asked = {
  readonly quick: boolean;
  readonly parts: readonly string[];
  readonly rounds: number;
  readonly jsonPath: string;
  readonly writePage: boolean;
  readonly nwipe: string | null;
};

function readArguments(argv: readonly string[]): Asked | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        quick: { type: 'boolean', default: false },
        parts: { type: 'string' },
        rounds: { type: 'string' },
        json: { type: 'string', default: join(PROJECT, 'test-output/bench/rows.json') },
        'write-page': { type: 'boolean', default: false },
      },
    });
    const names = values.parts?.split(',') ?? Object.keys(parts);
    const unknown = names.find((name) => parts[name] === undefined);
    if (unknown !== undefined) return { problem: `There is no part '${unknown}'.` };
    if (values['write-page'] && values.parts !== undefined)
      return { problem: 'The page is written from a run of everything only.' };
    const rounds = Number(values.rounds ?? (values.quick ? 3 : 5));
    if (!Number.isInteger(rounds) || rounds < 1) return { problem: '--rounds takes a whole number from 1.' };
    const nwipe = process.env.NWIPE ?? null;
    if (nwipe !== null && !existsSync(nwipe)) return { problem: `NWIPE names ${nwipe}, which is not there.` };
    return { quick: values.quick, parts: names, rounds, jsonPath: values.json, writePage: values['write-page'], nwipe };
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) };
  }
}

async function runParts(asked: Asked, write: (text: string) => void): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync('/var/tmp/wipebench-bench-');
  const group = makeControlGroup(`wipebench-bench-${process.pid}`);
  const rows: BenchRow[] = [];
  // On a computer that is never quiet the bench must come to its end all the same.
  const repeats = { left: asked.quick ? 20 : 150 };
  try {
    for (const name of asked.parts) {
      write(`${name}\n`);
      const part = parts[name];
      const made = await part?.({
        group,
        folder,
        rounds: asked.rounds,
        slowRounds: asked.quick ? 1 : 3,
        mostRounds: asked.quick ? asked.rounds : MOST_ROUNDS,
        sizeFactor: asked.quick ? 1 : 4,
        repeats,
        nwipe: { program: asked.nwipe ?? '/usr/sbin/nwipe', newer: asked.nwipe !== null },
        say: (line) => write(`${line}\n`),
      });
      for (const row of made ?? []) write(`${rowLine(row)}\n`);
      rows.push(...(made ?? []));
    }
    return rows;
  } finally {
    group.remove();
    rmSync(folder, { recursive: true });
  }
}

function versionWords(nwipe: string | null): string {
  const packages = ['fio', 'nwipe', 'scrub', 'coreutils', 'e2fsprogs', 'diffutils'];
  const format = '$'.concat('{Package} $', '{Version}\n');
  const words = execFileSync('/usr/bin/dpkg-query', ['-W', '-f', format, ...packages], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const engine = readFileSync(join(PROJECT, 'package.json'), 'utf8').match(/"version": "([^"]+)"/)?.[1] ?? 'unknown';
  return [`wipebench-engine ${engine}`, ...words, ...(nwipe === null ? [] : [`nwipe at ${nwipe}`])].join(', ');
}
