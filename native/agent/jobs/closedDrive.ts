import type { JobIntent } from './jobIntent.ts';

/**
 * Is the drive kept closed by its own lock until the erase takes it off (only a PSID revert is begun on one)? Nothing can be planted or read before, so
 * nothing can be compared afterwards, and the verdict says so.
 */
export function isClosedBefore({ drive }: JobIntent): boolean {
  return drive.tcgLock?.locked === true;
}
