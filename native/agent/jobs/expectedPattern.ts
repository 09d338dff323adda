import type { Pattern } from '../techniques/technique.ts';
import type { JobStory } from './jobStory.ts';

/** What the read-back is to find: the last pass written, or the one byte that the drive's erase left everywhere. `null`: nobody knows. Pure. */
export function expectedPattern({ intent, comparison }: JobStory): Pattern | null {
  const last = intent.passes.at(-1);
  if (last !== undefined) return last;
  const byte = comparison?.uniformValue ?? null;
  if (intent.deviceLeaves !== 'uniform' || byte === null) return null;
  return { words: `hex:${byte.toString(16).padStart(2, '0')}`, seed: null };
}
