import type { Health } from '../../../core/domain/health.ts';
import type { JobPhase } from '../../../core/domain/job.ts';
import type { CommandRun, RecordV1 } from '../../../core/record/recordV1.ts';
import { openingBytesOf } from '../techniques/ata/hiddenAreas.ts';
import type { JobIntent } from './jobIntent.ts';
import type { JobEnding, JournalFact } from './journalFact.ts';
import { addUpNamespaces, forgetReadBack, keepFact, type NamespaceStory, newNamespaces } from './namespaceStory.ts';

type DetailsOf<C extends JournalFact['code']> = Extract<JournalFact, { code: C }>['details'];
export type BadRange = RecordV1['badRanges'][number];

/** How far one overwrite pass came. */
export type PassStory = {
  started: boolean;
  /** Bytes from the start of the drive that are on the medium, without a gap and no byte counted twice. */
  durableBytes: number;
  ended: DetailsOf<'overwrite-ended'> | null;
  badRanges: BadRange[];
};

/** What a journal says, added up. */
export type JobStory = {
  /** With the capacity that the drive has since its hidden areas were opened. */
  intent: JobIntent;
  phase: JobPhase;
  resumed: number;
  hiddenAreas: DetailsOf<'hidden-areas-examined'> | null;
  /** The capacity that opening a hidden area was to give; the drive has it perhaps although nobody could say so any more. */
  openingBytes: number | null;
  /** The drive's own erase: begun means that planting or surveying again would look at erased ground. */
  techniqueStarted: boolean;
  techniqueEnded: DetailsOf<'technique-ended'>['outcome'] | null;
  notes: DetailsOf<'technique-note'>[];
  /** The newest page of each name. */
  statusPages: DetailsOf<'status-page'>[];
  capacity: DetailsOf<'capacity-read'> | null;
  survey: DetailsOf<'survey-taken'> | null;
  surveyLost: boolean;
  comparison: DetailsOf<'survey-compared'> | null;
  /** One for each pass of the intent. */
  passes: PassStory[];
  planted: DetailsOf<'canaries-planted'> | null;
  checked: DetailsOf<'canaries-checked'> | null;
  readBack: DetailsOf<'read-back-ended'> | null;
  readBackStarted: boolean;
  /** On a drive of several namespaces the facts of each; what stands above is their sum. Empty: the drive is one disk. */
  namespaces: NamespaceStory[];
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
    hiddenAreas: null,
    openingBytes: null,
    techniqueStarted: false,
    techniqueEnded: null,
    notes: [],
    statusPages: [],
    capacity: null,
    survey: null,
    surveyLost: false,
    comparison: null,
    passes: first.details.intent.passes.map(() => ({ started: false, durableBytes: 0, ended: null, badRanges: [] })),
    planted: null,
    checked: null,
    readBack: null,
    readBackStarted: false,
    namespaces: newNamespaces(first.details.intent.drive),
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
  let pass: PassStory | null = null;
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
      case 'hidden-areas-examined': {
        story.hiddenAreas = line.details;
        const { sizeBytes } = line.details;
        story.intent = { ...story.intent, drive: { ...story.intent.drive, sizeBytes } };
        break;
      }
      case 'technique-started':
        story.techniqueStarted = true;
        story.techniqueEnded = null;
        break;
      case 'technique-note':
        story.notes.push(line.details);
        story.openingBytes = openingBytesOf(line.details) ?? story.openingBytes;
        break;
      case 'technique-ended':
        story.techniqueEnded = line.details.outcome;
        break;
      case 'status-page':
        story.statusPages = [...story.statusPages.filter(({ name }) => name !== line.details.name), line.details];
        break;
      case 'capacity-read':
        story.capacity = line.details;
        break;
      case 'survey-taken':
        keepFact(story, 'survey', line.details);
        break;
      case 'survey-lost':
        story.surveyLost = true;
        break;
      case 'survey-compared':
        keepFact(story, 'comparison', line.details);
        break;
      case 'overwrite-started':
        ({ fromBytes } = line.details);
        // A pass that is in no plan is an engine run nobody asked for; its facts count for nothing.
        pass = story.passes[line.details.pass] ?? null;
        if (pass !== null) {
          pass.started = true;
          pass.ended = null;
        }
        break;
      case 'checkpoint':
        if (pass !== null) pass.durableBytes = grown(pass.durableBytes, fromBytes, line.details.durableBytes);
        break;
      case 'overwrite-ended':
        if (pass === null) break;
        pass.durableBytes = grown(pass.durableBytes, fromBytes, line.details.durableBytes);
        pass.ended = line.details;
        break;
      case 'canaries-planted':
        keepFact(story, 'planted', line.details);
        break;
      case 'canaries-checked':
        keepFact(story, 'checked', line.details);
        break;
      case 'read-back-started':
        story.readBackStarted = true;
        forgetReadBack(story);
        break;
      case 'read-back-ended':
        keepFact(story, 'readBack', line.details);
        break;
      case 'mismatch-found':
        story.mismatchRangeBytes += line.details.lastByte - line.details.firstByte + 1;
        break;
      case 'bad-range':
        addRange(story.badRanges, line.details);
        // What failed before any pass began (planting the canaries) is not forgotten either.
        addRange((pass ?? story.passes[0])?.badRanges ?? [], line.details);
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
      case 'command-repeated':
      case 'engine-said':
      case 'transfers-chosen':
      case 'engine-silent':
      case 'cancel-asked':
      case 'agent-stopping':
      case 'drive-vanished':
      case 'record-waiting':
        break;
    }
  }
  addUpNamespaces(story);
  return story;
}

/** Whether anything of the drive was overwritten or erased. */
export function isBegun({ techniqueStarted, passes }: JobStory): boolean {
  return techniqueStarted || passes.some(({ started, durableBytes }) => started || durableBytes > 0);
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
      range.operation === found.operation &&
      range.firstLba === found.firstLba &&
      range.lastLba === found.lastLba &&
      // The same sectors of another namespace are others.
      range.error === found.error,
  );
  if (!known) ranges.push({ ...found });
}
