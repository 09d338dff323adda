import { createHash } from 'node:crypto';
import type { Drive } from '../../../core/domain/drive.ts';
import type { JournalFact } from './journalFact.ts';
import type { WorkPart } from './workParts.ts';

type DetailsOf<C extends JournalFact['code']> = Extract<JournalFact, { code: C }>['details'];

/** What a journal says of one namespace of a drive that has several. */
export type NamespaceStory = {
  readonly namespace: number;
  readonly kernelName: string;
  readonly sizeBytes: number;
  planted: DetailsOf<'canaries-planted'> | null;
  checked: DetailsOf<'canaries-checked'> | null;
  survey: DetailsOf<'survey-taken'> | null;
  comparison: DetailsOf<'survey-compared'> | null;
  readBack: DetailsOf<'read-back-ended'> | null;
};

type Told = 'planted' | 'checked' | 'survey' | 'comparison' | 'readBack';
type Facts = Pick<NamespaceStory, Told>;
/** What a journal says of a drive, and of each of its namespaces where it has several. */
type ToldOfDrive = Facts & { readonly namespaces: readonly NamespaceStory[] };

/** What stands for the outcome of all where one of them has none. It is no completion, for nobody. */
const NOT_EVERY = 'not-every-namespace';

/** One for each part of the drive; none for a drive of one disk. */
export function newNamespaces({ parts = [] }: Drive): NamespaceStory[] {
  const nothing = { planted: null, checked: null, survey: null, comparison: null, readBack: null };
  return parts.map(({ nsid, kernelName, sizeBytes }) => ({ namespace: nsid, kernelName, sizeBytes, ...nothing }));
}

/** Whether the journal has this fact of this part already. */
export function isToldOf(story: ToldOfDrive, { namespace }: WorkPart, what: Exclude<Told, 'readBack'>): boolean {
  if (namespace === null) return story[what] !== null;
  const found = story.namespaces.find((one) => one.namespace === namespace);
  return found !== undefined && found[what] !== null;
}

/** The survey before of this part. */
export function surveyOf(story: ToldOfDrive, { namespace }: WorkPart): Facts['survey'] {
  if (namespace === null) return story.survey;
  return story.namespaces.find((one) => one.namespace === namespace)?.survey ?? null;
}

/**
 * Keeps a fact where it belongs: with its namespace, or with the drive where that is one disk. On a drive of several namespaces one without a number, or
 * with a number that is not of the drive, is a fact of nothing and counts for nothing.
 */
export function keepFact<T extends Told>(
  story: ToldOfDrive,
  what: T,
  details: Facts[T] & { readonly namespace?: number | undefined },
): void {
  if (story.namespaces.length === 0) {
    if (details.namespace === undefined) put(story, what, details);
    return;
  }
  const found = story.namespaces.find(({ namespace }) => namespace === details.namespace);
  if (found !== undefined) put(found, what, details);
}

function put<T extends Told>(target: Facts, what: T, details: Facts[T]): void {
  target[what] = details;
}

/** The read-back begins anew: what an earlier one found to be clean counts no longer. */
export function forgetReadBack(story: ToldOfDrive): void {
  story.readBack = null;
  for (const one of story.namespaces) one.readBack = null;
}

/** Adds the namespaces up to what is true of the drive. What one of them lacks makes the whole incomplete, and what one found is found. */
export function addUpNamespaces(story: ToldOfDrive): void {
  const all = story.namespaces;
  if (all.length === 0) return;
  story.planted = plantedIn(all);
  story.checked = checkedIn(all);
  story.survey = surveyIn(all);
  story.comparison = comparisonIn(all);
  story.readBack = readBackIn(all);
}

function plantedIn(all: readonly NamespaceStory[]): Facts['planted'] {
  const told = toldIn(all, 'planted');
  if (told.length === 0) return null;
  return {
    outcome: outcomeOf(all, told),
    places: sum(told, ({ places }) => places),
    planted: sum(told, ({ planted }) => planted),
    confirmed: sum(told, ({ confirmed }) => confirmed),
  };
}

