import type { DeviceTechnique } from '../deviceTechnique.ts';
import { sanitizeCapability } from './sanitizeCapability.ts';
import { runSanitize } from './sanitizeRun.ts';

/** Sanitize with Block Erase: the media's own low-level erase. What reads afterwards is the maker's choice. */
export const sanitizeBlock: DeviceTechnique = {
  kind: 'device',
  techniqueId: 'nvme-sanitize-block',
  leaves: 'anything',
  capability: (drive, policy) => sanitizeCapability('block', drive, policy),
  run: (tools) => runSanitize('block', tools),
};
