import type { Bay } from '../../../../core/domain/bay.ts';
import { type BayMap, bayAt, baysOf } from '../../../../core/domain/bayMap.ts';
import { gridBay, gridBays, SMALLEST_BENCH } from '../bayGrid.ts';

/** Where a drive is plugged: by sysfs, known at once, and by udev, known a moment later. */
export type PlugPath = { readonly busPath: string; readonly idPath: string | null };

/** Gives drives their bay by where they are plugged. */
export type BayFinder = {
  readonly bays: () => readonly Bay[];
  readonly bayOf: (path: PlugPath) => string | null;
};

/** Bays as the map says, by udev's path or sysfs's; a path that is not on it is in no bay. */
export function mappedBays(map: BayMap): BayFinder {
  const bays = baysOf(map);
  return { bays: () => bays, bayOf: ({ busPath, idPath }) => bayAt(map, idPath ?? '') ?? bayAt(map, busPath) };
}

/** The path a place is known by in a map: udev's, which outlives a kernel that counts its hosts otherwise, or sysfs's where udev has none. */
export function placePath({ busPath, idPath }: PlugPath): string {
  return idPath ?? busPath;
}

/**
 * Numbers paths in the order they are first seen; a path keeps its number while the agent runs, also when its drive is pulled. By sysfs alone:
 * a drive must not move to another bay when udev's word arrives.
 */
export function automaticBays(): BayFinder {
  const numbers = new Map<string, number>();
  return {
    bays: () => gridBays(Math.max(SMALLEST_BENCH, numbers.size)),
    bayOf({ busPath }) {
      const number = numbers.get(busPath) ?? numbers.size + 1;
      numbers.set(busPath, number);
      return gridBay(number).bayId;
    },
  };
}
