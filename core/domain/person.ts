import { z } from 'zod';

export const role = z.enum(['technician', 'quality', 'shift-lead']);
export type Role = z.infer<typeof role>;

/** Somebody who may act at this station. Secrets (PIN digests) never leave the agent. */
export const person = z.strictObject({
  personId: z.string().regex(/^[a-z0-9-]{1,64}$/),
  name: z.string().trim().min(1).max(200),
  title: z.string().trim().max(200),
  roles: z.array(role).min(1).max(3),
  enrolledAt: z.iso.datetime(),
});
export type Person = z.infer<typeof person>;

/** A PIN as typed: 6 to 32 characters, no shared default exists. */
export const pin = z.string().min(6).max(32);
