import { z } from 'zod';
import { reason } from './reason.ts';

/** A to D by coded reasons; `unknown` when the drive gives no health data (virtual drives, most USB bridges). */
export const healthGrade = z.enum(['A', 'B', 'C', 'D', 'unknown']);

/** What the drive reports of itself. `null` is "not reported", never zero. */
export const health = z.strictObject({
  grade: healthGrade,
  reasons: z.array(reason).max(16),
  temperatureCelsius: z.number().nullable(),
  powerOnHours: z.number().nonnegative().nullable(),
  reallocatedSectors: z.number().int().nonnegative().nullable(),
  pendingSectors: z.number().int().nonnegative().nullable(),
  uncorrectableErrors: z.number().int().nonnegative().nullable(),
  percentageUsed: z.number().nonnegative().nullable(),
});
export type Health = z.infer<typeof health>;

/** Health of a drive that reports none. */
export const unknownHealth: Health = {
  grade: 'unknown',
  reasons: [],
  temperatureCelsius: null,
  powerOnHours: null,
  reallocatedSectors: null,
  pendingSectors: null,
  uncorrectableErrors: null,
  percentageUsed: null,
};
