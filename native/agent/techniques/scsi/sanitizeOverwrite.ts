import { because } from '../../../../core/domain/reason.ts';
import type { DeviceTechnique } from '../deviceTechnique.ts';
import { type EraseKind, SANITIZE, SANITIZE_AT_ONCE } from './eraseKind.ts';
import { runErase } from './eraseRun.ts';
import { scsiCapability } from './scsiCapability.ts';

const erase: EraseKind = {
  ...SANITIZE,
  techniqueId: 'scsi-sanitize-overwrite',
  argv: () => ['--overwrite', '--zero', '--count=1', ...SANITIZE_AT_ONCE],
  mayEndAtOnce: false,
  // Several times what the quickest drives of today write on their own medium.
  fastestBytesPerSecond: { magnetic: 4e9, other: 50e9 },
  mayFailReads: () => false,
};

/** SANITIZE, OVERWRITE (SBC-4 5.31, service action 1), one pass of zeros: reallocated places and spare areas too. */
export const sanitizeOverwrite: DeviceTechnique = {
  kind: 'device',
  techniqueId: 'scsi-sanitize-overwrite',
  leaves: 'uniform',
  capability: (drive) =>
    scsiCapability(drive, {
      supported: (facts) => facts.sanitizeOverwrite,
      method: 'purge',
      reasons: [because('scsi-sanitize-is-purge')],
    }),
  run: (tools) => runErase(tools, erase),
};
