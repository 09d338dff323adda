/// <reference lib="dom" />
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { executablePath } from '../../fixtures/window/chromium.ts';
import { machineWords } from '../machineWords.ts';
import { withSection } from '../pageSection.ts';
import { percentile, type StoreRow, storeRow } from '../store/storeRow.ts';
import { cpuSecondsOf } from './cpuShare.ts';
import { BAYS, type LiveBench, startLiveBench } from './liveBench.ts';
import { type Frames, watchFrames } from './watchFrames.ts';
import { WINDOW, windowSection } from './windowPage.ts';

const PROJECT = join(import.meta.dirname, '../../..');
const STATION_LIMIT_PERCENT = 10;
/** Frames that are lost by chance: two of a thousand are not seen, and an idle bench often loses none at all. */
const CHANCE_PERCENT = 0.2;
const USAGE = `Usage: npm run bench -- window [--rounds N] [--seconds N] [--json FILE] [--write-page]
  --rounds      each round watches idle, live, live, idle, or the other way round (4)
  --seconds     how long each is watched (10)
  --write-page  writes the window's section of docs/performance.md
Exit code: 0 every goal is met, 1 one is not, 2 a wrong command line
`;

type Watched = Frames & { readonly live: boolean; readonly stationPercent: number; readonly toldPerSecond: number };

/** `npm run bench -- window`: frames of the window and CPU of the station with 48 live bays, beside the same bench idle. Answers the exit code. */
export async function runWindowBench(argv: readonly string[], write: (text: string) => void): Promise<number> {
  const asked = readArguments(argv);
  if ('problem' in asked) {
    process.stderr.write(`${asked.problem}\n${USAGE}`);
    return 2;
  }
  const startedMs = performance.now();
  const browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const bench = await startLiveBench();
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(bench.url);
    await page.locator(`[data-bay-key="bay-${BAYS}"][data-duty="start"]`).waitFor({ timeout: 120_000 });
    const watched = await watchRounds(bench, page, asked, (line) => write(`${line}\n`));
    const rows = rowsOf(watched);
    for (const row of rows) {
      const met = row.met === null ? '' : row.met ? '  met' : '  NOT MET';
      write(`${row.row}: live ${row.oursValue.toFixed(2)} ${row.unit}, beside ${row.peerValue.toFixed(2)}${met}\n`);
    }
    mkdirSync(dirname(asked.jsonPath), { recursive: true });
    writeFileSync(asked.jsonPath, `${JSON.stringify({ rows, watched }, null, 1)}\n`);
    if (asked.writePage) {
      const file = join(PROJECT, 'docs/performance.md');
      const live = watched.filter((one) => one.live);
      const section = windowSection({
        ...{ rows, rounds: asked.rounds, watchSeconds: asked.seconds, machine: machineWords() },
        toldPerSecond: percentile(
          live.map(({ toldPerSecond }) => toldPerSecond),
          0.5,
        ),
        seconds: (performance.now() - startedMs) / 1000,
        browser: `Chromium ${browser.version()}, headless`,
      });
      writeFileSync(file, withSection(readFileSync(file, 'utf8'), WINDOW, section));
    }
    return rows.some(({ met }) => met === false) ? 1 : 0;
  } finally {
    await browser.close();
    await bench.stop();
  }
}

async function watchRounds(
  bench: LiveBench,
  page: Page,
  asked: Asked,
  say: (line: string) => void,
): Promise<Watched[]> {
  const watched: Watched[] = [];
  let live = false;
  for (let round = 0; round < asked.rounds; round += 1) {
    const order = round % 2 === 0 ? [false, true, true, false] : [true, false, false, true];
    for (const wanted of order) {
      if (wanted !== live) await (wanted ? bench.startAll() : bench.stopAll());
      live = wanted;
      await comesToRest(page, live);
      const before = live ? await sharesOf(page) : [];
      const [cpu, told, atMs] = [cpuSecondsOf(bench.stationPid), bench.told(), performance.now()];
      const frames = await watchFrames(page, asked.seconds * 1000);
      const seconds = (performance.now() - atMs) / 1000;
      const stationPercent = ((cpuSecondsOf(bench.stationPid) - cpu) / seconds) * 100;
      const toldPerSecond = (bench.told() - told) / seconds;
      if (live) expectMoved(before, await sharesOf(page));
      watched.push({ ...frames, live, stationPercent, toldPerSecond });
      say(
        `  round ${round + 1}, ${live ? 'live' : 'idle'}: ${((frames.frames / frames.elapsedMs) * 1000).toFixed(1)} frames/s, ${(frames.droppedShare * 100).toFixed(2)} % dropped, ` +
          `${frames.longTasks} long tasks, longest ${frames.longestTaskMs.toFixed(0)} ms; station ${stationPercent.toFixed(1)} %, ${toldPerSecond.toFixed(0)} told/s`,
      );
    }
  }
  if (live) await bench.stopAll();
  return watched;
}

