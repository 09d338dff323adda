import { readFileSync } from 'node:fs';
import { comeToRest } from './comeToRest.ts';
import { gatherEvidence } from './gatherEvidence.ts';
import { judgeKill } from './judgeKill.ts';
import { type KillBench, waitUntil } from './killBench.ts';
import { ACTS, type Act } from './killRound.ts';
import { ledgerPath } from './moments.ts';
import type { BenchStory } from './playRound.ts';
import type { SmallDisk } from './smallDisk.ts';
import { type Answered, askForExport, askForReprint, askForWipe, nothingAnswered } from './work.ts';

/** Whose disk is full. */
export const DISKS = ['agent', 'station', 'uploads'] as const;
export type FullDisk = (typeof DISKS)[number];

/** `full`: writing is refused. `fsync`: everything is written, and refused when it is to be made durable. */
export const TROUBLES = ['full', 'fsync'] as const;
export type Trouble = (typeof TROUBLES)[number];

export type FullDiskRound = {
  readonly number: number;
  readonly act: Act;
  readonly disk: FullDisk;
  readonly trouble: Trouble;
  /** What is left when the act begins, in blocks of 4096 bytes or in calls of fsync that still succeed. */
  readonly room: number;
};

export type PlayedFullDisk = FullDiskRound & {
  /** Codes of what was said of it: refusals, notices, states of the printer and of uploads. */
  readonly said: readonly string[];
  /** The act went through in the room that there was. */
  readonly fitted: boolean;
  readonly problems: readonly string[];
  readonly elapsedMs: number;
};

const WORDS_FOR_FULL = [
  ...['storage-full', 'record-waits-for-space', 'export-disk-full', 'store-write-failed', 'station-file-not-written'],
  ...['label-queue-failed', 'upload-folder-not-writable', 'upload-fault', 'ledger-damaged'],
  ...['certificate-not-issued', 'certificate-pdf-not-made'],
];

/** Which disks an act writes on. */
const WRITES: Readonly<Record<Act, readonly FullDisk[]>> = {
  sealing: ['agent'],
  issuing: ['agent', 'station'],
  printing: ['station'],
  exporting: ['station', 'agent'],
  uploading: ['uploads'],
};

/** About what an act just needs. */
const MOST_ROOM: Readonly<Record<Trouble, number>> = { full: 24, fsync: 12 };

/** Rounds of full disks: acts in turn, the room that is left drawn, from nothing to what an act may just need. Pure. */
export function drawFullDisks(
  rounds: number,
  random: () => number,
  troubles: readonly Trouble[] = TROUBLES,
): FullDiskRound[] {
  return Array.from({ length: rounds }, (_, index) => {
    const act = ACTS[index % ACTS.length] ?? 'sealing';
    const disks = WRITES[act];
    const disk = disks[Math.floor(random() * disks.length)] ?? 'agent';
    const trouble = troubles[index % troubles.length] ?? 'fsync';
    const room = Math.floor(random() ** 2 * MOST_ROOM[trouble]);
    return { number: index + 1, act, disk, trouble, room };
  });
}

/** One round: the disk is filled, the act is asked for, the station says so in words, room is made, and it goes on by itself. */
export async function playFullDisk(
  bench: KillBench,
  round: FullDiskRound,
  disk: SmallDisk,
  story: BenchStory,
): Promise<PlayedFullDisk> {
  const startedMs = performance.now();
  const now = nothingAnswered();
  let words: string[] = [];
  let fitted = false;
  const done = (problems: readonly string[]): PlayedFullDisk => {
    return { ...round, said: [...new Set(words)], fitted, problems, elapsedMs: performance.now() - startedMs };
  };
  try {
    const before = readFileSync(ledgerPath(bench.folders));
    const knownWords = await wordsOf(bench);
    disk.fill(round.room);
    const act = perform(bench, round, now);
    let answeredAll = false;
    act.then(
      () => {
        answeredAll = true;
      },
      () => {
        answeredAll = true;
      },
    );
    const saidOrDone = await waitUntil('words or the end of the act', async () => {
      const answered = answeredAll;
      const screen = difference(await wordsOf(bench), knownWords);
      words = [...now.refusals, ...screen].filter((code) => WORDS_FOR_FULL.includes(code));
      if (words.length > 0) return 'said' as const;
      return answered && (await isThrough(bench)) ? ('through' as const) : null;
    });
    fitted = saidOrDone === 'through';
    disk.makeRoom();
    await act.catch((cause: unknown) => now.refusals.push(`thrown: ${String(cause)}`));
    // A line that could not even be taken back: nothing is sealed any more until the next start has looked at it.
    if (words.includes('ledger-damaged')) {
      await bench.kill('agent');
      await bench.start();
    }
    const strange = now.refusals.filter((code) => !WORDS_FOR_FULL.includes(code)).map((code) => `refused: ${code}`);
    story.answered.jobIds.push(...now.jobIds);
    story.answered.exports.push(...now.exports);
    // There is room again: whoever was refused asks once more, everything else goes on by itself.
    if (now.refusals.length > 0) await perform(bench, round, story.answered);
    const mirror = await comeToRest(bench, null);
    const { jobIds, exports } = story.answered;
    const evidence = await gatherEvidence(bench, { jobIds, exports, before, left: [], said: words, mirror });
    return done([...judgeKill(evidence), ...strange]);
  } catch (cause) {
    const why = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    return done([`the bench did not come to rest: ${why}\n${bench.logs()}`]);
  } finally {
    disk.makeRoom();
  }
}

async function perform(bench: KillBench, { act, number }: FullDiskRound, answered: Answered): Promise<void> {
  if (act === 'exporting') return askForExport(bench, 2, answered);
  if (act === 'printing') return askForReprint(bench, answered);
  await askForWipe(bench, number, answered);
}

/** Everything that is said on the screen of what went wrong. */
async function wordsOf(bench: KillBench): Promise<string[]> {
  const { notices, printer } = await bench.snapshot();
  const { sinks } = await bench.window().call('uploads.list', {});
  return [
    ...notices.map(({ at, reason }) => `${at} ${reason.code}`),
    ...('why' in printer ? [printer.why.code] : []),
    ...sinks.flatMap(({ state }) => ('why' in state ? [state.why.code] : [])),
  ];
}

function difference(words: readonly string[], before: readonly string[]): string[] {
  return words.filter((word) => !before.includes(word)).map((word) => word.split(' ').at(-1) ?? word);
}

/** Whether nothing is left to do, although the disk is full. */
async function isThrough(bench: KillBench): Promise<boolean> {
  const { jobs, labels, ledger } = await bench.snapshot();
  const { sinks } = await bench.window().call('uploads.list', {});
  const { rows } = await bench.window().call('records.list', { search: '', limit: 500, before: null });
  return (
    jobs.every(({ state }) => state.kind === 'ended') &&
    labels.length >= rows.length &&
    labels.every(({ state }) => state.kind === 'printed') &&
    rows.every(({ outcome, certificateId }) => outcome !== 'sanitized' || certificateId !== null) &&
    sinks.every(({ state, sent }) => state.kind === 'done' && sent === ledger.entries)
  );
}
