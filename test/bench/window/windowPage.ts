import { pageSection } from '../pageSection.ts';
import type { StoreRow } from '../store/storeRow.ts';

/** The name of the section in docs/performance.md. */
export const WINDOW = 'window';

export type WindowRun = {
  readonly rows: readonly StoreRow[];
  readonly rounds: number;
  readonly watchSeconds: number;
  readonly toldPerSecond: number;
  readonly seconds: number;
  readonly machine: string;
  readonly browser: string;
};

/** The section of docs/performance.md about the window over a full bench. Pure: every number in it comes from the run. */
export function windowSection(run: WindowRun): string {
  const missed = run.rows.filter(({ met }) => met === false);
  return pageSection(WINDOW, [
    '## The window over 48 live bays',
    '',
    `Written by \`npm run bench -- window --write-page\`; no number here is typed in. ${run.machine}. ${run.browser}. ${run.rounds} rounds, ${run.seconds.toFixed(0)} s.`,
    '',
    `- The real agent with 48 virtual drives, the real station as a process of its own, and the window as it ships at 1920x1080 on its bench screen. Live: all 48 are being overwritten, and the agent tells`,
    `  ${run.toldPerSecond.toFixed(0)} changes a second. Idle: the same bench with the wipes stopped. A round watches ${run.watchSeconds} s each of idle, live, live, idle, and the next the other way round; medians of all.`,
    '- Frames are counted in the page by requestAnimationFrame, long tasks by the Long Tasks API; a frame is dropped where 1/60 s passed without one. The browser runs without a screen and draws',
    '  in software on the same processors that write the drives, so a bench PC with a graphics card has it easier. CPU time is that of the process from /proc, over the time watched.',
    '- Every bay is seen to be wiping, and to have come further at the end of each live stretch than at its beginning; else the run ends.',
    '',
    missed.length === 0
      ? 'Every goal is met in this run.'
      : `Not met in this run: ${missed.map(({ row, oursValue, unit }) => `${row} (${oursValue.toFixed(2)} ${unit})`).join('; ')}.`,
    '',
    '| row | 48 live | idle, or limit | goal | met |',
    '|---|---|---|---|---|',
    ...run.rows.map((row) => {
      const goal = row.goal === null ? '' : row.part === 'limit' ? `≤ ${row.peerValue} ${row.unit}` : 'no more';
      const met = row.met === null ? '' : row.met ? 'yes' : '**no**';
      const values = [row.oursValue, row.peerValue].map((value) => `${value.toFixed(2)} ${row.unit}`);
      return `| ${[row.row, ...values, goal, met].join(' | ')} |`;
    }),
  ]);
}
