import type { DeviceTechnique } from '../deviceTechnique.ts';
import { sanitizeCapability } from './sanitizeCapability.ts';
import type { SanitizeOperation } from './sanitizeOperation.ts';
import { runSanitize } from './sanitizeRun.ts';

const operation: SanitizeOperation = { name: 'block', featureBit: 15, argv: ['--sanitize-block-erase'] };

/** BLOCK ERASE EXT (ACS-4 7.36.3): every block of the flash, also spare ones; what reads give afterwards is the maker's choice. */
export const sanitizeBlock: DeviceTechnique = {
  kind: 'device',
  techniqueId: 'ata-sanitize-block',
  leaves: 'anything',
  capability: (drive) => sanitizeCapability(drive, operation.name),
  run: (tools) => runSanitize(tools, operation),
};
