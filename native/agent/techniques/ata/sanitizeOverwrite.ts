import type { DeviceTechnique } from '../deviceTechnique.ts';
import { sanitizeCapability } from './sanitizeCapability.ts';
import type { SanitizeOperation } from './sanitizeOperation.ts';
import { runSanitize } from './sanitizeRun.ts';

const operation: SanitizeOperation = {
  name: 'overwrite',
  featureBit: 14,
  argv: ['--sanitize-overwrite-passes', '1', '--sanitize-overwrite', 'hex:00000000'],
};

/** OVERWRITE EXT (ACS-4 7.36.7) with one pass of zeros; a count of 0, hdparm's default, would mean sixteen passes. */
export const sanitizeOverwrite: DeviceTechnique = {
  kind: 'device',
  techniqueId: 'ata-sanitize-overwrite',
  leaves: 'uniform',
  capability: (drive) => sanitizeCapability(drive, operation.name),
  run: (tools) => runSanitize(tools, operation),
};
