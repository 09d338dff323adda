import type { Drive } from '../../../core/domain/drive.ts';
import { type Refusal, refuse } from '../../../core/domain/refusal.ts';
import { plainFact } from './sameDrive.ts';

/**
 * Adds `drive-duplicate-serial` to every drive whose serial number another present drive has as well: a scan could mean either. Where all of them say
 * that they are units of a drive that has several (two actuators), they are one drive and nothing can be taken out: `drive-several-units`.
 */
export function refuseDuplicateSerials(drives: readonly Drive[]): Drive[] {
  const owners = new Map<string, Drive[]>();
  for (const drive of drives) {
    const serial = plainFact(drive.serialNumber);
    if (serial !== null) owners.set(serial, [...(owners.get(serial) ?? []), drive]);
  }
  return drives.map((drive) => {
    const same = owners.get(plainFact(drive.serialNumber) ?? '') ?? [];
    return same.length < 2 ? drive : { ...drive, refusals: [refusalOf(drive, same), ...drive.refusals].slice(0, 32) };
  });
}

function refusalOf({ serialNumber }: Drive, same: readonly Drive[]): Refusal {
  const units = same.map(({ erase }) => (erase?.interface === 'scsi' ? erase.logicalUnits : 1));
  const told = Math.min(...units);
  if (told > 1 && same.length <= told) return refuse('drive-several-units', { units: told });
  return refuse('drive-duplicate-serial', { serialNumber: serialNumber ?? '' });
}
