import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LabKernel } from './bench/kernel.ts';
import { prepareLab } from './bench/kernel.ts';
import { PROJECT } from './bench/labPaths.ts';
import { labShell } from './bench/labShell.ts';
import { limitsSection, withLimitsSection } from './matrix/limitsTable.ts';
import { type MatrixRow, titleOf } from './matrix/matrixRow.ts';
import { brokenPromises, type RowResult } from './matrix/rowResult.ts';
import { runMatrix } from './matrix/runMatrix.ts';
import { matrixScenarios } from './matrix/scenarios.ts';

const USAGE = `Usage: npm run lab -- [SCENARIO...] [--rows PATTERN] [--json FILE] [--write-limits] | --shell
  SCENARIO        ${Object.keys(matrixScenarios).join(', ')}; none: all of them
  --rows          only rows whose name matches this regular expression
  --json          the rows with technique, drive, fault, expected and reached verdict (test-output/lab/rows.json when not given)
  --write-limits  writes the table of docs/known-limits.md from this run; all scenarios, all rows
  --from FILES    judges the rows that earlier runs left in these files (A,B: B was run again later and wins) instead of running them
  --shell         a root prompt in a bench with a dozen emulated drives
Exit code: 0 every row ended as it must, 1 one did not, 2 no lab here or a wrong command line
`;

const LIMITS_PAGE = join(PROJECT, 'docs/known-limits.md');
const OUTPUT = join(PROJECT, 'test-output/lab');

/** `npm run lab`: runs the matrix, or opens a prompt in a bench. Answers the exit code. */
export async function runLab(argv: readonly string[], write: (text: string) => void): Promise<number> {
  const asked = readArguments(argv);
  if ('problem' in asked) {
    process.stderr.write(`${asked.problem}\n${USAGE}`);
    return 2;
  }
  const readiness = prepareLab();
  if (!readiness.ready) {
    for (const reason of readiness.missing) process.stderr.write(`no lab here: ${reason}\n`);
    return 2;
  }
  const { kernel } = readiness;
  if (asked.shell) {
    await labShell(kernel, process.stdin, process.stdout);
    return 0;
  }
  return runScenarios(kernel, asked, write);
}

type Asked = {
  readonly scenarios: readonly string[];
  readonly pattern: RegExp | null;
  readonly jsonPath: string;
  readonly writeLimits: boolean;
  /** Results of an earlier run; `null` runs the rows. */
  readonly fromPath: string | null;
  readonly shell: boolean;
};

function readArguments(argv: readonly string[]): Asked | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: {
        rows: { type: 'string' },
        json: { type: 'string', default: join(OUTPUT, 'rows.json') },
        'write-limits': { type: 'boolean', default: false },
        from: { type: 'string' },
        shell: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    const unknown = positionals.find((name) => matrixScenarios[name] === undefined);
    if (unknown !== undefined) return { problem: `There is no scenario '${unknown}'.` };
    const all = positionals.length === 0 && values.rows === undefined;
    if (values['write-limits'] && !all) return { problem: 'The table is written from a run of everything only.' };
    return {
      scenarios: positionals.length === 0 ? Object.keys(matrixScenarios) : positionals,
      pattern: values.rows === undefined ? null : new RegExp(values.rows),
      jsonPath: values.json,
      writeLimits: values['write-limits'],
      fromPath: values.from ?? null,
      shell: values.shell,
    };
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) };
  }
}

async function runScenarios(kernel: LabKernel, asked: Asked, write: (text: string) => void): Promise<number> {
  mkdirSync(OUTPUT, { recursive: true });
  const allRows: MatrixRow[] = [];
  const allResults = new Map<string, RowResult | Error>();
  const earlier = asked.fromPath === null ? null : resultsIn(asked.fromPath);
  for (const name of asked.scenarios) {
    const rows = (matrixScenarios[name] ?? []).filter(({ id }) => asked.pattern?.test(id) ?? true);
    if (rows.length === 0) continue;
    write(`\n${name}: ${rows.length} drives, kernel ${kernel.version}\n`);
    if (earlier !== null) {
      allRows.push(...rows);
      for (const row of rows) {
        const result = earlier.get(row.id) ?? new Error(`${asked.fromPath} has no result of ${row.id}`);
        allResults.set(row.id, result);
        write(lineOf(row, result));
      }
      continue;
    }
    const told = (id: string, result: RowResult | Error): void => {
      const row = rows.find((one) => one.id === id);
      if (row !== undefined) write(lineOf(row, result));
    };
    const { results, transcript } = await runMatrix(kernel, rows, { processors: 2, told });
    writeFileSync(join(OUTPUT, `${name}.transcript.json`), JSON.stringify(transcript, null, 1));
    allRows.push(...rows);
    for (const [id, result] of results) allResults.set(id, result);
  }
  if (earlier === null) writeFileSync(asked.jsonPath, JSON.stringify(rowsForPrograms(allRows, allResults), null, 1));
  const broken = allRows.filter((row) => problemsOf(row, allResults.get(row.id)).length > 0).length;
  write(
    `\n${allRows.length - broken} as they must be, ${broken} not. Rows: ${asked.jsonPath}, transcripts: ${OUTPUT}\n`,
  );
  if (asked.writeLimits && broken === 0) {
    const section = limitsSection({ rows: allRows, results: allResults, tools: toolsOf(allResults) });
    writeFileSync(LIMITS_PAGE, withLimitsSection(readFileSync(LIMITS_PAGE, 'utf8'), section));
    write(`Written: ${LIMITS_PAGE}\n`);
  } else if (asked.writeLimits) write('The table was not written: not every row ended as it must.\n');
  return broken === 0 ? 0 : 1;
}

/** What earlier runs left: their results, and not their judgement of them. */
function resultsIn(paths: string): ReadonlyMap<string, RowResult> {
  type Left = RowResult & { readonly reached: string | null };
  const rows = paths.split(',').flatMap((path) => JSON.parse(readFileSync(path, 'utf8')) as Left[]);
  return new Map(rows.filter(({ reached }) => reached !== null).map((result) => [result.id, result]));
}

function problemsOf(row: MatrixRow, result: RowResult | Error | undefined): string[] {
  if (result === undefined) return ['it was not run'];
  return result instanceof Error ? [result.message] : brokenPromises(row, result);
}

function lineOf(row: MatrixRow, result: RowResult | Error): string {
  const problems = problemsOf(row, result);
  const seconds = result instanceof Error ? '' : ` (${Math.round(result.elapsedMs / 1000)} s)`;
  const told = problems.map((problem) => `          ${problem}\n`).join('');
  return `${problems.length === 0 ? 'as must be' : 'NOT SO   '}  ${titleOf(row)}${seconds}\n${told}`;
}

function rowsForPrograms(rows: readonly MatrixRow[], results: ReadonlyMap<string, RowResult | Error>): unknown[] {
  return rows.map((row) => {
    const result = results.get(row.id);
    const { id, technique, policyId, drive, fault, expected, blindSpot } = row;
    const known = { id, technique, policyId, drive: drive.words, fault, expected, blindSpot };
    const problems = problemsOf(row, result);
    return result === undefined || result instanceof Error
      ? { ...known, reached: null, problems }
      : { ...known, ...result, problems };
  });
}

function toolsOf(results: ReadonlyMap<string, RowResult | Error>): string[] {
  const named = [...results.values()].flatMap((result) =>
    result instanceof Error || result.certificate?.kind !== 'certificate' ? [] : result.certificate.payload.tools,
  );
  return [...new Set(named.map(({ name, version }) => `${name} ${version}`))].sort();
}
