import { because } from '../../../../core/domain/reason.ts';
import type { DeviceTechnique } from '../deviceTechnique.ts';
import { type EraseKind, SANITIZE, SANITIZE_AT_ONCE } from './eraseKind.ts';
import { runErase } from './eraseRun.ts';
import { scsiCapability } from './scsiCapability.ts';

const erase: EraseKind = {
  ...SANITIZE,
  techniqueId: 'scsi-sanitize-crypto',
  argv: () => ['--crypto', ...SANITIZE_AT_ONCE],
  mayEndAtOnce: true,
  fastestBytesPerSecond: null,
  mayFailReads: ({ cryptoMayFail }) => cryptoMayFail,
};

/** SANITIZE, CRYPTOGRAPHIC ERASE (SBC-4 5.31, service action 3): the key is changed. That no copy of it is left cannot be measured. */
export const sanitizeCrypto: DeviceTechnique = {
  kind: 'device',
  techniqueId: 'scsi-sanitize-crypto',
  leaves: 'anything',
  capability: (drive) =>
    scsiCapability(drive, {
      supported: (facts) => facts.sanitizeCrypto,
      method: 'purge',
      reasons: [because('scsi-sanitize-is-purge'), because('crypto-erase-is-attested')],
    }),
  run: (tools) => runErase(tools, erase),
};
