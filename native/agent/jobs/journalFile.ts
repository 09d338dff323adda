import {
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { syncDirectory, writeWhole } from '../ledger/durableFile.ts';
import { type JournalFact, journalFact } from './journalFact.ts';

/** One job's journal on disk, for appending. */
export type JournalFile = {
  /** Adds lines, all or none, durable when it returns. Throws the system's error; nothing half-written stays. */
  append(facts: readonly JournalFact[]): void;
  close(): void;
};

export type JournalContent = {
  readonly facts: readonly JournalFact[];
  /** Bytes of whole lines; what follows is a line torn by a crash. */
  readonly soundBytes: number;
  /** A whole line that is no fact: the journal was edited or the medium lies. */
  readonly damagedLine: number | null;
};

export const journalPath = (stateDirectory: string, jobId: string) => join(stateDirectory, 'journal', `${jobId}.jsonl`);
export const donePath = (stateDirectory: string, jobId: string) =>
  join(stateDirectory, 'journal', 'done', `${jobId}.jsonl`);

/** The digests of the survey before an erase of the drive's own, beside the journal that names their SHA-256. */
export const surveyPath = (stateDirectory: string, jobId: string) => join(stateDirectory, 'journal', `${jobId}.survey`);

/** Makes the directories of open and done journals. */
export function prepareJournals(stateDirectory: string): void {
  mkdirSync(join(stateDirectory, 'journal', 'done'), { recursive: true, mode: 0o700 });
}

/** Begins a new journal with its intent. When it throws, nothing destructive may start. */
export function createJournal(path: string, intent: JournalFact): JournalFile {
  const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  const file = appendingTo(descriptor, 0);
  try {
    file.append([intent]);
    syncDirectory(dirname(path));
  } catch (cause) {
    file.close();
    // An intent that was refused must not be found by the next start.
    rmSync(path, { force: true });
    throw cause;
  }
  return file;
}

/** Goes on with a journal after its last whole line. */
export function continueJournal(path: string, content: JournalContent): JournalFile {
  const descriptor = openSync(path, constants.O_WRONLY);
  ftruncateSync(descriptor, content.soundBytes);
  return appendingTo(descriptor, content.soundBytes);
}

/** Reads a journal as far as it is whole. */
export function readJournal(path: string): JournalContent {
  const bytes = readFileSync(path);
  const facts: JournalFact[] = [];
  let offset = 0;
  for (;;) {
    const end = bytes.indexOf(0x0a, offset);
    if (end === -1) return { facts, soundBytes: offset, damagedLine: null };
    const fact = readFact(bytes.toString('utf8', offset, end));
    if (fact === null) return { facts, soundBytes: offset, damagedLine: facts.length };
    facts.push(fact);
    offset = end + 1;
  }
}

/** Puts a finished journal away, so that a restart looks only at open ones. */
export function archiveJournal(stateDirectory: string, jobId: string): void {
  const path = journalPath(stateDirectory, jobId);
  if (!existsSync(path)) return;
  const directory = join(stateDirectory, 'journal');
  // One for a drive of one disk, or one for each namespace (`<jobId>.survey.<number>`).
  const surveys = readdirSync(directory).filter((name) => name.startsWith(`${jobId}.survey`));
  for (const name of surveys) renameSync(join(directory, name), join(directory, 'done', name));
  renameSync(path, donePath(stateDirectory, jobId));
  syncDirectory(join(stateDirectory, 'journal', 'done'));
  syncDirectory(join(stateDirectory, 'journal'));
}

function readFact(line: string): JournalFact | null {
  try {
    return journalFact.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

function appendingTo(descriptor: number, startBytes: number): JournalFile {
  let length = startBytes;
  let open = true;
  return {
    append(facts) {
      const bytes = Buffer.from(facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
      try {
        writeWhole(descriptor, bytes, length);
        fsyncSync(descriptor);
      } catch (cause) {
        ftruncateSync(descriptor, length);
        throw cause;
      }
      length += bytes.length;
    },
    close() {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}
