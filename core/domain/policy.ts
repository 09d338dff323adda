import { z } from 'zod';
import { sanitizationMethod, techniqueId } from './technique.ts';

/** How the read-back is designed (NIST SP 800-88r1 section 4.7). */
export const verificationDesign = z.discriminatedUnion('design', [
  z.strictObject({ design: z.literal('full') }),
  z.strictObject({
    design: z.literal('sampled'),
    subsections: z.number().int().min(1000).max(100_000),
    samplesPerSubsection: z.number().int().min(2).max(16),
    sharePpm: z.number().int().min(100_000).max(1_000_000),
  }),
]);
export type VerificationDesign = z.infer<typeof verificationDesign>;

/** What a lot allows (data in `resources/policies/`). Techniques are in the order of preference. */
export const policy = z.strictObject({
  policyId: z.string().regex(/^[a-z0-9-]{1,64}$/),
  title: z.string().min(1).max(200),
  method: sanitizationMethod,
  techniques: z.array(techniqueId).min(1),
  verification: verificationDesign,
  canaryCount: z.number().int().min(8).max(4096),
  badBlockLimit: z.number().int().min(0).max(1_000_000),
});
export type Policy = z.infer<typeof policy>;
