import type { StoreRow } from './storeRow.ts';

export const STORE_BEGIN = '<!-- store: begin -->';
const STORE_END = '<!-- store: end -->';

export type StoreRun = {
  readonly rows: readonly StoreRow[];
  readonly small: number;
  readonly large: number;
  readonly rounds: number;
  /** The share of searches in the middle of which another program had the processor. */
  readonly disturbedShare: number;
  readonly seconds: number;
  readonly machine: string;
  readonly databaseBytes: number;
};

const digits = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
const goalWords = ({ goal }: StoreRow): string =>
  goal === null ? '' : 'atLeast' in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
const metWords = ({ met }: StoreRow): string => (met === null ? '' : met ? 'yes' : '**no**');

/** One line for the terminal. */
export function storeLine(row: StoreRow): string {
  const mark = row.met === false ? '✗' : row.met === null ? '·' : '✓';
  const numbers = `${digits(row.oursValue)} / ${digits(row.peerValue)} ${row.unit} = ${row.ratio.toFixed(2)}`;
  return `  ${mark} ${row.row}, ${row.ours} to ${row.peer}: ${numbers} ${goalWords(row)}`;
}

/** The section of docs/performance.md, markers included. Pure: every number in it comes from the run. */
export function storeSection(run: StoreRun): string {
  const missed = run.rows.filter(({ met }) => met === false);
  return [
    STORE_BEGIN,
    '## Store',
    '',
    `Written by \`npm run bench -- store --write-page\`; no number here is typed in. ${run.machine}. ${run.rounds} rounds, ${run.seconds.toFixed(0)} s without making the databases.`,
    '',
    `- Two station databases, of ${run.small} and ${run.large} certificates (${(run.databaseBytes / 1e9).toFixed(1)} GB), written by the station's own row writers, the newest with genuine signatures.`,
    '- Searches are those of the window: `certificates.list`, first page of 20 (a screen of 1080 lines). All kinds at both sizes and a bare prepared query by row id take turns in one process, the',
    '  order reversed each round; p99 over all rounds after one that is not counted. What is searched is read before each round, so that the disk is not measured.',
    `- Searches in the middle of which another program had the processor, or the disk was read all the same, are not counted (${(run.disturbedShare * 100).toFixed(2)} % of them; by the kernel's counts of involuntary switches and of blocks read).`,
    '- A page of 20 rows is also held against 20 bare queries, because making 20 rows of objects takes longer than making one, whatever finds them;',
    '  and what two words find, which lies scattered over a lot, against one bare query of 20 such rows by their ids, which only fetches.',
    '- Starts and sealing take turns at both sizes. The export runs in a process of its own between two runs of the PDF renderer alone.',
    '',
    missed.length === 0
      ? 'Every goal is met in this run.'
      : `Not met in this run: ${missed.map(({ row, peer, ratio }) => `${row}, to ${peer} (${ratio.toFixed(2)})`).join('; ')}.`,
    '',
    '| row | ours | held to | ours | held to | ratio | goal | met |',
    '|---|---|---|---|---|---|---|---|',
    ...run.rows.map(
      (row) =>
        `| ${[row.row, row.ours, row.peer, `${digits(row.oursValue)} ${row.unit}`, `${digits(row.peerValue)} ${row.unit}`, row.ratio.toFixed(2), goalWords(row), metWords(row)].join(' | ')} |`,
    ),
    STORE_END,
    '',
  ].join('\n');
}

/** The section that stands in a page, or nothing. */
export function storeSectionOf(page: string): string {
  const from = page.indexOf(STORE_BEGIN);
  const to = page.indexOf(STORE_END);
  return from < 0 || to < from ? '' : `${page.slice(from, to)}${STORE_END}\n`;
}

/** The page with another section of the store; everything else stays as it is. */
export function withStoreSection(page: string, section: string): string {
  const old = storeSectionOf(page);
  return old === '' ? `${page.trimEnd()}\n\n${section}` : page.replace(old, () => section);
}
