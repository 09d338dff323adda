import type { Health } from '../../../core/domain/health.ts';
import type { JobPhase } from '../../../core/domain/job.ts';
import type { CommandRun, RecordV1 } from '../../../core/record/recordV1.ts';
import type { JobIntent } from './jobIntent.ts';
import type { JobEnding, JournalFact } from './journalFact.ts';

type DetailsOf<C extends JournalFact['code']> = Extract<JournalFact, { code: C }>['details'];
export type BadRange = RecordV1['badRanges'][number];

/** What a journal says, added up. */
export type JobStory = {
  readonly intent: JobIntent;
  phase: JobPhase;
  resumed: number;
  /** Bytes from the start of the drive that are on the medium, without a gap and no byte counted twice. */
  durableBytes: number;
  overwriteEnded: DetailsOf<'overwrite-ended'> | null;
  planted: DetailsOf<'canaries-planted'> | null;
  checked: DetailsOf<'canaries-checked'> | null;
  readBack: DetailsOf<'read-back-ended'> | null;
  readBackStarted: boolean;
  /** Of all read-backs, also those a restart made obsolete: a sector that failed once is not forgotten. */
  mismatchRangeBytes: number;
  badRanges: BadRange[];
  wordsUnknown: boolean;
  compared: DetailsOf<'identity-compared'> | null;
  commands: CommandRun[];
  awaitedSince: string | null;
  ended: { at: string; ending: JobEnding; monotonicElapsedMs: number | null } | null;
  sealed: { recordId: string; seq: number } | null;
};

/** Health after the job, when the drive gave any. */
export function healthAfterOf(story: JobStory): Health | null {
  return story.compared?.healthAfter ?? null;
}

/** Adds the lines up. `null` when the first is no intent: then nothing destructive had begun. Pure. */
export function storyOf(facts: readonly JournalFact[]): JobStory | null {
  const [first, ...rest] = facts;
  if (first === undefined || first.code !== 'job-intended') return null;
  const story: JobStory = {
    intent: first.details.intent,
    phase: 'preflight',
    resumed: 0,
    durableBytes: 0,
    overwriteEnded: null,
    planted: null,
    checked: null,
    readBack: null,
    readBackStarted: false,
    mismatchRangeBytes: 0,
    badRanges: [],
    wordsUnknown: false,
    compared: null,
    commands: [],
    awaitedSince: null,
    ended: null,
    sealed: null,
  };
  let fromBytes = 0;
  for (const line of rest) {
    switch (line.code) {
      case 'job-resumed':
        story.resumed += 1;
        story.awaitedSince = null;
        break;
      case 'drive-awaited':
        story.awaitedSince ??= line.at;
        break;
      case 'phase-started':
        story.phase = line.details.phase;
        break;
      case 'overwrite-started':
        ({ fromBytes } = line.details);
        story.overwriteEnded = null;
        break;
      case 'checkpoint':
        story.durableBytes = grown(story.durableBytes, fromBytes, line.details.durableBytes);
        break;
      case 'overwrite-ended':
        story.durableBytes = grown(story.durableBytes, fromBytes, line.details.durableBytes);
        story.overwriteEnded = line.details;
        break;
      case 'canaries-planted':
        story.planted = line.details;
        break;
      case 'canaries-checked':
        story.checked = line.details;
        break;
      case 'read-back-started':
        story.readBackStarted = true;
        story.readBack = null;
        break;
      case 'read-back-ended':
        story.readBack = line.details;
        break;
      case 'mismatch-found':
        story.mismatchRangeBytes += line.details.lastByte - line.details.firstByte + 1;
        break;
      case 'bad-range':
        addRange(story.badRanges, line.details);
        break;
      case 'engine-words-unknown':
        story.wordsUnknown = true;
        break;
      case 'identity-compared':
        story.compared = line.details;
        break;
      case 'command-run':
        story.commands.push(line.details.run);
        break;
      case 'job-ended':
        story.ended = { at: line.at, ...line.details };
        break;
      case 'record-sealed':
        story.sealed = line.details;
        break;
      case 'job-intended':
      case 'engine-said':
      case 'engine-silent':
      case 'cancel-asked':
      case 'agent-stopping':
      case 'drive-vanished':
      case 'record-waiting':
        break;
    }
  }
  return story;
}

/** Sectors in the ranges of one operation; ranges that touch or overlap are counted once. */
export function blocksIn(ranges: readonly BadRange[], operation: BadRange['operation']): number {
  const sorted = ranges.filter((range) => range.operation === operation).sort((a, b) => a.firstLba - b.firstLba);
  let blocks = 0;
  let end = -1;
  for (const { firstLba, lastLba } of sorted) {
    blocks += Math.max(0, lastLba - Math.max(firstLba, end + 1) + 1);
    end = Math.max(end, lastLba);
  }
  return blocks;
}

/** A pass that began after the durable end leaves a gap, and nothing behind a gap counts. */
function grown(durableBytes: number, fromBytes: number, reachedBytes: number): number {
  return fromBytes > durableBytes ? durableBytes : Math.max(durableBytes, reachedBytes);
}

function addRange(ranges: BadRange[], found: BadRange): void {
  const known = ranges.some(
    (range) =>
      range.operation === found.operation && range.firstLba === found.firstLba && range.lastLba === found.lastLba,
  );
  if (!known) ranges.push({ ...found });
}
