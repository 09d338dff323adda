import { z } from 'zod';
import { type Bay, bayIdOf, bayName } from './bay.ts';

/** Where a drive is plugged, as udev names it (`ID_PATH`, the name under /dev/disk/by-path). It is only ever compared, never opened. */
export const bayPath = z.string().regex(/^[A-Za-z0-9._:/,+@-]{1,300}$/);

/** One bay of the bench: which place of the computer it is, the number on the steel, and where it stands. */
export const bayMapRow = z.strictObject({
  path: bayPath,
  number: z.number().int().min(1).max(999),
  row: z.number().int().min(0).max(15),
  column: z.number().int().min(0).max(15),
  name: bayName.nullable(),
});
export type BayMapRow = z.infer<typeof bayMapRow>;

const differ = <T>(rows: readonly T[], key: (row: T) => unknown) => new Set(rows.map(key)).size === rows.length;

/** How a shift lead laid the bench out. No two bays have one place of the computer, one number or one place in the steel. */
export const bayMap = z
  .array(bayMapRow)
  .min(1)
  .max(96)
  .refine((rows) => differ(rows, ({ path }) => path), 'two bays have the same path')
  .refine((rows) => differ(rows, ({ number }) => number), 'two bays have the same number')
  .refine((rows) => differ(rows, ({ row, column }) => row * 16 + column), 'two bays stand in the same place');
export type BayMap = z.infer<typeof bayMap>;

/** The bays of a map, by number. */
export function baysOf(map: BayMap): Bay[] {
  return [...map]
    .sort((one, other) => one.number - other.number)
    .map(({ number, row, column, name }) => {
      return { bayId: bayIdOf(number), number, row, column, ...(name === null ? {} : { name }) };
    });
}

/** Which bay a place is by a map; `null` is none. */
export function bayAt(map: BayMap, path: string): string | null {
  const row = map.find((one) => one.path === path);
  return row === undefined ? null : bayIdOf(row.number);
}
