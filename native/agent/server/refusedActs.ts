import type { RefusalCode } from '../../../core/domain/refusal.ts';
import type { SigningPerson } from '../../../core/record/recordV1.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** Entries that one person's refused acts may take at once, and the pause after which each next one may be written. */
const AT_ONCE = 40;
const EACH_MS = 120_000;

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

type Budget = { left: number; filledMs: number; notWritten: number };

export function createRefusedActs(ledger: Pick<Ledger, 'act' | 'damage'>, monotonicMs: () => number): RefusedActs {
  const budgets = new Map<string, Budget>();

  function budgetOf(person: SigningPerson | null): Budget {
    const key = person?.personId ?? '';
    const known = budgets.get(key);
    if (known === undefined) {
      const fresh = { left: AT_ONCE, filledMs: monotonicMs(), notWritten: 0 };
      budgets.set(key, fresh);
      return fresh;
    }
    const earned = Math.floor((monotonicMs() - known.filledMs) / EACH_MS);
    if (earned > 0) {
      known.left = Math.min(AT_ONCE, known.left + earned);
      known.filledMs += earned * EACH_MS;
    }
    return known;
  }

  return {
    async note({ person, roles, act, codes, where }) {
      if (ledger.damage() !== null) return;
      const budget = budgetOf(person);
      if (budget.left === 0) {
        budget.notWritten += 1;
        return;
      }
      budget.left -= 1;
      const { notWritten } = budget;
      budget.notWritten = 0;
      const details = { act, codes: codes.join(' '), roles, where, notWritten };
      const sealed = await ledger.act('act-refused', person, details);
      if (sealed.outcome === 'refused') budget.notWritten += notWritten + 1;
    },
    async flush() {
      const notWritten = [...budgets.values()].reduce((sum, budget) => sum + budget.notWritten, 0);
      if (notWritten === 0 || ledger.damage() !== null) return;
      await ledger.act('act-refused', null, { act: '', codes: '', roles: '', where: 'agent', notWritten });
      budgets.clear();
    },
  };
}
