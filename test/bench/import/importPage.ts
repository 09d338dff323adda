import { pageSection } from '../pageSection.ts';
import type { StoreRow } from '../store/storeRow.ts';

/** The name of the section in docs/performance.md. */
export const IMPORT = 'import';

export type ImportRun = {
  readonly rows: readonly StoreRow[];
  readonly csvBytes: number;
  readonly xlsxBytes: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly machine: string;
};

const digits = (value: number) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

/** The section of docs/performance.md about the import of customers' lists. Pure: every number in it comes from the run. */
export function importSection(run: ImportRun): string {
  const missed = run.rows.filter(({ met }) => met === false);
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  return pageSection(IMPORT, [
    "## Import of a customer's list",
    '',
    `Written by \`npm run bench -- import --write-page\`; no number here is typed in. ${run.machine}. ${run.rounds} rounds, ${run.seconds.toFixed(0)} s.`,
    '',
    `- One made-up list of 19 columns, as CSV (${megabytes(run.csvBytes)} MB) and as XLSX (${megabytes(run.xlsxBytes)} MB). A round runs the bare parser, the import, the import, the parser, each in a process of`,
    '  its own; medians of all runs, of the longest time without an answer the worst.',
    '- The import is everything behind the button: looking at the file again, reading it in its thread, judging every row, the database with its indexes, the last write on the disk.',
    '- Tasks of the window are those that Chromium tells of (Long Tasks API, from 50 ms; less is 0) while the list is chosen, sent, imported and shown, at the real station and agent.',
    '',
    missed.length === 0
      ? 'Every goal is met in this run.'
      : `Not met in this run: ${missed.map(({ row, ratio }) => `${row} (${ratio.toFixed(2)})`).join('; ')}.`,
    '',
    '| row | ours | held to | ours | held to | ratio | goal | met |',
    '|---|---|---|---|---|---|---|---|',
    ...run.rows.map((row) => {
      const goal = row.goal === null ? '' : 'atMost' in row.goal ? `≤ ${row.goal.atMost}` : `≥ ${row.goal.atLeast}`;
      const met = row.met === null ? '' : row.met ? 'yes' : '**no**';
      const cells = [
        `${digits(row.oursValue)} ${row.unit}`,
        `${digits(row.peerValue)} ${row.unit}`,
        row.ratio.toFixed(2),
      ];
      return `| ${[row.row, row.ours, row.peer, ...cells, goal, met].join(' | ')} |`;
    }),
  ]);
}
