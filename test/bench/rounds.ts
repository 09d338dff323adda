import { execFileSync } from 'node:child_process';
import { type Contestant, withReservedPages } from './contestants.ts';
import type { ControlGroup } from './controlGroup.ts';
import { type Measured, measure } from './measuredRun.ts';
import type { Target } from './targets.ts';

/** What a contestant did on a target, a number for every round. */
export type Result = {
  readonly name: string;
  readonly bytes: number;
  readonly gbPerSecond: readonly number[];
  readonly cpuSecondsPerGb: readonly number[];
  readonly rssMiB: readonly number[];
  readonly pssMiB: readonly number[];
  readonly wallMs: readonly number[];
  /** Time from the first movement of a drive to the last. */
  readonly windowMs: readonly number[];
  /** Wall time in which the drive stood still: start, end and breaks of the tool. */
  readonly idleMs: readonly number[];
  readonly steadyCpuShare: readonly number[];
  /** The most that others took of the computer in a round that counts. */
  readonly othersShare: number;
  readonly outputs: readonly (readonly string[])[];
};

export type Heat = ReadonlyMap<Contestant, Result>;

export type HeatOptions = {
  readonly group: ControlGroup;
  readonly target: Target;
  readonly contestants: readonly Contestant[];
  readonly rounds: number;
  /** Those who run again after that, asked after each round, until there are none or so many rounds were made. */
  readonly more?: { readonly mostRounds: number; readonly stillOpen: (heat: Heat) => ReadonlySet<Contestant> };
  /** Puts the drives into the state that the contestants expect. Not measured. */
  readonly before?: Contestant;
  readonly repeats: { left: number };
  readonly say: (line: string) => void;
};

/**
 * Runs all contestants in turn on the same target, the order reversed in every other round and begun with another one each time, so that no place in it
 * favours anybody.
 */
export async function runHeat({
  group,
  target,
  contestants,
  rounds,
  more,
  before,
  repeats,
  say,
}: HeatOptions): Promise<Heat> {
  const runs = new Map<Contestant, Measured[]>(contestants.map((contestant) => [contestant, []]));
  if (before !== undefined) await runOnce(group, target, before);
  const soFar = (): Heat =>
    new Map([...runs].map(([contestant, measured]) => [contestant, resultOf(contestant, target, measured)]));
  for (let round = 0; round < Math.max(rounds, more?.mostRounds ?? 0); round += 1) {
    const open = round < rounds ? null : (more?.stillOpen(soFar()) ?? null);
    const running = open === null ? contestants : contestants.filter((contestant) => open.has(contestant));
    if (running.length === 0) break;
    const first = round % running.length;
    const turned = [...running.slice(first), ...running.slice(0, first)];
    for (const contestant of round % 2 === 0 ? turned : turned.toReversed()) {
      const run = await runQuietly(group, target, contestant, repeats, say);
      runs.get(contestant)?.push(run);
      const speed = gbPerSecond(target, contestant, run).toFixed(2);
      say(
        `  round ${round + 1}: ${contestant.name}: ${speed} GB/s, CPU ${cpuPerGb(target, contestant, run).toFixed(3)} s/GB, ${run.wallMs.toFixed(0)} ms`,
      );
    }
  }
  return soFar();
}

const MOST_OTHERS = 0.08;
const TRIES = 3;

/** Runs again when others used the computer meanwhile; after some tries the least disturbed one counts. */
async function runQuietly(
  group: ControlGroup,
  target: Target,
  contestant: Contestant,
  repeats: HeatOptions['repeats'],
  say: HeatOptions['say'],
): Promise<Measured> {
  let best: Measured | null = null;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const run = await runOnce(group, target, contestant);
    const wrong = disagreement(contestant, target, run);
    // Somebody else's look at a new drive counts too. What the contestant itself does wrong, it does every time.
    if (wrong !== null && tries + 1 === TRIES && best === null) throw new Error(wrong);
    if (wrong !== null) {
      say(`  again: ${wrong.trimEnd()}`);
      continue;
    }
    if (best === null || run.othersShare < best.othersShare) best = run;
    if (best.othersShare <= MOST_OTHERS || repeats.left <= 0) break;
    if (tries + 1 < TRIES) repeats.left -= 1;
  }
  if (best === null) throw new Error(`${contestant.name} took no part`);
  if (best.othersShare > MOST_OTHERS)
    say(`  disturbed: others took ${(100 * best.othersShare).toFixed(0)} % of the computer`);
  return best;
}

