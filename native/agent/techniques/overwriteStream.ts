import { because } from '../../../core/domain/reason.ts';
import { overwriteCapability } from './overwriteCapability.ts';
import type { OverwriteTechnique } from './technique.ts';

/** One pass of an AES-256-CTR stream: no drive can compress it away, and a read-back shows that each block holds what was written there. */
export const overwriteStream: OverwriteTechnique = {
  kind: 'overwrite',
  techniqueId: 'overwrite-stream',
  capability(drive) {
    const { method, reasons } = overwriteCapability(drive);
    return { method, reasons: [...reasons, because('stream-cannot-be-compressed')] };
  },
  newPatterns: (randomHex) => [{ words: 'stream', seed: randomHex() }],
};
