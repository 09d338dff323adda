import { z } from 'zod';
import { customer } from './customer.ts';

/** Where one delivery stands, in this order. `ready`: everything is done and the report can go out. */
export const lotState = z.enum(['expected', 'received', 'wiping', 'quality', 'ready', 'closed']);
export type LotState = z.infer<typeof lotState>;

export const lotName = z.string().trim().min(1).max(200);

/** One delivery of one customer. */
export const lot = z.strictObject({
  lotId: z.string().regex(/^[a-z0-9-]{1,64}$/),
  customer,
  name: lotName,
  /** The day by which the customer wants the report; `null` when none was agreed. */
  deadline: z.iso.date().nullable(),
  state: lotState,
  createdAt: z.iso.datetime(),
  /** The person who opened it. */
  createdBy: z.string(),
});
export type Lot = z.infer<typeof lot>;
