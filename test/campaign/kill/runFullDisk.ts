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
  TROUBLES,
  type Trouble,
} from './fullDiskRound.ts';
import { foldersUnder, startKillBench } from './killBench.ts';
import { mountSmallDisk, namespaceArgv, type SmallDisk, unmountSmallDisk } from './smallDisk.ts';
import { askForWipe, nothingAnswered } from './work.ts';

/** `skipped` says what could not be tried here, and why; `null` when everything was. */
export type FullDiskResult = { readonly played: readonly PlayedFullDisk[]; readonly skipped: string | null };

const MIB = 1024 * 1024;
const SIZES: Readonly<Record<FullDisk, number>> = { agent: 16 * MIB, station: 32 * MIB, uploads: 16 * MIB };
const FOLDERS = { agent: 'agentState', station: 'stationHome', uploads: 'uploads' } as const;
const LEFT_ROOM: Readonly<Record<Trouble, string>> = { full: 'blocks free', fsync: 'more calls of fsync' };
const RESULT = 'full-disk-result ';

/** What can be tried here, and why the rest cannot. */
export function troublesHere(): { readonly troubles: readonly Trouble[]; readonly skipped: string | null } {
  const namespace = namespaceArgv();
  const noSmallDisk = 'why' in namespace ? `full disks: ${namespace.why}` : null;
  const noFsync = noFsyncShim === null ? null : `fsync that fails: ${noFsyncShim}`;
  const troubles: Trouble[] = [
    ...(noSmallDisk === null ? ['full' as const] : []),
    ...(noFsync === null ? ['fsync' as const] : []),
  ];
  return { troubles, skipped: [noSmallDisk, noFsync].filter((why) => why !== null).join('; ') || null };
}

/** Plays rounds of full disks in a process that may mount small disks of its own. */
export async function runFullDisk(
  rounds: number,
  seed: number,
  progress: (words: string) => void,
): Promise<FullDiskResult> {
  const { troubles, skipped } = troublesHere();
  if (skipped !== null) progress(`skipped: ${skipped}\n`);
  if (troubles.length === 0) return { played: [], skipped };
  const namespace = namespaceArgv();
  const inside = 'why' in namespace ? [] : namespace;
  const [program = '', ...argv] = [
    ...[...inside, process.execPath, import.meta.filename, String(rounds), String(seed), ...troubles],
  ];
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
  return { played: JSON.parse(output.slice(RESULT.length)) as PlayedFullDisk[], skipped };
}

/** Inside the namespace, where there is one. */
async function play(rounds: number, seed: number, troubles: readonly Trouble[]): Promise<PlayedFullDisk[]> {
  const root = mkdtempSync(join(tmpdir(), 'wb-full-'));
  const folders = foldersUnder(root);
  try {
    const shim = noFsyncShim === null ? buildFsyncShim(root) : null;
    const disks = new Map<string, SmallDisk>();
    for (const disk of DISKS) {
      if (troubles.includes('full')) disks.set(`full ${disk}`, mountSmallDisk(folders[FOLDERS[disk]], SIZES[disk]));
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
      for (const round of drawFullDisks(rounds, random, troubles)) {
        const disk = disks.get(`${round.trouble} ${round.disk}`);
        if (disk === undefined) throw new Error(`no disk for ${round.trouble} ${round.disk}`);
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
    if (troubles.includes('full')) for (const disk of DISKS) unmountSmallDisk(folders[FOLDERS[disk]]);
    rmSync(root, { recursive: true, force: true });
  }
}

function lineOf({ number, disk, trouble, room, act }: PlayedFullDisk): string {
  return `full disk ${number}. ${disk}'s disk with ${room} ${LEFT_ROOM[trouble]} while ${act}`;
}

if (process.argv[1] === import.meta.filename) {
  const [rounds, seed, ...wanted] = process.argv.slice(2);
  const troubles = TROUBLES.filter((trouble) => wanted.includes(trouble));
  const played = await play(Number(rounds), Number(seed), troubles);
  process.stdout.write(`${RESULT}${JSON.stringify(played)}\n`);
}
