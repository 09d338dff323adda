import { z } from 'zod';

/** A physical slot of the bench. `row` and `column` are where it stands in steel. */
export const bay = z.strictObject({
  bayId: z.string().regex(/^[a-z0-9-]{1,64}$/),
  number: z.number().int().positive(),
  row: z.number().int().nonnegative(),
  column: z.number().int().nonnegative(),
});
export type Bay = z.infer<typeof bay>;
