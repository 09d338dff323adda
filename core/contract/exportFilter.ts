import { z } from 'zod';

/** As many certificates as one export may hold. */
export const MOST_EXPORTED = 10_000;

const text = z.string().trim().min(1).max(4096).nullable();

/**
 * Which certificates are exported: all that fit every field that is given. Texts are compared as a whole, the case of A to Z aside; days are of UTC, as the
 * certificates are dated, the last one included.
 */
export const exportFilter = z.strictObject({
  lotName: text,
  /** Where the drives came from, as the certificates say it: the customer's user, computer or site. */
  mediaSource: text,
  /** Who ran the sanitization. */
  operatorName: text,
  fromDay: z.iso.date().nullable(),
  toDay: z.iso.date().nullable(),
});
export type ExportFilter = z.infer<typeof exportFilter>;

/** The certificates of an export, named or by a filter. */
export const exportWish = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('certificates'), certificateIds: z.array(z.string()).min(1).max(MOST_EXPORTED) }),
  z.strictObject({ kind: z.literal('filter'), filter: exportFilter }),
]);
export type ExportWish = z.infer<typeof exportWish>;
