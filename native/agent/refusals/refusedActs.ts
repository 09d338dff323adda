import type { RefusalCode } from '../../../core/domain/refusal.ts';
import type { SigningPerson } from '../../../core/record/recordV1.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { createRefusalBudget } from './refusalBudget.ts';

/** Entries that one person's refused acts may take at once, and the pause after which each next one may be written. */
const SIZE = { atOnce: 40, eachMs: 120_000 };

export type RefusedAct = {
  /** `null`: nobody who is signed in. */
  readonly person: SigningPerson | null;
  readonly roles: string;
  readonly act: string;
  readonly codes: readonly RefusalCode[];
  /** Who says so: the agent itself, or the desktop of an act of its own. */
  readonly where: 'agent' | 'station';
};

/**
 * Writes refused acts into the ledger. Bounded for each person by himself, and for all strangers together: 40 at once, then one in two minutes, about 1 MB a day.
 * So a captured desktop can neither fill the disk nor use up the room of what others try; what is not written is counted in the next entry that is.
 */
export type RefusedActs = {
  note(refused: RefusedAct): Promise<void>;
  /** Writes what was only counted so far; at the agent's end. */
  flush(): Promise<void>;
};

export function createRefusedActs(ledger: Pick<Ledger, 'act' | 'damage'>, monotonicMs: () => number): RefusedActs {
  const budget = createRefusalBudget(SIZE, monotonicMs);
  return {
    async note({ person, roles, act, codes, where }) {
      if (ledger.damage() !== null) return;
      const key = person?.personId ?? '';
      const notWritten = budget.take(key);
      if (notWritten === null) return;
      const details = { act, codes: codes.join(' '), roles, where, notWritten };
      const sealed = await ledger.act('act-refused', person, details);
      if (sealed.outcome === 'refused') budget.missed(key, notWritten + 1);
    },
    async flush() {
      const notWritten = ledger.damage() === null ? budget.takeCounted() : 0;
      if (notWritten === 0) return;
      await ledger.act('act-refused', null, { act: '', codes: '', roles: '', where: 'agent', notWritten });
    },
  };
}
