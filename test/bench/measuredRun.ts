import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { ControlGroup } from './controlGroup.ts';
import { type DriveCounters, MovementWindow } from './driveCounters.ts';

export type Command = {
  readonly argv: readonly string[];
  /** The drives it works on; a drive belongs to one command. */
  readonly devices: readonly string[];
  readonly exitCodes: readonly number[];
};

export type Measured = {
  readonly wallMs: number;
  /** Time in which the drives' counters moved. */
  readonly windowMs: number;
  readonly cpuSeconds: number;
  /** CPU time by time in the middle of the run, where neither start nor end of the processes count; 1 is a whole core. */
  readonly steadyCpuShare: number;
  /** Sum over the processes of the largest resident memory of each, shared pages counted again for every one. */
  readonly rssBytes: number;
  /** Sum of what the processes really take of the memory, a shared page counted once in all. */
  readonly pssBytes: number;
  /** Share of the whole computer that programs of others took meanwhile; what the kernel does for the drives is not theirs. */
  readonly othersShare: number;
  readonly moved: readonly DriveCounters[];
  readonly outputs: readonly string[];
};

const LOOK_MS = 20;
const LOOKS_A_MEMORY = 12;

/** Joins the control group before anything else and then becomes the program: also its first instruction is counted. */
const JOIN = 'n=$1; shift; while [ "$n" -gt 0 ]; do echo $$ > "$1"; shift; n=$((n-1)); done; exec "$@"';

/** Runs the commands at the same time and measures them together. Throws when one ends otherwise than it should. */
export async function measure(group: ControlGroup, commands: readonly Command[], everyMs: number): Promise<Measured> {
  const cpuBefore = group.cpuSeconds();
  const othersBefore = othersSeconds(group);
  const window = new MovementWindow(
    commands.flatMap(({ devices }) => devices),
    everyMs,
  );
  const startedMs = performance.now();
  const runs = commands.map((command) => start(group, command));
  const memory = new Map<number, { rss: number; pss: number }>();
  const marks: { atMs: number; cpuSeconds: number }[] = [];
  const watch = setInterval(() => {
    marks.push({ atMs: performance.now() - startedMs, cpuSeconds: group.cpuSeconds() - cpuBefore });
    // To look at the memory of many costs more than they do: with every look, the look would be what is measured.
    if (marks.length % LOOKS_A_MEMORY === 1) for (const { pid } of runs) noteMemory(memory, pid);
  }, LOOK_MS);
  try {
    const outputs = await Promise.all(runs.map(({ ended }) => ended));
    const wallMs = performance.now() - startedMs;
    const { windowMs, moved } = window.end();
    const sum = (of: (one: { rss: number; pss: number }) => number): number =>
      [...memory.values()].reduce((total, one) => total + of(one), 0);
    return {
      wallMs,
      windowMs,
      cpuSeconds: group.cpuSeconds() - cpuBefore,
      steadyCpuShare: steadyShare(marks, wallMs),
      rssBytes: sum(({ rss }) => rss),
      pssBytes: sum(({ pss }) => pss),
      othersShare: (othersSeconds(group) - othersBefore) / (wallMs / 1000) / availableParallelism(),
      moved,
      outputs,
    };
  } finally {
    clearInterval(watch);
  }
}

function steadyShare(marks: readonly { atMs: number; cpuSeconds: number }[], wallMs: number): number {
  const middle = marks.filter(({ atMs }) => atMs > 0.2 * wallMs && atMs < 0.9 * wallMs);
  const [first, last] = [middle[0], middle.at(-1)];
  if (first === undefined || last === undefined || last.atMs === first.atMs) return 0;
  return (last.cpuSeconds - first.cpuSeconds) / ((last.atMs - first.atMs) / 1000);
}

/** CPU time outside the kernel of all programs but the group's and this one. */
function othersSeconds(group: ControlGroup): number {
  const [, user = 0, nice = 0] = (readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? '').split(/\s+/).map(Number);
  const TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux of this architecture
  return (user + nice) / TICKS_PER_SECOND - group.userSeconds() - process.cpuUsage().user / 1e6;
}

function start(group: ControlGroup, { argv, exitCodes = [0] }: Command): { pid: number; ended: Promise<string> } {
  const joined = ['-c', JOIN, 'join', `${group.procs.length}`, ...group.procs, ...argv];
  const child = spawn('/bin/sh', joined, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' });
  const { pid } = child;
  if (pid === undefined) throw new Error('/bin/sh did not start');
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code !== null && exitCodes.includes(code)) resolve(output);
      else
        reject(
          new Error(`${argv.join(' ')}\nended with ${code ?? signal}: ${errors.slice(-2000)}${output.slice(-1000)}`),
        );
    });
  });
  return { pid, ended };
}

function noteMemory(memory: Map<number, { rss: number; pss: number }>, pid: number): void {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  } catch {
    return; // it has ended
  }
  const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0);
  const before = memory.get(pid) ?? { rss: 0, pss: 0 };
  memory.set(pid, {
    rss: Math.max(before.rss, kilobytes('Rss') * 1024),
    pss: Math.max(before.pss, kilobytes('Pss') * 1024),
  });
}
