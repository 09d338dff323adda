import { z } from 'zod';
import { gradeReason, repairCode } from '../reconciliation/disposition.ts';

const count = z.number().int().nonnegative();
const share = z.strictObject({ count, of: count });
const valueSum = z.strictObject({
  currency: z.string(),
  estimatedMinorUnits: z.number().int(),
  estimatedCount: count,
  realizedMinorUnits: z.number().int(),
  realizedCount: count,
});
const missingGroup = z.strictObject({ name: z.string().nullable(), missing: share });
const pattern = <Code extends z.ZodType>(code: Code) =>
  z.strictObject({ code, count, models: z.array(z.strictObject({ model: z.string().nullable(), share })) });

/** What a customer's lots teach. Groups without a name hold rows that do not say theirs. */
export const insightView = z.strictObject({
  rows: count,
  values: z.array(
    z.strictObject({
      model: z.string().nullable(),
      received: count,
      grades: z.strictObject({ A: count, B: count, C: count, D: count, unknown: count }),
      values: z.array(valueSum),
    }),
  ),
  failures: z.array(z.strictObject({ model: z.string().nullable(), failed: share, destroyed: share })),
  missingByDepartment: z.array(missingGroup),
  missingByLocation: z.array(missingGroup),
  days: z.strictObject({
    known: count,
    unknown: count,
    contradicting: count,
    medianDays: count.nullable(),
    ninetiethDays: count.nullable(),
    longestDays: count.nullable(),
    bars: z.array(z.strictObject({ upToDays: count.nullable(), count })),
  }),
  repairs: z.array(pattern(repairCode)),
  wear: z.array(pattern(gradeReason)),
  refresh: z.array(
    z.strictObject({
      years: count.nullable(),
      received: count,
      remarketed: share,
      values: z.array(valueSum),
    }),
  ),
});
export type InsightView = z.infer<typeof insightView>;
