import { z } from 'zod';

/** Whoever sends lots. What is kept for a customer (how its lists are read) hangs on the id. */
export const customer = z.strictObject({
  customerId: z.string().regex(/^[a-z0-9-]{1,64}$/),
  name: z.string().trim().min(1).max(200),
});
export type Customer = z.infer<typeof customer>;
