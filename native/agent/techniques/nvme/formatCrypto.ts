import type { DeviceTechnique } from '../deviceTechnique.ts';
import { formatCapability } from './formatCapability.ts';
import { formatPatienceMs } from './formatCommand.ts';
import { runFormat } from './formatRun.ts';

/** Format NVM with cryptographic erase: the key of the namespaces is changed. */
export const formatCrypto: DeviceTechnique = {
  kind: 'device',
  techniqueId: 'nvme-format-crypto',
  leaves: 'anything',
  capability: (drive, policy) => formatCapability(2, drive, policy),
  patienceMs: formatPatienceMs,
  run: (tools) => runFormat(2, tools),
};
