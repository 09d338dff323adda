import { z } from 'zod';
import { competence } from './competence.ts';

export const role = z.enum(['technician', 'quality', 'shift-lead']);
export type Role = z.infer<typeof role>;

/** Somebody who may act at this station. Secrets (PIN digests) never leave the agent. */
export const person = z.strictObject({
  personId: z.string().regex(/^[a-z0-9-]{1,64}$/),
  name: z.string().trim().min(1).max(200),
  title: z.string().trim().max(200),
  roles: z.array(role).min(1).max(3),
  enrolledAt: z.iso.datetime(),
  /** Since when this person may not act here any more; absent = they may. What they did stays theirs. */
  disabledAt: z.iso.datetime().optional(),
  /** What they were trained for; absent = this station keeps no competence record of them. */
  competences: z.array(competence).max(32).optional(),
});
export type Person = z.infer<typeof person>;

/** A PIN as typed: 6 to 32 characters, no shared default exists. */
export const pin = z.string().min(6).max(32);
