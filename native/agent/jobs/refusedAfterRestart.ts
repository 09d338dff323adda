import type { RefusalCode } from '../../../core/domain/refusal.ts';
import { securityStoryOf } from '../techniques/ata/securityStory.ts';
import type { JobStory } from './jobStory.ts';

/** Refusals that may pass by themselves shortly after a restart: the bus is busy, the drive spins up, the engine of the dead agent still ends. */
const PASSING: readonly RefusalCode[] = ['drive-held', 'drive-busy', 'drive-not-answering', 'engine-missing'];
const PASSING_WHILE_ERASING: readonly RefusalCode[] = ['drive-gone', 'drive-empty', 'drive-unreadable'];

/**
 * How long a job asks again for its drive, which is there and was refused, before the refusal is the drive's answer; 0 is at once. In milliseconds. Pure.
 *
 * A drive that erases itself answers little until it is done, and that may take as long as it takes. And a job whose password may be on the drive
 * does not end on a refusal of any kind while there is patience left: nobody else would take the password off.
 */
export function refusedPatienceMs(
  codes: readonly RefusalCode[],
  { techniqueStarted, notes }: Pick<JobStory, 'techniqueStarted' | 'notes'>,
  { busyMs, patienceMs }: { readonly busyMs: number; readonly patienceMs: number },
): number {
  if (securityStoryOf(notes).password !== null) return patienceMs;
  const passes = (code: RefusalCode): boolean =>
    PASSING.includes(code) || (techniqueStarted && PASSING_WHILE_ERASING.includes(code));
  if (!codes.every(passes)) return 0;
  return techniqueStarted ? patienceMs : busyMs;
}
