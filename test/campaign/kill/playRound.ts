import { readFileSync } from 'node:fs';
import { comeToRest } from './comeToRest.ts';
import { gatherEvidence } from './gatherEvidence.ts';
import { judgeKill } from './judgeKill.ts';
import type { KillBench } from './killBench.ts';
import { type KillEvidence, LEFT, type Left } from './killEvidence.ts';
import type { KillRound } from './killRound.ts';
import { leftBehind, tearLine } from './leftBehind.ts';
import { ledgerPath, untilMoment, watch } from './moments.ts';
import { doubtsSince } from './paperCount.ts';
import { type Answered, askForExport, askForReprint, askForWipe } from './work.ts';

export type PlayedRound = KillRound & {
  /** Whether the fact came while the act was under way. */
  readonly inTheAct: boolean;
  readonly torn: boolean;
  readonly left: readonly Left[];
  /** What of the start's words speaks of repairs. */
  readonly repaired: readonly string[];
  readonly problems: readonly string[];
  readonly elapsedMs: number;
};

/** What a bench has been told over all its rounds. */
export type BenchStory = { readonly answered: Answered; readonly random: () => number };

const REPAIRS = new Set<string>(Object.values(LEFT).flat());
const MOST_EXPORTED = 2;

/** One round: an act, a kill in the middle of it, the next start, and everything looked at once it has come to rest. */
export async function playRound(
  bench: KillBench,
  round: KillRound,
  story: BenchStory,
): Promise<{ readonly played: PlayedRound; readonly evidence: KillEvidence | null }> {
  const startedMs = performance.now();
  const result = { ...round, inTheAct: false, torn: false, left: [] as Left[], repaired: [] as string[] };
  const done = (problems: readonly string[], evidence: KillEvidence | null) => ({
    played: { ...result, problems, elapsedMs: performance.now() - startedMs },
    evidence,
  });
  try {
    bench.printer.set({ printMs: round.printMs });
    const seen = watch(round, bench);
    const jobs = story.answered.jobIds.length;
    const asked = ask(bench, round, story.answered);
    // What follows a wipe is seen in files, and has no end that a call would tell.
    const over = asked.then(() => (story.answered.jobIds.length > jobs ? new Promise(() => undefined) : undefined));
    result.inTheAct = await untilMoment(round, seen, over);
    await bench.kill(round.victim);
    // What the kill cuts off is rejected; whether that was right is judged by what was left. Nothing is asked of those who start again.
    await Promise.allSettled([asked]);
    const askedBefore = round.victim === 'agent' ? null : bench.printer.asked();
    const before = wholeLines(readFileSync(ledgerPath(bench.folders)));
    if (round.victim !== 'station') result.torn = tearLine(bench, round.tear, story.random);
    result.left = leftBehind(bench, round.victim);
    const restartedAt = new Date().toISOString();
    await bench.start();
    let mirror = await comeToRest(bench, askedBefore);
    if (round.act === 'exporting') {
      await askForExport(bench, MOST_EXPORTED, story.answered);
      mirror = await comeToRest(bench, null);
    }
    const { notices } = await bench.snapshot();
    const said = [...notices.map(({ reason }) => reason.code), ...doubtsSince(bench.station.database, restartedAt)];
    result.repaired = [...new Set(said.filter((code) => REPAIRS.has(code)))];
    const { jobIds, exports } = story.answered;
    const evidence = await gatherEvidence(bench, { jobIds, exports, before, left: result.left, said, mirror });
    return done(judgeKill(evidence), evidence);
  } catch (cause) {
    const why = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    return done([`the bench did not come to rest: ${why}\n${bench.logs()}`], null);
  }
}

/** Asks for the act; ends with the last answer. */
async function ask(bench: KillBench, { act, number, fact }: KillRound, answered: Answered): Promise<void> {
  if (act === 'exporting') return askForExport(bench, MOST_EXPORTED, answered);
  if (act === 'printing' && fact !== 'label-queued') await askForReprint(bench, answered);
  await askForWipe(bench, number, answered);
}

function wholeLines(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
}
