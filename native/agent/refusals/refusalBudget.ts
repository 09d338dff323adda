/** How many entries refusals may take in the ledger, for each key (a person) by itself: some at once, and then one after each pause. */
export type RefusalBudget = {
  /** Takes room for one entry; answers how many were only counted since the last one, or `null`: none may be written, this one is counted. */
  take(key: string): number | null;
  /** Counts what could not be written after all. */
  missed(key: string, entries: number): void;
  /** Answers what was only counted so far, of all, and forgets it. */
  takeCounted(): number;
};

export type BudgetSize = { readonly atOnce: number; readonly eachMs: number };

type Budget = { left: number; filledMs: number; counted: number };

export function createRefusalBudget({ atOnce, eachMs }: BudgetSize, monotonicMs: () => number): RefusalBudget {
  const budgets = new Map<string, Budget>();

  function of(key: string): Budget {
    const known = budgets.get(key) ?? { left: atOnce, filledMs: monotonicMs(), counted: 0 };
    budgets.set(key, known);
    const earned = Math.floor((monotonicMs() - known.filledMs) / eachMs);
    known.left = Math.min(atOnce, known.left + earned);
    known.filledMs += earned * eachMs;
    return known;
  }

  return {
    take(key) {
      const budget = of(key);
      if (budget.left === 0) {
        budget.counted += 1;
        return null;
      }
      budget.left -= 1;
      const { counted } = budget;
      budget.counted = 0;
      return counted;
    },
    missed(key, entries) {
      of(key).counted += entries;
    },
    takeCounted() {
      const counted = [...budgets.values()].reduce((sum, budget) => sum + budget.counted, 0);
      for (const budget of budgets.values()) budget.counted = 0;
      return counted;
    },
  };
}
