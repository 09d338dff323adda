import { z } from 'zod';
import { call } from './rpc.ts';

const count = z.number().int().nonnegative();
const span = z.strictObject({
  start: z.iso.datetime(),
  end: z.iso.datetime(),
  counts: z.strictObject({
    sanitized: count,
    'sanitized-with-exceptions': count,
    failed: count,
    stalled: count,
    interrupted: count,
    unverified: count,
  }),
});

/** How many wipes ended with which verdict, by the hours and days of the bench's own time zone, oldest first; the last of each still runs. */
export const throughputView = z.strictObject({ timeZone: z.string(), hours: z.array(span), days: z.array(span) });
export type ThroughputView = z.infer<typeof throughputView>;

/** What this bench gets done. Reading is everybody's. */
export const throughputVerbs = {
  'insight.throughput': call({ in: z.strictObject({}), out: throughputView }),
} as const;
