import type { MediaType, Transport } from '../../../../core/domain/drive.ts';
import type { DiskFacts } from './diskFacts.ts';

/** How a disk is attached, by its place in sysfs. A SATA disk behind a SAS controller says `ATA` as its vendor (SAT-5). */
export function transportOf({ name, sysfsPath, vendor }: Pick<DiskFacts, 'name' | 'sysfsPath' | 'vendor'>): Transport {
  if (name.startsWith('loop')) return 'loop';
  if (name.startsWith('nvme')) return 'nvme';
  if (name.startsWith('mmcblk')) return 'mmc';
  if (/\/usb\d+\//.test(sysfsPath)) return 'usb';
  if (/\/ata\d+\//.test(sysfsPath) || vendor === 'ATA') return 'sata';
  if (/\/(end_device|port)-\d/.test(sysfsPath)) return 'sas';
  if (/\/target\d+:\d+:\d+\//.test(sysfsPath)) return 'scsi';
  return 'unknown';
}

/**
 * What the data lies on. The kernel's `rotational` is wrong for USB flash, so it is never asked: the drive's own rotation rate decides (ATA
 * IDENTIFY word 217, SCSI VPD B1h), and a model that says otherwise makes it unknown.
 */
export function mediaTypeOf(transport: Transport, model: string | null, rotationRate: number | null): MediaType {
  if (transport === 'nvme' || transport === 'mmc') return 'flash';
  const name = model ?? '';
  if (/\bSSHD\b|hybrid/i.test(name)) return 'hybrid';
  const saysFlash = /\bSSD\b|solid.?state|flash/i.test(name);
  if (rotationRate === null) return 'unknown';
  if (rotationRate === 0) return 'flash';
  return saysFlash ? 'unknown' : 'magnetic';
}
