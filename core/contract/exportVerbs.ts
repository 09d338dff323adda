import { z } from 'zod';
import { answer } from '../domain/refusal.ts';
import { exportFilter, exportWish, MOST_EXPORTED } from './exportFilter.ts';
import { call } from './rpc.ts';
import { sessionToken } from './sessionToken.ts';

/** Certificates that leave the station as one archive. */
export const exportVerbs = {
  /** How many certificates a filter takes; counting ends one after the most that an export may hold. */
  'exports.count': call({
    in: z.strictObject({ filter: exportFilter }),
    out: z.strictObject({
      count: z
        .number()
        .int()
        .min(0)
        .max(MOST_EXPORTED + 1),
    }),
  }),
  /** Ends the export that is being written, if there is one and it is not sealed yet; its file is gone when `exports.create` answers. */
  'exports.cancel': call({ in: z.strictObject({ session: sessionToken }), out: answer(z.strictObject({})) }),
  /** Opens the folder of the exports in the desktop's file manager. */
  'exports.openFolder': call({ in: z.strictObject({}), out: answer(z.strictObject({ folder: z.string() })) }),
  'exports.create': call({
    in: z.strictObject({ session: sessionToken, wish: exportWish }),
    out: answer(
      z.strictObject({
        path: z.string(),
        sizeBytes: z.number(),
        certificates: z.number().int(),
        manifestSha256: z.string(),
      }),
    ),
  }),
} as const;
