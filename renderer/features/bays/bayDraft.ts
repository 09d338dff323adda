import type { BayPlace } from '../../../core/contract/bayVerbs.ts';
import type { Bay } from '../../../core/domain/bay.ts';
import { type BayMap, type BayMapRow, bayMap } from '../../../core/domain/bayMap.ts';
import type { Drive } from '../../../core/domain/drive.ts';

export type Cell = { readonly row: number; readonly column: number };
export type Size = { readonly rows: number; readonly columns: number };

/** The map has no more rows and columns than this. */
export const MOST_LINES = 16;
const SMALLEST: Size = { rows: 2, columns: 6 };

export const sameCell = (one: Cell, other: Cell) => one.row === other.row && one.column === other.column;

export function bayInCell(draft: BayMap, cell: Cell): BayMapRow | null {
  return draft.find((bay) => sameCell(bay, cell)) ?? null;
}

/** The smallest grid that shows every bay. */
export function sizeOf(draft: BayMap): Size {
  return {
    rows: Math.max(SMALLEST.rows, ...draft.map(({ row }) => row + 1)),
    columns: Math.max(SMALLEST.columns, ...draft.map(({ column }) => column + 1)),
  };
}

export function nextNumber(draft: BayMap): number {
  const taken = new Set(draft.map(({ number }) => number));
  let number = 1;
  while (taken.has(number)) number += 1;
  return number;
}

/** The bay of this cell is that place of the computer from now on; a new one gets the next free number. Null where the place is another bay already. */
export function learned(draft: BayMap, cell: Cell, path: string): BayMap | null {
  const holder = draft.find((bay) => bay.path === path);
  if (holder !== undefined && !sameCell(holder, cell)) return null;
  const known = bayInCell(draft, cell);
  const bay = known === null ? { ...cell, path, number: nextNumber(draft), name: null } : { ...known, path };
  return [...draft.filter((one) => one !== known), bay];
}

/** Puts the bay of one cell into another; what stood there changes places with it. */
export function moved(draft: BayMap, from: Cell, to: Cell): BayMap {
  return draft.map((bay) => {
    if (sameCell(bay, from)) return { ...bay, ...to };
    return sameCell(bay, to) ? { ...bay, ...from } : bay;
  });
}

export function changed(draft: BayMap, cell: Cell, change: Partial<Pick<BayMapRow, 'number' | 'name'>>): BayMap {
  return draft.map((bay) => (sameCell(bay, cell) ? { ...bay, ...change } : bay));
}

export function without(draft: BayMap, cell: Cell): BayMap {
  return draft.filter((bay) => !sameCell(bay, cell));
}

/** The place into which a drive came since: a new drive in it, or a drive that was pulled and put back. Null while none came or several did. */
export function appeared(before: readonly BayPlace[], now: readonly BayPlace[]): string | null {
  const known = new Set(before.map(({ driveId }) => driveId));
  const fresh = now.filter(({ driveId }) => !known.has(driveId));
  return fresh.length === 1 ? (fresh[0]?.path ?? null) : null;
}

/** Occupied places that are no bay of the draft. */
export function unplaced(draft: BayMap, places: readonly BayPlace[]): BayPlace[] {
  return places.filter(({ path }) => !draft.some((bay) => bay.path === path));
}

/** The bays as they are numbered now, of the places that hold a drive: a beginning for who lays the bench out the first time. */
export function fromNow(places: readonly BayPlace[], drives: readonly Drive[], bays: readonly Bay[]): BayMap {
  return places.flatMap(({ path, driveId }) => {
    const bayId = drives.find((drive) => drive.driveId === driveId)?.bayId;
    const bay = bays.find((one) => one.bayId === bayId);
    if (bay === undefined || bay.row >= MOST_LINES || bay.column >= MOST_LINES) return [];
    const { number, row, column, name = null } = bay;
    return [{ path, number, row, column, name }];
  });
}

/** Whether the draft can be saved as it is: what it lacks is shown where it is. */
export function isComplete(draft: BayMap): boolean {
  return bayMap.safeParse(draft).success;
}

/** Numbers that stand on two bays. */
export function doubleNumbers(draft: BayMap): number[] {
  const numbers = draft.map(({ number }) => number);
  return [...new Set(numbers.filter((number, index) => numbers.indexOf(number) !== index))];
}

/** The same layout, in whatever order its bays are listed. */
export function sameMap(one: BayMap, other: BayMap): boolean {
  const ordered = (draft: BayMap) =>
    JSON.stringify(
      [...draft]
        .sort((a, b) => a.path.localeCompare(b.path))
        .map(({ path, number, row, column, name }) => [path, number, row, column, name]),
    );
  return ordered(one) === ordered(other);
}