/** The window shows the bench as it is now, and what began or ended is over. */
async function comesToRest(page: Page, live: boolean): Promise<void> {
  await page.waitForFunction(
    ([count, wanted]) =>
      document.querySelectorAll('[data-bay-key][data-duty="running"]').length === (wanted ? count : 0),
    [BAYS, live] as const,
    { timeout: 120_000 },
  );
  await page.waitForTimeout(2000);
}

/** How far the bar of each bay is, from 0 to 1. */
function sharesOf(page: Page): Promise<number[]> {
  return page
    .locator('[data-bay-key] span[style*="scaleX"]')
    .evaluateAll((bars) => bars.map((bar) => new DOMMatrix((bar as HTMLElement).style.transform).a));
}

function expectMoved(before: readonly number[], after: readonly number[]): void {
  const moved = after.filter((share, bay) => share > (before[bay] ?? Number.POSITIVE_INFINITY)).length;
  if (before.length !== BAYS || moved !== BAYS) throw new Error(`only ${moved} of ${before.length} bays came further`);
}

function rowsOf(watched: readonly Watched[]): StoreRow[] {
  const median = (of: (one: Watched) => number, live: boolean) =>
    percentile(watched.filter((one) => one.live === live).map(of), 0.5);
  const row = (
    part: 'beside' | 'limit' | 'told',
    name: string,
    unit: string,
    of: (one: Watched) => number,
    limit = 0,
  ) => {
    const [live, idle] = [median(of, true), median(of, false)];
    const made = { part, row: name, ours: '48 live', peer: 'idle', unit, oursValue: live };
    if (part === 'limit') return storeRow({ ...made, peerValue: limit, goal: { atMost: 1 } });
    const met = part === 'told' ? null : live <= idle + limit;
    return { ...made, peerValue: idle, ratio: live / idle, goal: met === null ? null : { atMost: 1 }, met };
  };
  return [
    row('beside', 'frames dropped', '%', ({ droppedShare }) => droppedShare * 100, CHANCE_PERCENT),
    row('told', 'frames a second', '/s', ({ frames, elapsedMs }) => (frames / elapsedMs) * 1000),
    row('told', 'longest time between two frames', 'ms', ({ longestMs }) => longestMs),
    row('limit', 'longest task in the window', 'ms', ({ longestTaskMs }) => longestTaskMs, 100),
    row('limit', 'CPU of the station', '% of one core', ({ stationPercent }) => stationPercent, STATION_LIMIT_PERCENT),
    row('told', 'CPU of the station', '% of one core', ({ stationPercent }) => stationPercent),
  ];
}

type Asked = {
  readonly rounds: number;
  readonly seconds: number;
  readonly jsonPath: string;
  readonly writePage: boolean;
};

function readArguments(argv: readonly string[]): Asked | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        rounds: { type: 'string', default: '4' },
        seconds: { type: 'string', default: '10' },
        json: { type: 'string', default: join(PROJECT, 'test-output/bench/window.json') },
        'write-page': { type: 'boolean', default: false },
      },
    });
    const [rounds = 0, seconds = 0] = [values.rounds, values.seconds].map(Number);
    if (![rounds, seconds].every((number) => Number.isInteger(number) && number > 0))
      return { problem: 'Numbers are whole, from 1.' };
    return { rounds, seconds, jsonPath: values.json, writePage: values['write-page'] };
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) };
  }
}
