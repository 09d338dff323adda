import { z } from 'zod';
import { reason } from './reason.ts';

/** NIST SP 800-88 sanitization method. */
export const sanitizationMethod = z.enum(['clear', 'purge', 'destroy']);
export type SanitizationMethod = z.infer<typeof sanitizationMethod>;

export const techniqueId = z.enum([
  'overwrite-zeros',
  'overwrite-stream',
  'overwrite-three-pass',
  'nvme-sanitize-block',
  'nvme-sanitize-crypto',
  'nvme-sanitize-overwrite',
  'nvme-format-user-data',
  'nvme-format-crypto',
  'ata-sanitize-block',
  'ata-sanitize-crypto',
  'ata-sanitize-overwrite',
  'ata-security-erase',
  'ata-security-erase-enhanced',
  'scsi-sanitize-block',
  'scsi-sanitize-crypto',
  'scsi-sanitize-overwrite',
  'scsi-format-unit',
  'opal-psid-revert',
  'blkdiscard',
]);
export type TechniqueId = z.infer<typeof techniqueId>;

/** How a technique that the drive runs itself ended, by the drive's own state. `not-run`: it was never asked. */
export const deviceState = z.enum(['completed', 'failed', 'stalled', 'unknown', 'interrupted', 'not-run']);
export type DeviceState = z.infer<typeof deviceState>;

/** What a device technique leaves behind: one value everywhere, or anything that is not earlier data (cryptographic erase). */
export const leaves = z.enum(['uniform', 'anything']);
export type Leaves = z.infer<typeof leaves>;

/** One row of a plan: a technique, the method it counts as on this drive, and why it is offered or not. */
export const planRow = z.strictObject({
  techniqueId,
  method: sanitizationMethod.nullable(),
  accepted: z.boolean(),
  rank: z.number().int().positive().nullable(),
  reasons: z.array(reason).min(1).max(16),
});
export type PlanRow = z.infer<typeof planRow>;
