import type { DeviceTechnique } from '../deviceTechnique.ts';
import { sanitizeCapability } from './sanitizeCapability.ts';
import { runSanitize } from './sanitizeRun.ts';

/** Sanitize with Overwrite: one pass of zeros over all media, spare cells included. */
export const sanitizeOverwrite: DeviceTechnique = {
  kind: 'device',
  techniqueId: 'nvme-sanitize-overwrite',
  leaves: 'uniform',
  capability: (drive, policy) => sanitizeCapability('overwrite', drive, policy),
  run: (tools) => runSanitize('overwrite', tools),
};
