import { z } from 'zod';
import { reason } from '../domain/reason.ts';

/** What the lots say of a drive on the bench. */
export const driveRules = z.strictObject({
  /** The lot that answers for the drive, or the named one that does not know it. */
  lotName: z.string(),
  owner: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('asset'),
      assetId: z.number().int().positive(),
      securityRequirement: z.string().nullable(),
    }),
    z.strictObject({ kind: z.literal('added') }),
    z.strictObject({ kind: z.literal('inside-unknown') }),
    z.strictObject({ kind: z.literal('unknown') }),
  ]),
  allowed: z.array(z.string()),
  refused: z.array(z.strictObject({ policyId: z.string(), why: reason })),
  mustBeDestroyed: z.boolean(),
  certify: reason.nullable(),
});
export type DriveRulesView = z.infer<typeof driveRules>;
