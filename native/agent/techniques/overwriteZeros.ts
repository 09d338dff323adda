import { overwriteCapability } from './overwriteCapability.ts';
import type { Technique } from './technique.ts';

/** One pass of zero bytes over every address. */
export const overwriteZeros: Technique = {
  techniqueId: 'overwrite-zeros',
  capability: overwriteCapability,
  newPattern: () => ({ words: 'zeros', seed: null }),
};
