import { z } from 'zod';

/**
 * One page as it prints, in points from the top left: the PDF and the window draw the same list, so that they cannot differ.
 * `text` is one line, already broken; `font` names a file of `resources/fonts`.
 */
export const pageItem = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('text'),
    x: z.number(),
    y: z.number(),
    sizePt: z.number(),
    font: z.enum(['regular', 'bold', 'mono', 'han', 'hanBold']),
    colour: z.string(),
    text: z.string(),
    /** Width the line was measured to, for the window to fit it exactly. */
    widthPt: z.number(),
  }),
  z.strictObject({
    kind: z.literal('line'),
    x1: z.number(),
    y1: z.number(),
    x2: z.number(),
    y2: z.number(),
    widthPt: z.number(),
    colour: z.string(),
  }),
  z.strictObject({
    kind: z.literal('box'),
    x: z.number(),
    y: z.number(),
    width: z.number(),
    height: z.number(),
    fill: z.string().nullable(),
    stroke: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('qr'),
    x: z.number(),
    y: z.number(),
    width: z.number(),
    modules: z.array(z.string()),
  }),
  /** The shop's logo. */
  z.strictObject({
    kind: z.literal('image'),
    x: z.number(),
    y: z.number(),
    width: z.number(),
    height: z.number(),
    pngBase64: z.string(),
  }),
]);
export type PageItem = z.infer<typeof pageItem>;
export const page = z.strictObject({ widthPt: z.number(), heightPt: z.number(), items: z.array(pageItem) });
export type Page = z.infer<typeof page>;
