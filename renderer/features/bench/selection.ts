import { create } from 'zustand';
import type { RoomPart } from './roomCount.ts';

type Selection = {
  /** `key` of the selected place (BayView.key). */
  readonly selected: string | null;
  readonly filter: RoomPart | null;
  select(key: string | null): void;
  filterBy(part: RoomPart | null): void;
};

/** What the person looks at on the bench. */
export const useSelection = create<Selection>((set) => ({
  selected: null,
  filter: null,
  select: (selected) => set({ selected }),
  filterBy: (filter) => set({ filter }),
}));
