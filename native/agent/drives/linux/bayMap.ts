import { z } from 'zod';
import { type Bay, bay } from '../../../../core/domain/bay.ts';
import { gridBay, gridBays, SMALLEST_BENCH } from '../bayGrid.ts';

/** The bay map file: which bus path (udev's `ID_PATH`, the name under /dev/disk/by-path) is which slot of the bench. */
export const bayMapFile = z
  .array(bay.extend({ path: z.string().min(1) }))
  .refine((rows) => new Set(rows.map(({ bayId }) => bayId)).size === rows.length, 'a bay is listed twice')
  .refine((rows) => new Set(rows.map(({ path }) => path)).size === rows.length, 'a path is listed twice');
export type BayMapFile = z.infer<typeof bayMapFile>;

/** Where a drive is plugged: by sysfs, known at once, and by udev, known a moment later. */
export type PlugPath = { readonly busPath: string; readonly idPath: string | null };

/** Gives drives their bay by where they are plugged. */
export type BayFinder = {
  readonly bays: () => readonly Bay[];
  readonly bayOf: (path: PlugPath) => string | null;
};

/** Bays as the map says, by udev's path or sysfs's; a path that is not on it is in no bay. */
export function mappedBays(rows: BayMapFile): BayFinder {
  const byPath = new Map(rows.map(({ path, bayId }) => [path, bayId]));
  const bays = rows.map(({ bayId, number, row, column }) => ({ bayId, number, row, column }));
  return { bays: () => bays, bayOf: ({ busPath, idPath }) => byPath.get(idPath ?? '') ?? byPath.get(busPath) ?? null };
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
