import type { DeviceTechnique } from '../deviceTechnique.ts';
import { securityEraseSilenceMs } from './eraseTime.ts';
import { newPassword } from './ownPassword.ts';
import { securityEraseCapability } from './securityEraseCapability.ts';
import { runSecurityErase } from './securityEraseRun.ts';

/** SECURITY ERASE UNIT, enhanced: a pattern of the maker's own, also over sectors that were replaced (ACS-3 7.44.3). */
export const securityEraseEnhanced: DeviceTechnique = {
  kind: 'device',
  techniqueId: 'ata-security-erase-enhanced',
  leaves: 'anything',
  capability: (drive) => securityEraseCapability(drive, true),
  patienceMs: (drive, silenceMs) => securityEraseSilenceMs(drive, true, silenceMs),
  run: (tools) => runSecurityErase(tools, { enhanced: true, maySuspend: false, newPassword }),
};
