import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const text = (max: number) => z.string().trim().min(1).max(max);

/** What the `.json` beside an image file says the virtual drive is. */
export const manifest = z.strictObject({
  format: z.literal('wipebench-virtual-drive/1'),
  /** Made anew for each plugged drive: two drives with the same serial are still two drives. */
  insertionId: z.uuid(),
  model: text(40),
  /** As long as a record can hold. */
  serialNumber: text(4096),
  mediaType: z.enum(['magnetic', 'flash']),
  maxBytesPerSecond: z.number().int().positive().nullable(),
});
export type Manifest = z.infer<typeof manifest>;

export function makeManifest(facts: Omit<Manifest, 'format' | 'insertionId'>): Manifest {
  return manifest.parse({ format: 'wipebench-virtual-drive/1', insertionId: randomUUID(), ...facts });
}
