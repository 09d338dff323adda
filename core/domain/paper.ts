import { z } from 'zod';

/** Languages that certificates are printed in; each has a `core/messages/<language>/certificate.json`. */
export const paperLanguage = z.enum(['en', 'de', 'pl', 'zh']);
export type PaperLanguage = z.infer<typeof paperLanguage>;

/** How the station's next certificates look. */
export const paperSettings = z.strictObject({
  language: paperLanguage,
  shopName: z.string().trim().min(1).max(120).nullable(),
  /** A PNG as `readLogo` wants it, in base64. */
  logoPngBase64: z.string().max(50_000).nullable(),
});
export type PaperSettings = z.infer<typeof paperSettings>;

/** What is printed until somebody sets something else. */
export const PLAIN_PAPER: PaperSettings = { language: 'en', shopName: null, logoPngBase64: null };