/** What the drive's counters say against what the contestant must have done; `null` when they agree. */
function disagreement({ name, must }: Contestant, { devices, sizeBytes }: Target, run: Measured): string | null {
  for (const [at, moved] of run.moved.entries()) {
    const wrong =
      (must === 'write-all' && moved.writtenBytes !== sizeBytes) ||
      (must === 'read-all' && moved.readBytes !== sizeBytes);
    if (!wrong) continue;
    const counted = `${moved.writtenBytes} written and ${moved.readBytes} read`;
    return `${name}: ${devices[at]} of ${sizeBytes} bytes counted ${counted}\n${run.outputs[at] ?? ''}`;
  }
  return null;
}

async function runOnce(group: ControlGroup, target: Target, contestant: Contestant): Promise<Measured> {
  const { devices, sizeBytes } = target;
  for (const device of devices) execFileSync('/usr/sbin/blockdev', ['--flushbufs', device]);
  const commands = contestant.argv(devices, sizeBytes);
  const together = commands.length === devices.length;
  // A command for all drives is watched on all of them; a lone program still is one process.
  const run = (): Promise<Measured> =>
    measure(
      group,
      commands.map((argv, at) => ({
        argv,
        devices: together ? devices.slice(at, at + 1) : devices,
        exitCodes: contestant.exitCodes ?? [0],
      })),
      devices.length > 8 ? 20 : 2,
    );
  const measured = contestant.reservedPages === true ? await withReservedPages(devices.length, run) : await run();
  return measured;
}

/** The numbers of a contestant's runs, round by round. */
export function resultOf(
  contestant: Contestant,
  target: Pick<Target, 'devices' | 'sizeBytes'>,
  runs: readonly Measured[],
): Result {
  return {
    name: contestant.name,
    bytes: bytesOf(target, contestant),
    gbPerSecond: runs.map((run) => gbPerSecond(target, contestant, run)),
    cpuSecondsPerGb: runs.map((run) => cpuPerGb(target, contestant, run)),
    rssMiB: runs.map(({ rssBytes }) => rssBytes / 1024 / 1024),
    pssMiB: runs.map(({ pssBytes }) => pssBytes / 1024 / 1024),
    wallMs: runs.map(({ wallMs }) => wallMs),
    idleMs: runs.map(({ wallMs, windowMs }) => Math.max(0, wallMs - windowMs)),
    steadyCpuShare: runs.map(({ steadyCpuShare }) => steadyCpuShare),
    othersShare: Math.max(...runs.map(({ othersShare }) => othersShare)),
    windowMs: runs.map(({ windowMs }) => windowMs),
    outputs: runs.map(({ outputs }) => outputs),
  };
}

type Size = Pick<Target, 'devices' | 'sizeBytes'>;
const bytesOf = ({ devices, sizeBytes }: Size, { divisor = 1 }: Contestant): number =>
  (devices.length * sizeBytes) / divisor;
const gbPerSecond = (target: Size, contestant: Contestant, { windowMs }: Measured): number =>
  windowMs === 0 ? 0 : bytesOf(target, contestant) / windowMs / 1e6;
const cpuPerGb = (target: Size, contestant: Contestant, { cpuSeconds }: Measured): number =>
  cpuSeconds / (bytesOf(target, contestant) / 1e9);

/** The middle value; of an even number the lower of the two in the middle. Throws for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error('there is no median of nothing');
  return middle;
}
