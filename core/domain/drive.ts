import { z } from 'zod';
import { eraseFacts } from './eraseFacts.ts';
import { health } from './health.ts';
import { reason } from './reason.ts';
import { refusal } from './refusal.ts';
import { sizeBytes } from './size.ts';

export const transport = z.enum(['nvme', 'sata', 'sas', 'scsi', 'usb', 'mmc', 'loop', 'virtual', 'unknown']);
export type Transport = z.infer<typeof transport>;

/** NIST SP 800-88 "media type". `unknown` when transport, IDENTIFY and model do not agree on one. */
export const mediaType = z.enum(['magnetic', 'flash', 'hybrid', 'unknown']);
export type MediaType = z.infer<typeof mediaType>;

const fact = z.string().max(4096).nullable();

/** What one source says the drive is. `null` is "this source does not know", never an empty string. */
export const driveIdentity = z.strictObject({
  source: z.enum(['sysfs', 'udev', 'pass-through', 'virtual-bench']),
  model: fact,
  serialNumber: fact,
  wwn: fact,
  firmware: fact,
  sizeBytes: sizeBytes.nullable(),
});
export type DriveIdentity = z.infer<typeof driveIdentity>;

/** One of the kernel's disks that together are one drive: a namespace of an NVMe drive that has several. */
export const drivePart = z.strictObject({
  nsid: z.number().int().nonnegative(),
  /** For people only, like the drive's own. */
  kernelName: z.string().max(64),
  sizeBytes,
  logicalBlockBytes: z.number().int().positive(),
});
export type DrivePart = z.infer<typeof drivePart>;

/**
 * What a drive with a lock of the Trusted Computing Group says of it (Level 0 Discovery, TCG Storage Architecture Core 2.01, 3.3.6), as sedutil-cli words it.
 * `opal`: of the Opal family, whose revert throws the media keys away. `lockingEnabled`: the lock was set up. `locked`: some of it is closed now.
 */
export const tcgLock = z.strictObject({
  opal: z.boolean(),
  lockingEnabled: z.boolean(),
  locked: z.boolean(),
  mediaEncryption: z.boolean(),
});
export type TcgLock = z.infer<typeof tcgLock>;

/** A storage device as the agent sees it now. `driveId` names this insertion of it; a re-plug is a new one. */
export const drive = z.strictObject({
  driveId: z.string().min(1).max(128),
  bayId: z.string().max(64).nullable(),
  /** The kernel's name, for people only (`sda`, `loop3`, `virtual-04`). It is never an argument of a call. */
  kernelName: z.string().max(64),
  transport,
  mediaType,
  virtual: z.boolean(),
  model: fact,
  serialNumber: fact,
  wwn: fact,
  firmware: fact,
  identities: z.array(driveIdentity).max(8),
  /** Of all its parts together. */
  sizeBytes,
  /** Every part, where the drive has several; each is held, erased and read back. Absent: the drive is one disk. */
  parts: z.array(drivePart).min(2).max(1024).optional(),
  logicalBlockBytes: z.number().int().positive(),
  physicalBlockBytes: z.number().int().positive(),
  readOnly: z.boolean(),
  health,
  /** The drive's own means of erasing itself; `null` until they were asked for. */
  erase: eraseFacts.nullable(),
  /** Absent: it has no such lock, or nobody could ask (no Debian package has sedutil-cli). */
  tcgLock: tcgLock.optional(),
  /** Why nothing may be started on it now; empty means no reason is known (preflight looks again). */
  refusals: z.array(refusal).max(32),
  /** Things a person should know that do not forbid a wipe (old signatures found, serial seen by one source only). */
  remarks: z.array(reason).max(32),
  seenAt: z.iso.datetime(),
});
export type Drive = z.infer<typeof drive>;

/** What a person is told of the parts: the kernel's names, each with its namespace number. */
export function namesOfParts(parts: readonly DrivePart[]): string {
  const names = parts.map(({ kernelName, nsid }) => `${kernelName} (${nsid})`);
  return names.join(', ').slice(0, 1000);
}

/** The last four characters of the serial, as people read them from the drive's label; `null` when there is no serial. */
export function serialEnd(serialNumber: string | null): string | null {
  const characters = [...(serialNumber ?? '').trim()];
  return characters.length === 0 ? null : characters.slice(-4).join('');
}

/** The same in capitals, to be compared with what was scanned or typed. */
export function serialTail(serialNumber: string | null): string | null {
  return serialEnd(serialNumber)?.toUpperCase() ?? null;
}
