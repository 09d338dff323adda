import { z } from 'zod';
import { reason } from './reason.ts';

const count = z.number().int().nonnegative();

/** One NVMe namespace of the drive's subsystem, attached or not. `kernelName` is `null` while the kernel shows no block device for it. */
export const nvmeNamespace = z.strictObject({
  nsid: z.number().int().positive(),
  kernelName: z.string().max(64).nullable(),
  sizeBytes: count.nullable(),
  /** Index of the LBA format in use, metadata and protection, which a format must keep (NVMe base 2.0, Identify Namespace FLBAS, DPS). */
  lbaFormat: count.nullable(),
  metadataExtended: z.boolean().nullable(),
  protectionType: count.nullable(),
});

/** What an NVMe controller says it can do (NVMe base 2.0: SANICAP, OACS, FNA) and what stands in its sanitize log. */
export const nvmeEraseFacts = z.strictObject({
  interface: z.literal('nvme'),
  controllerName: z.string().max(64),
  namespaces: z.array(nvmeNamespace).max(128),
  /** Controllers of the subsystem the kernel sees; more than one means that a sanitize reaches paths nobody looks at here. */
  controllers: count,
  /** Asked where there are several namespaces: controllers that the drive names besides these. `null`: it may have some and does not say. */
  otherControllers: count.nullable().optional(),
  sanitizeCrypto: z.boolean(),
  sanitizeBlock: z.boolean(),
  sanitizeOverwrite: z.boolean(),
  noDeallocateInhibited: z.boolean(),
  mediaVerification: z.boolean(),
  formatSupported: z.boolean(),
  formatCrypto: z.boolean(),
  formatAllNamespaces: z.boolean(),
  eraseAllNamespaces: z.boolean(),
  unallocatedBytes: count.nullable(),
  /** SSTAT[2:0] of log 81h: 0 never, 1 success, 2 in progress, 3 failed, 4 success without the no-deallocate asked for; `null` not read. */
  sanitizeStatus: z.number().int().nullable(),
});

/** What IDENTIFY DEVICE says (ACS-4 words 59, 82, 89, 90, 119, 128) and what is hidden behind the visible capacity. `null`: not read. */
export const ataEraseFacts = z.strictObject({
  interface: z.literal('ata'),
  /** Words 10 to 19. A bridge that answers for the drive tells another number everywhere else. */
  serialNumber: z.string().max(64).nullable().optional(),
  sanitizeSupported: z.boolean(),
  sanitizeCrypto: z.boolean(),
  sanitizeBlock: z.boolean(),
  sanitizeOverwrite: z.boolean(),
  sanitizeState: z.enum(['idle', 'frozen', 'in-process', 'failed', 'unknown']),
  securitySupported: z.boolean(),
  securityEnabled: z.boolean(),
  securityLocked: z.boolean(),
  securityFrozen: z.boolean(),
  securityCountExpired: z.boolean(),
  securityMaximum: z.boolean(),
  enhancedSupported: z.boolean(),
  normalMinutes: count.nullable(),
  enhancedMinutes: count.nullable(),
  currentSectors: count.nullable(),
  nativeSectors: count.nullable(),
  dcoSectors: count.nullable(),
  accessibleMaxAddress: z.boolean(),
});

/** What a SCSI or SAS drive answers to REPORT SUPPORTED OPERATION CODES. */
export const scsiEraseFacts = z.strictObject({
  interface: z.literal('scsi'),
  genericName: z.string().max(64).nullable(),
  sanitizeCrypto: z.boolean(),
  sanitizeBlock: z.boolean(),
  sanitizeOverwrite: z.boolean(),
  formatUnit: z.boolean(),
  logicalUnits: count,
});

/** The drive's own means of erasing itself, as it says. A bridge or an unread drive has none and says why. */
export const eraseFacts = z.discriminatedUnion('interface', [
  nvmeEraseFacts,
  ataEraseFacts,
  scsiEraseFacts,
  z.strictObject({ interface: z.literal('none'), why: reason }),
]);
export type EraseFacts = z.infer<typeof eraseFacts>;
export type NvmeEraseFacts = z.infer<typeof nvmeEraseFacts>;
export type AtaEraseFacts = z.infer<typeof ataEraseFacts>;
export type ScsiEraseFacts = z.infer<typeof scsiEraseFacts>;
