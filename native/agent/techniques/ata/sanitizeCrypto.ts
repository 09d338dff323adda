import type { DeviceTechnique } from '../deviceTechnique.ts';
import { sanitizeCapability } from './sanitizeCapability.ts';
import type { SanitizeOperation } from './sanitizeOperation.ts';
import { runSanitize } from './sanitizeRun.ts';

const operation: SanitizeOperation = { name: 'crypto', featureBit: 13, argv: ['--sanitize-crypto-scramble'] };

/** CRYPTO SCRAMBLE EXT (ACS-4 7.36.4): the drive changes its media key; that the key is gone is attested, not measured. */
export const sanitizeCrypto: DeviceTechnique = {
  kind: 'device',
  techniqueId: 'ata-sanitize-crypto',
  leaves: 'anything',
  capability: (drive) => sanitizeCapability(drive, operation.name),
  run: (tools) => runSanitize(tools, operation),
};
