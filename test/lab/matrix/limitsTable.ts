import type { MatrixRow } from './matrixRow.ts';
import type { RowResult } from './rowResult.ts';

export const LIMITS_BEGIN = '<!-- lab: begin -->';
export const LIMITS_END = '<!-- lab: end -->';

export type LabRun = {
  readonly rows: readonly MatrixRow[];
  readonly results: ReadonlyMap<string, RowResult | Error>;
  /** Programs and versions the certificates of this run name. */
  readonly tools: readonly string[];
};

/** The section of docs/known-limits.md that a run of the whole lab writes. Pure. Throws when a row has no result: a table with holes is none. */
export function limitsSection({ rows, results, tools }: LabRun): string {
  const lines = rows.map((row) => {
    const result = results.get(row.id);
    if (result === undefined || result instanceof Error) throw new Error(`no result of ${row.id}`);
    return { row, result };
  });
  const blind = lines.filter(({ row }) => row.blindSpot !== null);
  return [
    LIMITS_BEGIN,
    '## What the drive lab shows',
    '',
    'Written by `npm run lab -- --write-limits`: every technique through the real tools and the real kernel drivers of an emulated PC, on emulated drives that are',
    'honest, broken, locked, lying, swapped or gone. "Reached" is the verdict of the sealed record; `refused` means that nothing was started and nothing was written.',
    `Programs of this run: ${tools.join(', ')}.`,
    '',
    `| technique | drive | fault | reached | because |`,
    `|---|---|---|---|---|`,
    ...lines.map(
      ({ row, result }) =>
        `| ${row.technique} | ${row.drive.words} | ${row.fault ?? 'none'}${row.blindSpot === null ? '' : ' **(blind spot)**'} | ${reachedWords(row, result)} | ${result.reasons.join(', ')} |`,
    ),
    '',
    '### The blind spot',
    '',
    'A drive that answers every read with zeros, reports its erase as complete and keeps the data in its cells ends as `sanitized`. No read from a host can show',
    'this lie, because every read goes through the firmware that lies. Rows of it above:',
    '',
    ...blind.map(({ row }) => `- \`${row.technique}\`, ${row.drive.words}: what would show it is ${row.blindSpot}.`),
    '',
    'The certificate therefore never says that the cells are empty. It says that the drive reported its own erase as complete, that no earlier data was found by',
    'reading, and prints apart from the facts, as an attestation that nobody measured: what lies behind the zeros that the drive answers.',
    LIMITS_END,
  ].join('\n');
}

/** Where chance decides between two ends, both are named, so that the next run says the same. */
function reachedWords({ expected, orElse }: MatrixRow, { reached }: RowResult): string {
  return orElse === null ? reached : `${reached} (as right: ${reached === orElse ? expected : orElse})`;
}

/** The page with its lab section replaced, or put at its end when there is none yet. Pure. */
export function withLimitsSection(page: string, section: string): string {
  const begin = page.indexOf(LIMITS_BEGIN);
  const end = page.indexOf(LIMITS_END);
  if (begin === -1 || end === -1) return `${page.trimEnd()}\n\n${section}\n`;
  return `${page.slice(0, begin)}${section}${page.slice(end + LIMITS_END.length)}`;
}
