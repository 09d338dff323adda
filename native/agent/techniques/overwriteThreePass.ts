import { because } from '../../../core/domain/reason.ts';
import { overwriteCapability } from './overwriteCapability.ts';
import type { OverwriteTechnique } from './technique.ts';

/**
 * Zeros, ones, then a random stream, for contracts that demand three passes. NIST SP 800-88r2 calls more than one pass unnecessary, so it counts
 * as what one pass counts as.
 */
export const overwriteThreePass: OverwriteTechnique = {
  kind: 'overwrite',
  techniqueId: 'overwrite-three-pass',
  capability(drive) {
    const { method, reasons } = overwriteCapability(drive);
    return { method, reasons: [...reasons, because('three-passes-for-contracts')] };
  },
  newPatterns: (randomHex) => [
    { words: 'zeros', seed: null },
    { words: 'hex:ff', seed: null },
    { words: 'stream', seed: randomHex() },
  ],
};
