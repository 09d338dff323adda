import { z } from 'zod';

/** Facts a sentence is filled with. Never paths or secrets: they reach the window and the ledger. */
export const details = z.record(z.string().max(64), z.union([z.string().max(4096), z.number(), z.boolean()]));
export type Details = z.infer<typeof details>;

/** A coded reason. The words stand in `core/messages/<language>/reasons.json` under its code. */
export const reason = z.strictObject({ code: z.string().regex(/^[a-z0-9-]{1,64}$/), details });
export type Reason = z.infer<typeof reason>;

/** Makes a reason; `details` fill the sentence's `{{name}}` places. */
export function because(code: string, facts: Details = {}): Reason {
  return { code, details: facts };
}
