import type { Drive } from '../../../core/domain/drive.ts';
import { refuse } from '../../../core/domain/refusal.ts';
import { plainFact } from './sameDrive.ts';

/** Adds `drive-duplicate-serial` to every drive whose serial number another present drive has as well: a scan could mean either. */
export function refuseDuplicateSerials(drives: readonly Drive[]): Drive[] {
  const owners = new Map<string, number>();
  for (const { serialNumber } of drives) {
    const serial = plainFact(serialNumber);
    if (serial !== null) owners.set(serial, (owners.get(serial) ?? 0) + 1);
  }
  return drives.map((drive) => {
    const serial = plainFact(drive.serialNumber);
    if (serial === null || (owners.get(serial) ?? 0) < 2) return drive;
    const refusal = refuse('drive-duplicate-serial', { serialNumber: drive.serialNumber ?? '' });
    return { ...drive, refusals: [refusal, ...drive.refusals].slice(0, 32) };
  });
}
