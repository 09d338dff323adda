import { z } from 'zod';
import { answer } from '../domain/refusal.ts';
import { call } from './rpc.ts';
import { sessionToken } from './sessionToken.ts';

/** What a shift lead sets and the station keeps. The agent's own settings (paper, bay map, people) are written by the agent itself. */
export const stationSetting = z.enum([
  'printer',
  'station-language',
  'time-stamp-server',
  'customer',
  'customer-columns',
]);
export type StationSetting = z.infer<typeof stationSetting>;

const state = z.string().max(8000);

/** Of the agent alone: what the station changes goes into the ledger before it holds. */
export const settingVerbs = {
  /** `before` and `after` in words or JSON, as the station says them; the entry says that it is the station's word. */
  'settings.changed': call({
    in: z.strictObject({ session: sessionToken, setting: stationSetting, before: state, after: state }),
    out: answer(z.strictObject({ seq: z.number().int().nonnegative() })),
  }),
} as const;
