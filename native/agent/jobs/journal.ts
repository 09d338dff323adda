import { isStorageTrouble } from '../ledger/durableFile.ts';
import type { Clock } from '../tools/clock.ts';
import type { JournalFact, NewFact } from './journalFact.ts';
import type { JournalFile } from './journalFile.ts';

/** A job's story in memory and on disk. Facts are never dropped: what a full disk refuses waits here, in order, for the next append. */
export type Journal = {
  facts(): readonly JournalFact[];
  /** Notes a fact and tries to make it durable now. */
  note(fact: NewFact): void;
  /** Notes a fact that becomes durable with the next `note` (many bad sectors in a row). */
  noteLater(fact: NewFact): void;
  /** True when everything noted is on the medium; tries once more when it was not. */
  flushed(): boolean;
  close(): void;
};

export function openJournal(file: JournalFile, known: readonly JournalFact[], clock: Clock): Journal {
  const facts = [...known];
  let waiting: JournalFact[] = [];

  const add = (fact: NewFact): void => {
    const dated = { at: clock.nowIso(), ...fact } as JournalFact;
    facts.push(dated);
    waiting.push(dated);
  };
  const flushed = (): boolean => {
    if (waiting.length === 0) return true;
    try {
      file.append(waiting);
    } catch (cause) {
      if (!isStorageTrouble(cause)) throw cause;
      return false;
    }
    waiting = [];
    return true;
  };

  return {
    facts: () => facts,
    note(fact) {
      add(fact);
      flushed();
    },
    noteLater: add,
    flushed,
    close: () => file.close(),
  };
}