function checkedIn(all: readonly NamespaceStory[]): Facts['checked'] {
  const told = toldIn(all, 'checked');
  if (told.length === 0) return null;
  return {
    outcome: outcomeOf(all, told),
    checked: sum(told, ({ checked }) => checked),
    gone: sum(told, ({ gone }) => gone),
    survivors: sum(told, ({ survivors }) => survivors),
    unreadable: sum(told, ({ unreadable }) => unreadable),
  };
}

/** `null` unless every namespace was surveyed. The digest is of the namespaces' digests, a line each, in the order of their numbers. */
function surveyIn(all: readonly NamespaceStory[]): Facts['survey'] {
  const told = toldIn(all, 'survey');
  if (told.length < all.length) return null;
  const lines = told.map(({ sha256 }) => `${sha256}\n`).join('');
  return {
    outcome: outcomeOf(all, told),
    samples: sum(told, ({ samples }) => samples),
    unreadable: sum(told, ({ unreadable }) => unreadable),
    sha256: createHash('sha256').update(lines).digest('hex'),
  };
}

function comparisonIn(all: readonly NamespaceStory[]): Facts['comparison'] {
  const told = toldIn(all, 'comparison');
  const [first] = told;
  if (first === undefined) return null;
  const alike = told.length === all.length && told.every(({ uniformValue }) => uniformValue === first.uniformValue);
  return {
    outcome: outcomeOf(all, told),
    subsections: sum(told, ({ subsections }) => subsections),
    samples: sum(told, ({ samples }) => samples),
    sampledBytes: sum(told, ({ sampledBytes }) => sampledBytes),
    bytesRead: sum(told, ({ bytesRead }) => bytesRead),
    unchanged: sum(told, ({ unchanged }) => unchanged),
    changed: sum(told, ({ changed }) => changed),
    uninformative: sum(told, ({ uninformative }) => uninformative),
    unreadable: sum(told, ({ unreadable }) => unreadable),
    uniformValue: alike ? first.uniformValue : null,
  };
}

function readBackIn(all: readonly NamespaceStory[]): Facts['readBack'] {
  const told = toldIn(all, 'readBack');
  if (told.length === 0) return null;
  return {
    outcome: outcomeOf(all, told),
    expectedBytes: sum(told, ({ expectedBytes }) => expectedBytes),
    bytesRead: sum(told, ({ bytesRead }) => bytesRead),
    mismatchBytes: sum(told, ({ mismatchBytes }) => mismatchBytes),
    unreadableBlocks: sum(told, ({ unreadableBlocks }) => unreadableBlocks),
    samples: sumOrNull(told, ({ samples }) => samples),
    subsections: sumOrNull(told, ({ subsections }) => subsections),
  };
}

function toldIn<T extends Told>(all: readonly NamespaceStory[], what: T): NonNullable<NamespaceStory[T]>[] {
  return all.flatMap((one) => {
    const told = one[what];
    return told === null ? [] : [told as NonNullable<NamespaceStory[T]>];
  });
}

/** `completed` only where all say so; else the first other word. */
function outcomeOf(all: readonly NamespaceStory[], told: readonly { readonly outcome: string }[]): string {
  if (told.length < all.length) return NOT_EVERY;
  // The worst word counts: findings are an end that a survey may come to, everything else is none.
  const others = told.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'completed');
  return others.find((outcome) => outcome !== 'findings') ?? others[0] ?? 'completed';
}

function sum<T>(told: readonly T[], count: (one: T) => number): number {
  return told.reduce((total, one) => total + count(one), 0);
}

function sumOrNull<T>(told: readonly T[], count: (one: T) => number | null): number | null {
  return told.some((one) => count(one) === null) ? null : sum(told, (one) => count(one) ?? 0);
}
