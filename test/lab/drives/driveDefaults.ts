import type { EraseDurations } from './model/driveBody.ts';
import type { NvmeConfig } from './model/nvme/nvmeConfig.ts';

/** Erase times that a test can wait for and that still show progress. */
export const SHORT_DURATIONS: EraseDurations = {
  blockMs: 3000,
  cryptoMs: 1500,
  overwriteMs: 3000,
  securityEraseMs: 3000,
  formatMs: 500,
};

/** A well-made NVMe drive: every sanitize action, format with crypto erase, one namespace of 512-byte blocks. */
export function honestNvme(sizeBytes: number): NvmeConfig {
  return {
    namespaces: [{ sizeBytes, blockBytes: 512 }],
    sanitize: { block: true, crypto: true, overwrite: true, verification: false, noDeallocateInhibited: false },
    format: true,
    fna: { formatAll: false, eraseAll: false, crypto: true, noBroadcast: false },
    smart: { criticalWarning: 0, percentageUsed: 3, mediaErrors: 0 },
    opal: 'absent',
    sanitizeNotModified: true,
  };
}
