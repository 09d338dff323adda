import { z } from 'zod';

/** What a bay may be called besides its number. */
export const bayName = z.string().trim().min(1).max(24);

/** A physical slot of the bench. `row` and `column` are where it stands in steel. */
export const bay = z.strictObject({
  bayId: z.string().regex(/^[a-z0-9-]{1,64}$/),
  number: z.number().int().positive(),
  row: z.number().int().nonnegative(),
  column: z.number().int().nonnegative(),
  name: bayName.optional(),
});
export type Bay = z.infer<typeof bay>;

/** The id of the bay of a number: a record that names it names what stood on the steel when its wipe began. */
export function bayIdOf(number: number): string {
  return `bay-${String(number).padStart(2, '0')}`;
}
