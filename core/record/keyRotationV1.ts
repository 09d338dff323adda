import { z } from 'zod';

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * The station changes its signing key. The one statement with two signatures: the old key's, then the new key's. Entries after it, and checkpoints from
 * it on, are signed by the new key alone; the station keeps its name, which comes from its first key.
 */
export const keyRotationV1 = z.strictObject({
  format: z.literal('wipebench-key-rotation/1'),
  at: z.iso.datetime(),
  stationId: z.string().max(4096),
  virtual: z.boolean(),
  oldKeyId: hex64,
  newKeyId: hex64,
  newPublicKeyBase64: z.string(),
});
export type KeyRotationV1 = z.infer<typeof keyRotationV1>;
