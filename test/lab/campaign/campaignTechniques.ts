import type { TechniqueId } from '../../../core/domain/technique.ts';
import type { EraseDurations } from '../drives/model/driveBody.ts';

/** A technique of the campaign, the policy that offers it, and the kind of drive it runs on. */
export type CampaignTechnique = {
  readonly techniqueId: TechniqueId;
  readonly policyId: string;
  readonly drive: 'nvme' | 'ata' | 'scsi';
  /** As VPD page B1h and IDENTIFY word 217 say it; only disks may be offered some techniques. */
  readonly rotationRate: number;
};

/** Rotation rate of a drive without moving parts. */
export const FLASH = 1;
const DISK = 5400;
const CLEAR = 'nist-clear-sampled';
const PURGE = 'nist-purge';

/** Every technique that a policy offers and that runs on the lab's emulated drives. No policy offers `nvme-format-crypto`: nobody attests it. */
export const CAMPAIGN_TECHNIQUES: readonly CampaignTechnique[] = [
  { techniqueId: 'ata-security-erase', policyId: CLEAR, drive: 'ata', rotationRate: DISK },
  { techniqueId: 'ata-security-erase-enhanced', policyId: PURGE, drive: 'ata', rotationRate: DISK },
  { techniqueId: 'ata-sanitize-block', policyId: PURGE, drive: 'ata', rotationRate: FLASH },
  { techniqueId: 'ata-sanitize-crypto', policyId: PURGE, drive: 'ata', rotationRate: FLASH },
  { techniqueId: 'ata-sanitize-overwrite', policyId: PURGE, drive: 'ata', rotationRate: DISK },
  { techniqueId: 'nvme-sanitize-block', policyId: PURGE, drive: 'nvme', rotationRate: FLASH },
  { techniqueId: 'nvme-sanitize-crypto', policyId: PURGE, drive: 'nvme', rotationRate: FLASH },
  { techniqueId: 'nvme-sanitize-overwrite', policyId: PURGE, drive: 'nvme', rotationRate: FLASH },
  { techniqueId: 'nvme-format-user-data', policyId: CLEAR, drive: 'nvme', rotationRate: FLASH },
  { techniqueId: 'opal-psid-revert', policyId: PURGE, drive: 'nvme', rotationRate: FLASH },
  { techniqueId: 'scsi-sanitize-block', policyId: PURGE, drive: 'scsi', rotationRate: FLASH },
  { techniqueId: 'scsi-sanitize-crypto', policyId: PURGE, drive: 'scsi', rotationRate: FLASH },
  { techniqueId: 'scsi-sanitize-overwrite', policyId: PURGE, drive: 'scsi', rotationRate: DISK },
  { techniqueId: 'scsi-format-unit', policyId: CLEAR, drive: 'scsi', rotationRate: DISK },
  { techniqueId: 'overwrite-zeros', policyId: CLEAR, drive: 'scsi', rotationRate: DISK },
  { techniqueId: 'overwrite-stream', policyId: CLEAR, drive: 'nvme', rotationRate: FLASH },
  { techniqueId: 'overwrite-three-pass', policyId: 'customer-three-pass', drive: 'ata', rotationRate: DISK },
];

export const CAMPAIGN_DURATIONS: EraseDurations = {
  blockMs: 5_000,
  cryptoMs: 4_000,
  overwriteMs: 5_000,
  securityEraseMs: 5_000,
  formatMs: 5_000,
};

/** Whether a person must give the PSID of the drive's label. */
export const asksPsid = ({ techniqueId }: CampaignTechnique): boolean => techniqueId === 'opal-psid-revert';

/** How long the erase of a technique takes on these drives; an overwrite's is a guess, because it depends on the host. */
export function eraseMsOf({ techniqueId }: CampaignTechnique): number {
  if (techniqueId.startsWith('overwrite')) return 4_000;
  if (techniqueId.includes('format')) return CAMPAIGN_DURATIONS.formatMs;
  if (techniqueId.includes('security')) return CAMPAIGN_DURATIONS.securityEraseMs;
  if (techniqueId.endsWith('crypto') || techniqueId.startsWith('opal')) return CAMPAIGN_DURATIONS.cryptoMs;
  return techniqueId.endsWith('block') ? CAMPAIGN_DURATIONS.blockMs : CAMPAIGN_DURATIONS.overwriteMs;
}
