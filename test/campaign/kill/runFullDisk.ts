import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFsyncShim, noFsyncShim } from '../../fixtures/shim/fsyncShim.ts';
import { seededRandom } from '../../fixtures/uploads/seededRandom.ts';
import { comeToRest } from './comeToRest.ts';
import {
  DISKS,
  drawFullDisks,
  type FullDisk,
  type PlayedFullDisk,
  playFullDisk,
  type Trouble,
} from './fullDiskRound.ts';
import { foldersUnder, startKillBench } from './killBench.ts';
import { mountSmallDisk, namespaceArgv, type SmallDisk, unmountSmallDisk } from './smallDisk.ts';
import { askForWipe, nothingAnswered } from './work.ts';

export type FullDiskResult = { readonly played: readonly PlayedFullDisk[] } | { readonly skipped: string };

const MIB = 1024 * 1024;
const SIZES: Readonly<Record<FullDisk, number>> = { agent: 16 * MIB, station: 32 * MIB, uploads: 16 * MIB };
const FOLDERS = { agent: 'agentState', station: 'stationHome', uploads: 'uploads' } as const;
const LEFT_ROOM: Readonly<Record<Trouble, string>> = { full: 'blocks free', fsync: 'more calls of fsync' };
const RESULT = 'full-disk-result ';

/** Plays rounds of full disks in a process that may mount small disks of its own; answers why not where the system gives none. */
export async function runFullDisk(
  rounds: number,
  seed: number,
  progress: (words: string) => void,
): Promise<FullDiskResult> {
  const namespace = namespaceArgv();
  if ('why' in namespace) return { skipped: namespace.why };
  const [program = '', ...options] = namespace;
  const argv = [...options, process.execPath, import.meta.filename, String(rounds), String(seed)];
  const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    for (let end = output.indexOf('\n'); end >= 0 && !output.startsWith(RESULT); end = output.indexOf('\n')) {
      progress(output.slice(0, end + 1));
      output = output.slice(end + 1);
    }
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0 || !output.startsWith(RESULT)) throw new Error(`the rounds of full disks ended with ${code}`);
  return { played: JSON.parse(output.slice(RESULT.length)) as PlayedFullDisk[] };
}

/** Inside the namespace. */
async function play(rounds: number, seed: number): Promise<PlayedFullDisk[]> {
  const root = mkdtempSync(join(tmpdir(), 'wb-full-'));
  const folders = foldersUnder(root);
  try {
    const shim = noFsyncShim === null ? buildFsyncShim(root) : null;
    const disks = new Map<string, SmallDisk>();
    for (const disk of DISKS) {
      disks.set(`full ${disk}`, mountSmallDisk(folders[FOLDERS[disk]], SIZES[disk]));
      const fill = (room: number) => shim?.fail(folders[FOLDERS[disk]], room);
      disks.set(`fsync ${disk}`, { fill, makeRoom: () => shim?.succeed() });
    }
    const random = seededRandom(seed + 77);
    const bench = await startKillBench(folders, () => 1, shim?.environment);
    try {
      const story = { answered: nothingAnswered(), random };
      await askForWipe(bench, 0, story.answered);
      await comeToRest(bench, null);
      const played: PlayedFullDisk[] = [];
      for (const round of drawFullDisks(rounds, random)) {
        const disk = disks.get(`${round.trouble} ${round.disk}`);
        if (disk === undefined || (round.trouble === 'fsync' && shim === null)) {
          process.stdout.write(`skipped: fsync that fails, ${noFsyncShim}\n`);
          continue;
        }
        const one = await playFullDisk(bench, round, disk, story);
        played.push(one);
        const wrong = one.problems.map((problem) => `; PROBLEM: ${problem.replaceAll('\n', ' | ')}`).join('');
        const said = one.fitted ? 'it fitted' : `said: ${one.said.join(', ')}`;
        process.stdout.write(`${lineOf(one)}: ${said} (${(one.elapsedMs / 1000).toFixed(1)} s)${wrong}\n`);
        if (one.problems.length > 0) break;
      }
      return played;
    } finally {
      await bench.stop();
    }
  } finally {
    for (const disk of DISKS) unmountSmallDisk(folders[FOLDERS[disk]]);
    rmSync(root, { recursive: true, force: true });
  }
}

function lineOf({ number, disk, trouble, room, act }: PlayedFullDisk): string {
  return `full disk ${number}. ${disk}'s disk with ${room} ${LEFT_ROOM[trouble]} while ${act}`;
}

if (process.argv[1] === import.meta.filename) {
  const [rounds, seed] = process.argv.slice(2).map(Number);
  const played = await play(rounds ?? 0, seed ?? 0);
  process.stdout.write(`${RESULT}${JSON.stringify(played)}\n`);
}
