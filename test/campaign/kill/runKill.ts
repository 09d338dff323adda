import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../fixtures/uploads/seededRandom.ts';
import { comeToRest } from './comeToRest.ts';
import { foldersUnder, type KillBench, startKillBench, waitUntil } from './killBench.ts';
import type { KillEvidence } from './killEvidence.ts';
import { drawRounds, type KillRound } from './killRound.ts';
import { type PlayedRound, playRound } from './playRound.ts';
import { askForWipe, nothingAnswered } from './work.ts';

export type KillOptions = {
  readonly rounds: number;
  readonly seed: number;
  /** Benches that are ill-treated side by side. */
  readonly lanes: number;
  readonly progress: (words: string) => void;
  /** Looks at each bench at its end, before it is taken down. */
  readonly atEnd?: (bench: KillBench, evidence: KillEvidence) => Promise<void>;
};

/** A bench is given up for a new one after so many rounds, so that looking at all of its evidence stays quick. */
const ROUNDS_OF_A_BENCH = 20;

/** Kills processes of whole benches at drawn moments, and answers what came of it. */
export async function runKill(options: KillOptions): Promise<PlayedRound[]> {
  const rounds = drawRounds(options.rounds, seededRandom(options.seed));
  const each = Math.min(ROUNDS_OF_A_BENCH, Math.ceil(rounds.length / options.lanes));
  const shares: KillRound[][] = [];
  for (let at = 0; at < rounds.length; at += each) shares.push(rounds.slice(at, at + each));
  const played: PlayedRound[] = [];
  const lane = async () => {
    for (let share = shares.shift(); share !== undefined; share = shares.shift())
      await playOnOneBench(share, options, (one) => played.push(one));
  };
  await Promise.all(Array.from({ length: options.lanes }, lane));
  return played.sort((one, other) => one.number - other.number);
}

async function playOnOneBench(
  rounds: readonly KillRound[],
  { seed, progress, atEnd }: KillOptions,
  onPlayed: (round: PlayedRound) => void,
): Promise<void> {
  // A socket's path may have 107 bytes at most.
  const root = mkdtempSync(join(tmpdir(), 'wb-kill-'));
  const random = seededRandom(seed * 1000 + (rounds[0]?.number ?? 0));
  try {
    const bench = await startKillBench(foldersUnder(root), random);
    try {
      const story = { answered: nothingAnswered(), random };
      await askForWipe(bench, 0, story.answered);
      await waitUntil('the first certificate', async () => {
        const { rows } = await bench.window().call('certificates.list', { search: '', limit: 1, before: null });
        return rows.length > 0 ? true : null;
      });
      await comeToRest(bench, null);
      let last: KillEvidence | null = null;
      for (const round of rounds) {
        const { played, evidence } = await playRound(bench, round, story);
        onPlayed(played);
        progress(lineOf(played));
        last = evidence;
        // A bench that did not come to rest would only say the same again.
        if (evidence === null) break;
      }
      if (last !== null) await atEnd?.(bench, last);
    } finally {
      await bench.stop();
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function lineOf({ number, act, victim, fact, delayMs, left, problems, elapsedMs }: PlayedRound): string {
  const found = left.length === 0 ? '' : `, left: ${left.map(({ kind }) => kind).join(', ')}`;
  const wrong = problems.map((problem) => `\n    PROBLEM: ${problem}`).join('');
  return `${number}. ${victim} killed while ${act}, ${delayMs} ms after ${fact}${found} (${(elapsedMs / 1000).toFixed(1)} s)${wrong}\n`;
}
