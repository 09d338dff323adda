import type { DeviceTechnique } from '../deviceTechnique.ts';
import { sanitizeCapability } from './sanitizeCapability.ts';
import { runSanitize } from './sanitizeRun.ts';

/** Sanitize with Crypto Erase: the media key is changed. It clears only what was always encrypted, which no host can see. */
export const sanitizeCrypto: DeviceTechnique = {
  kind: 'device',
  techniqueId: 'nvme-sanitize-crypto',
  leaves: 'anything',
  capability: (drive, policy) => sanitizeCapability('crypto', drive, policy),
  run: (tools) => runSanitize('crypto', tools),
};
