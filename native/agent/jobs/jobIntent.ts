import { z } from 'zod';
import { jobAsset } from '../../../core/contract/agent.ts';
import { drive } from '../../../core/domain/drive.ts';
import { policy } from '../../../core/domain/policy.ts';
import { leaves, sanitizationMethod, techniqueId } from '../../../core/domain/technique.ts';
import { recordV1, signingPerson } from '../../../core/record/recordV1.ts';

const seed = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * Everything that is fixed before the first destructive command: what will be done to which drive, by whom, with which seeds, and the name the
 * record will have. A restarted agent goes on from this and nothing else.
 */
export const jobIntent = z.strictObject({
  jobId: z.uuid(),
  recordId: z.uuid(),
  /** The drive as it was held; a restart finds it again by this. */
  drive,
  policy,
  policySha256: seed,
  techniqueId,
  method: sanitizationMethod,
  /** Set when the drive erases itself: what that leaves. */
  deviceLeaves: leaves.nullable(),
  /** The overwrite passes in their order; after an erase of the drive's own only those that the policy wants. */
  passes: z.array(z.strictObject({ words: z.string(), seed: seed.nullable() })).max(8),
  canarySeed: seed,
  planSeed: seed,
  surveySeed: seed,
  operator: signingPerson,
  asset: jobAsset,
  station: recordV1.shape.station,
  clock: z.strictObject({ source: z.string(), synchronized: z.boolean().nullable() }),
  tools: recordV1.shape.tools,
  maxBytesPerSecond: z.number().int().positive().nullable(),
  startedAt: z.iso.datetime(),
});
export type JobIntent = z.infer<typeof jobIntent>;
