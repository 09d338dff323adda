import { create } from 'zustand';
import type { BayMap } from '../../../core/domain/bayMap.ts';

type Earlier = { readonly map: BayMap | null; readonly replacedBy: number | null };

/** The layout that this window replaced last, to be put back while what replaced it still holds. */
export const useEarlierMap = create<{ readonly of: Earlier | null; keep(earlier: Earlier): void }>((set) => ({
  of: null,
  keep: (earlier) => set({ of: earlier }),
}));
