import { because } from '../../../../core/domain/reason.ts';
import type { DeviceTechnique } from '../deviceTechnique.ts';
import { type EraseKind, SANITIZE, SANITIZE_AT_ONCE } from './eraseKind.ts';
import { runErase } from './eraseRun.ts';
import { scsiCapability } from './scsiCapability.ts';

const erase: EraseKind = {
  ...SANITIZE,
  techniqueId: 'scsi-sanitize-block',
  argv: () => ['--block', ...SANITIZE_AT_ONCE],
  mayEndAtOnce: false,
  fastestBytesPerSecond: null,
  mayFailReads: ({ blockMayFail }) => blockMayFail,
};

/** SANITIZE, BLOCK ERASE (SBC-4 5.31, service action 2): the flash cells of all blocks, spare ones too. */
export const sanitizeBlock: DeviceTechnique = {
  kind: 'device',
  techniqueId: 'scsi-sanitize-block',
  leaves: 'uniform',
  capability: (drive) =>
    scsiCapability(drive, {
      supported: (facts) => facts.sanitizeBlock,
      method: 'purge',
      reasons: [because('scsi-sanitize-is-purge')],
    }),
  run: (tools) => runErase(tools, erase),
};
