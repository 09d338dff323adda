import { isDeepStrictEqual } from 'node:util';
import { assertNever } from '../../../core/domain/assertNever.ts';
import type { Drive } from '../../../core/domain/drive.ts';
import { readVisible } from '../../../core/record/visibleText.ts';
import { likenessOf } from '../drives/sameDrive.ts';

const LEAST_CHARACTERS = 4;

/**
 * Is what a person scanned or typed the end of this drive's serial? At least four characters, or all of a shorter serial; capitals do not matter.
 * A drive without a serial can be confirmed by nobody. What no keyboard has may be typed as screens and labels show it, `\u{0}`.
 */
export function confirmsSerial(typed: string, serialNumber: string | null): boolean {
  const text = typed.trim();
  return isEndOf(text, serialNumber) || isEndOf(readVisible(text), serialNumber);
}

function isEndOf(typed: string, serialNumber: string | null): boolean {
  const serial = [...(serialNumber ?? '').trim().toUpperCase()];
  const tail = [...typed.toUpperCase()];
  if (serial.length === 0 || tail.length < Math.min(LEAST_CHARACTERS, serial.length)) return false;
  return tail.length <= serial.length && serial.slice(-tail.length).join('') === tail.join('');
}

/** Why the drive is not known to be the one the permission was given for; `null`: it is that one, by every fact that was told then. */
export function unlikePermitted(permitted: Drive, now: Drive): 'drive-changed' | 'drive-not-answering' | null {
  if (permitted.driveId !== now.driveId || permitted.logicalBlockBytes !== now.logicalBlockBytes)
    return 'drive-changed';
  if (!isDeepStrictEqual(permitted.parts, now.parts)) return 'drive-changed';
  const likeness = likenessOf(permitted, now);
  switch (likeness) {
    case 'same':
      return null;
    case 'silent':
      return 'drive-not-answering';
    case 'changed':
      return 'drive-changed';
    default:
      return assertNever(likeness);
  }
}
