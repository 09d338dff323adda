import { overwriteCapability } from './overwriteCapability.ts';
import type { OverwriteTechnique } from './technique.ts';

/** One pass of zero bytes over every address. */
export const overwriteZeros: OverwriteTechnique = {
  kind: 'overwrite',
  techniqueId: 'overwrite-zeros',
  capability: overwriteCapability,
  newPatterns: () => [{ words: 'zeros', seed: null }],
};
