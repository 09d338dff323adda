import { z } from 'zod';
import { paperLanguage, paperSettings } from '../domain/paper.ts';
import { answer } from '../domain/refusal.ts';
import { timeStampUrl } from '../domain/setup.ts';
import { call } from './rpc.ts';
import { sessionToken } from './sessionToken.ts';

/** How certificates look on paper. */
export const paperVerbs = {
  'paper.read': call({
    in: z.strictObject({}),
    out: answer(z.strictObject({ ...paperSettings.shape, timeStampUrl: timeStampUrl.nullable() })),
  }),
  /**
   * How certificates look from now on; shift leads only. A logo comes as bare pixels on white: the window has drawn the file, so nothing but a picture
   * comes through. `keep` leaves the logo as it is.
   */
  'paper.set': call({
    in: z.strictObject({
      session: sessionToken,
      language: paperLanguage,
      shopName: paperSettings.shape.shopName,
      logo: z.union([
        z.literal('keep'),
        z.strictObject({
          widthPixels: z.number().int().min(1).max(640),
          heightPixels: z.number().int().min(1).max(240),
          rgbBase64: z.string().max(640 * 240 * 4),
        }),
        z.null(),
      ]),
      timeStampUrl: timeStampUrl.nullable(),
    }),
    out: answer(z.strictObject({})),
  }),
} as const;
