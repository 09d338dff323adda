import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { killPage, problemsOf } from './killReport.ts';
import { runFullDisk } from './runFullDisk.ts';
import { runKill } from './runKill.ts';

const project = join(import.meta.dirname, '../../..');
const FULL = { rounds: 200, disks: 25, lanes: 2 };

const USAGE = `Usage: npm run campaign -- kill [--rounds N] [--full-disks N] [--seed N] [--lanes N]
  --rounds N      how many kills (${FULL.rounds})
  --full-disks N  how many times a disk is filled up (${FULL.disks})
  --seed N        of everything that is drawn (1)
  --lanes N       benches side by side (${FULL.lanes})
The page docs/campaigns/kill.md is written by a full run only. It ends by itself.
Exit code: 0 no problem, 1 otherwise, 2 a wrong command line
`;

/** `npm run campaign -- kill`: kills agent and station in the middle of everything, and fills their disks. Answers the exit code. */
export async function runKillCommand(argv: readonly string[], write: (text: string) => void): Promise<number> {
  const startedAt = new Date().toISOString();
  const startedMs = performance.now();
  const asked = readArguments(argv);
  if ('problem' in asked) {
    process.stderr.write(`${asked.problem}\n${USAGE}`);
    return 2;
  }
  const { rounds, disks, seed, lanes } = asked;
  const played = await runKill({ rounds, seed, lanes, progress: write });
  const fullDisk = await runFullDisk(disks, seed, write);
  if (rounds >= FULL.rounds && disks >= FULL.disks) {
    const target = join(project, 'docs/campaigns/kill.md');
    mkdirSync(dirname(target), { recursive: true });
    const elapsedMs = performance.now() - startedMs;
    const facts = { startedAt, elapsedMs, command: 'npm run campaign -- kill', seed, planned: rounds };
    writeFileSync(target, killPage(facts, played, fullDisk));
  }
  const problems = problemsOf(played, fullDisk);
  for (const problem of problems.slice(0, 50)) write(`${problem}\n`);
  write(`${played.length} of ${rounds} kills, ${fullDisk.played.length} full disks, ${problems.length} problems\n`);
  return played.length === rounds && problems.length === 0 ? 0 : 1;
}

type Asked = { rounds: number; disks: number; seed: number; lanes: number };

function readArguments(argv: readonly string[]): Asked | { problem: string } {
  try {
    const text = (value: number) => ({ type: 'string', default: String(value) }) as const;
    const options = {
      ...{ rounds: text(FULL.rounds), 'full-disks': text(FULL.disks), seed: text(1), lanes: text(FULL.lanes) },
    };
    const { values } = parseArgs({ args: [...argv], options });
    const { rounds, seed, lanes, 'full-disks': disks } = values;
    const asked = { rounds: Number(rounds), disks: Number(disks), seed: Number(seed), lanes: Number(lanes) };
    const whole = Object.values(asked).every((value) => Number.isInteger(value) && value >= 0 && value <= 10_000);
    return whole && asked.lanes > 0 ? asked : { problem: 'All of them take whole numbers from 0 to 10000.' };
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) };
  }
}
