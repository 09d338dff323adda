import { z } from 'zod';
import { mediaType } from './drive.ts';
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

const limit = z.number().int().min(0).max(1_000_000_000);

/** Above any of these a drive goes to the shredder before hours are spent on it. `null`: this count is not looked at. */
export const healthGate = z.strictObject({
  reallocatedSectors: limit.nullable(),
  pendingSectors: limit.nullable(),
  uncorrectableErrors: limit.nullable(),
  /** A drive that says itself that it is failing (grade D). */
  refuseFailing: z.boolean(),
});
export type HealthGate = z.infer<typeof healthGate>;

/** What a lot allows (data in `resources/policies/`). Techniques are in the order of preference. */
export const policy = z.strictObject({
  policyId: z.string().regex(/^[a-z0-9-]{1,64}$/),
  title: z.string().min(1).max(200),
  method: sanitizationMethod,
  techniques: z.array(techniqueId).min(1),
  /** Another order of preference on drives of this medium; techniques not named here come after, in the order above. */
  preferOn: z.partialRecord(mediaType, z.array(techniqueId)).optional(),
  /** Overwrites that must come after a technique that the drive runs itself, in this order. */
  followedBy: z
    .array(z.enum(['overwrite-zeros', 'overwrite-stream', 'overwrite-three-pass']))
    .max(2)
    .optional(),
  healthGate: healthGate.optional(),
  /** Techniques for which the shop holds the makers' attestation that they purge (IEEE 2883), where the command alone does not promise it. */
  attestedTechniques: z.array(techniqueId).optional(),
  verification: verificationDesign,
  canaryCount: z.number().int().min(8).max(4096),
  badBlockLimit: z.number().int().min(0).max(1_000_000),
});
export type Policy = z.infer<typeof policy>;
