import type { AtaConfig } from './model/ata/ataConfig.ts';
import type { EraseDurations } from './model/driveBody.ts';
import type { NvmeConfig } from './model/nvme/nvmeConfig.ts';
import type { ScsiConfig } from './model/scsi/scsiConfig.ts';

/** Erase times that a test can wait for and that still show progress. */
export const SHORT_DURATIONS: EraseDurations = {
  blockMs: 3000,
  cryptoMs: 1500,
  overwriteMs: 3000,
  securityEraseMs: 3000,
  formatMs: 500,
};

/** The PSID on the label of every emulated drive that has one. */
export const LAB_PSID = 'LABPSID0LABPSID0LABPSID0LABPSID0';

/** A well-made NVMe drive: every sanitize action, format with crypto erase, one namespace of 512-byte blocks. */
export function honestNvme(sizeBytes: number): NvmeConfig {
  return {
    namespaces: [{ sizeBytes, blockBytes: 512 }],
    detached: [],
    sanitize: { block: true, crypto: true, overwrite: true, verification: false, noDeallocateInhibited: false },
    format: true,
    fna: { formatAll: false, eraseAll: false, crypto: true, noBroadcast: false },
    smart: { criticalWarning: 0, percentageUsed: 3, mediaErrors: 0 },
    opal: 'absent',
    psid: LAB_PSID,
    sanitizeNotModified: true,
  };
}

/** A well-made SATA solid state drive: security erase in both modes, every sanitize method, HPA and DCO. */
export const HONEST_ATA: AtaConfig = {
  logicalBlockBytes: 512,
  physicalBlockBytes: 4096,
  rotationRate: 1,
  sanitize: { block: true, crypto: true, overwrite: true, antifreeze: true },
  security: 'enhanced',
  securityEraseMinutes: 2,
  enhancedEraseMinutes: 2,
  hiddenAreas: 'hpa-dco',
  trim: { supported: true, deterministic: true, zeros: true },
  smart: { passed: true, reallocated: 0, pending: 0, powerOnHours: 8760 },
  opal: 'absent',
};

/** A well-made SAS solid state drive with every sanitize method. */
export const HONEST_SCSI: ScsiConfig = {
  logicalBlockBytes: 512,
  physicalBlockBytes: 4096,
  rotationRate: 1,
  sanitize: { block: true, crypto: true, overwrite: true },
  unmaps: true,
  logicalUnits: 1,
  opal: 'absent',
};
