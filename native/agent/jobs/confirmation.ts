import type { Drive } from '../../../core/domain/drive.ts';

const LEAST_CHARACTERS = 4;

/**
 * Is what a person scanned or typed the end of this drive's serial? At least four characters, or all of a shorter serial; capitals do not matter.
 * A drive without a serial can be confirmed by nobody.
 */
export function confirmsSerial(typed: string, serialNumber: string | null): boolean {
  const serial = [...(serialNumber ?? '').trim().toUpperCase()];
  const tail = [...typed.trim().toUpperCase()];
  if (serial.length === 0 || tail.length < Math.min(LEAST_CHARACTERS, serial.length)) return false;
  return tail.length <= serial.length && serial.slice(-tail.length).join('') === tail.join('');
}

/** The same drive, fact by fact, as when the permission was given. */
export function sameAsPermitted(permitted: Drive, now: Drive): boolean {
  return (
    permitted.driveId === now.driveId &&
    permitted.sizeBytes === now.sizeBytes &&
    permitted.logicalBlockBytes === now.logicalBlockBytes &&
    permitted.serialNumber === now.serialNumber &&
    permitted.model === now.model &&
    permitted.wwn === now.wwn &&
    permitted.firmware === now.firmware
  );
}
