import type { BenchRow } from './benchRow.ts';

export type BenchRun = {
  readonly rows: readonly BenchRow[];
  readonly quick: boolean;
  readonly rounds: number;
  readonly seconds: number;
  readonly machine: string;
  readonly versions: string;
};

const digits = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(value < 0.1 ? 3 : 2);
const goalWords = ({ goal }: BenchRow): string =>
  goal === null ? '' : 'atLeast' in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
const metWords = ({ met }: BenchRow): string => (met === null ? '' : met ? 'yes' : '**no**');

/** One line for the terminal. */
export function rowLine(row: BenchRow): string {
  const numbers = `${digits(row.oursMedian)} / ${digits(row.peerMedian)} ${row.unit} = ${row.ratio.toFixed(2)}`;
  return `  ${row.met === false ? '✗' : '✓'} ${row.target}: ${row.row} (${row.ours} to ${row.peer}): ${numbers} ${goalWords(row)}`;
}

/** docs/performance.md. Pure: every number on it comes from the run. */
export function performancePage(run: BenchRun): string {
  const missed = run.rows.filter(({ met }) => met === false);
  const targets = [...new Set(run.rows.map(({ target }) => target))];
  return [
    '# Performance',
    '',
    `Written by \`npm run bench -- ${run.quick ? '--quick ' : ''}--write-page\`; no number here is typed in. ${run.machine}.`,
    `Programs: ${run.versions}. ${roundsWords(run)} rounds, ${run.seconds.toFixed(0)} s.`,
    '',
    '## How it is taken',
    '',
    '- Ours and the peers do the same job on the same target in one run, the order reversed in every other round and begun with another one each time. Numbers are',
    '  medians; only the ratios mean anything on another computer.',
    ...(run.quick
      ? []
      : [
          '- A row that may lie on either side of its goal (80 % interval of the median of the ratios round by round) gets more rounds, whether it is just met or just missed.',
        ]),
    "- A speed is the target's size by the time in which the drive's own counters moved (`/sys/block/*/stat`), so start and end of a tool do not count as its speed;",
    '  they are the row "dead time". The counters are checked: an overwrite of ours that did not write every byte to the drive, or a verify that did not read every',
    '  byte from it, ends the run.',
    '- CPU time is that of a control group around the tool, to the nanosecond. RSS is the sum of the largest resident memory of each process; PSS counts a page that',
    '  several processes share once.',
    "- fio runs with io_uring and reserved huge pages, which are set aside for it alone; the engine runs as it would on anybody's computer.",
    '- "nwipe 0.42\'s way" is fio doing what nwipe 0.42 does (O_DIRECT, 4 MiB, ordinary memory, one at a time; reading with a comparison of the pattern). It stands in',
    '  for nwipe 0.42 itself, which Debian does not package; `NWIPE=/path` runs the real one.',
    '- Targets: *memory* a loop device over files in memory; *disk file* one over a file on the disk; *zram* a compressed memory drive that answers within the call;',
    '  *8 in parallel*; *24 at 100 MiB/s* loop devices over one file in memory (the patterns depend on the place only), said to be turning',
    '  disks and held to that speed by a control group; *24 virtual drives* jobs of the real agent on image files at 8 MiB/s; *2 ms added latency* nbdkit through a loop device.',
    '- An overwrite of ours finds its shape in its first 100 to 200 ms, which count. Zram and the late drive are as large as memory allows, so that this weighs nearer to what it does on a drive of terabytes.',
    '- A run is repeated when programs of others took more than 8 % of the computer meanwhile; where that did not help, the ratio is marked ~.',
    '- Real drives, host adapters and their interrupts cannot be measured this way.',
    '',
    '![Ratios to the goals](images/performance.svg)',
    '',
    '## Results',
    '',
    missed.length === 0
      ? 'Every goal is met in this run.'
      : `Not met in this run: ${missed.map(({ target, row, ratio }) => `${row} on ${target} (${ratio.toFixed(2)})`).join('; ')}.`,
    ...targets.flatMap((target) => [
      '',
      `### ${target}`,
      '',
      '| row | ours | peer | rounds | ours, median | peer, median | ratio | goal | met | CPU s/GB ours / peer | RSS MiB ours / peer |',
      '|---|---|---|---|---|---|---|---|---|---|---|',
      ...run.rows.filter((row) => row.target === target).map(tableLine),
    ]),
    '',
  ].join('\n');
}

function roundsWords({ rows, rounds }: BenchRun): string {
  const most = Math.max(rounds, ...rows.map((row) => row.rounds));
  return most === rounds ? `${rounds}` : `${rounds} to ${most}`;
}

function tableLine(row: BenchRow): string {
  const both = (mine: number, theirs: number | null): string =>
    theirs === null ? digits(mine) : `${digits(mine)} / ${digits(theirs)}`;
  return `| ${[
    row.row,
    row.ours,
    row.peer,
    `${row.rounds}`,
    `${digits(row.oursMedian)} ${row.unit}`,
    `${digits(row.peerMedian)} ${row.unit}`,
    `${row.othersShare > 0.08 ? '~' : ''}${row.ratio.toFixed(2)}`,
    goalWords(row),
    metWords(row),
    both(row.cpuSecondsPerGb, row.peerCpuSecondsPerGb),
    both(row.rssMiB, row.peerRssMiB),
  ].join(' | ')} |`;
}

const LINE = 22;
const LEFT = 470;
const WIDTH = 960;

/** A bar for every goal: how far our number is beyond it; left of the line is a goal not met. Logarithmic, pure. */
export function performancePlot({ rows }: BenchRun): string {
  const judged = rows.filter((row) => row.goal !== null);
  const height = 46 + LINE * judged.length;
  const scale = (factor: number): number =>
    Math.min(WIDTH - 90, Math.max(LEFT - 80, LEFT + 80 + 130 * Math.log2(factor) * 0.7));
  const one = scale(1);
  const bars = judged.map((row, at) => {
    const factor = factorOf(row);
    const end = scale(factor);
    const top = 40 + LINE * at;
    const colour = row.met === true ? '#2f6f4f' : '#b3261e';
    return [
      `<text x="${LEFT - 90}" y="${top + 12}" text-anchor="end">${escaped(`${row.target}: ${row.row}`)}</text>`,
      `<rect x="${Math.min(one, end).toFixed(1)}" y="${top}" width="${Math.max(1, Math.abs(end - one)).toFixed(1)}" height="15" fill="${colour}"/>`,
      `<text x="${(Math.max(one, end) + 6).toFixed(1)}" y="${top + 12}">${factor.toFixed(2)} x</text>`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="11">`,
    '<title>Each row of the bench as its ratio to the goal</title>',
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="${one}" y="16" text-anchor="middle">goal</text>`,
    `<text x="${one + 40}" y="30">better than the goal →</text>`,
    `<line x1="${one}" x2="${one}" y1="22" y2="${height}" stroke="#444444"/>`,
    ...bars,
    '</svg>',
    '',
  ].join('\n');
}

function factorOf({ goal, ratio }: BenchRow): number {
  if (goal === null) throw new Error('a row without a goal has no factor');
  return 'atLeast' in goal ? ratio / goal.atLeast : goal.atMost / Math.max(ratio, 1e-6);
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
