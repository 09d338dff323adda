import { z } from 'zod';
import { answer } from '../domain/refusal.ts';
import { call } from './rpc.ts';
import { sessionToken } from './sessionToken.ts';

/** What is taken over one by one. */
export const setupSection = z.enum([
  'bay-map',
  'paper',
  'time-stamp-server',
  'station-language',
  'printer',
  'customers',
]);
export type SetupSection = z.infer<typeof setupSection>;

const words = z.string().max(2000).nullable();

/** One setting of a file beside what is set here, in words that need no language; null is none. `left-alone` is never taken over. */
export const setupRow = z.strictObject({
  section: z.enum([...setupSection.options, 'policies', 'uploads']),
  change: z.enum(['same', 'changed', 'left-alone']),
  now: words,
  file: words,
});
export type SetupRow = z.infer<typeof setupRow>;

/** `shown` names what a person saw: both the file and what was set here then. */
export const setupView = z.strictObject({
  stationName: z.string(),
  exportedAt: z.iso.datetime(),
  rows: z.array(setupRow).max(16),
  shown: z.string().regex(/^[0-9a-f]{64}$/),
});
export type SetupView = z.infer<typeof setupView>;

/** A file of this length crosses the link with room to spare. */
export const LONGEST_SETUP = 4_000_000;
const file = { session: sessionToken, text: z.string().max(LONGEST_SETUP) };

/** A station's set-up for the next bench PC; shift leads only. */
export const setupVerbs = {
  'setup.export': call({
    in: z.strictObject({ session: sessionToken }),
    out: answer(z.strictObject({ path: z.string() })),
  }),
  /** What a file would change here. Nothing is changed. */
  'setup.read': call({ in: z.strictObject(file), out: answer(setupView) }),
  /** Takes the chosen settings over, all or none. Refused when anything is set otherwise by now than was `shown`. */
  'setup.take': call({
    in: z.strictObject({ ...file, shown: setupView.shape.shown, sections: z.array(setupSection).min(1).max(6) }),
    out: answer(z.strictObject({ taken: z.array(setupSection) })),
  }),
} as const;
