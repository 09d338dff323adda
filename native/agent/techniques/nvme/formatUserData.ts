import type { DeviceTechnique } from '../deviceTechnique.ts';
import { formatCapability } from './formatCapability.ts';
import { formatPatienceMs } from './formatCommand.ts';
import { runFormat } from './formatRun.ts';

/** Format NVM with user data erase. What reads afterwards is the maker's choice. */
export const formatUserData: DeviceTechnique = {
  kind: 'device',
  techniqueId: 'nvme-format-user-data',
  leaves: 'anything',
  capability: (drive, policy) => formatCapability(1, drive, policy),
  patienceMs: formatPatienceMs,
  run: (tools) => runFormat(1, tools),
};
