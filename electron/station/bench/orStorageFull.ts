import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import { storageTrouble } from '../paths/durableFile.ts';

/** The work's answer; where the station's disk did not take what it had to write, a refusal that says so. Throws everything else. */
export async function orStorageFull<T>(work: () => Answer<T> | Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await work();
  } catch (cause) {
    if (storageTrouble(cause) === null) throw cause;
    return { outcome: 'refused', refusals: [refuse('storage-full')] };
  }
}
