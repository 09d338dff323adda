import type { DeviceTechnique } from '../deviceTechnique.ts';
import { securityEraseSilenceMs } from './eraseTime.ts';
import { newPassword } from './ownPassword.ts';
import { securityEraseCapability } from './securityEraseCapability.ts';
import { runSecurityErase } from './securityEraseRun.ts';

/** SECURITY ERASE UNIT, normal: the drive writes zeros or ones over every sector up to its native maximum (ACS-3 7.44.3). */
export const securityErase: DeviceTechnique = {
  kind: 'device',
  techniqueId: 'ata-security-erase',
  leaves: 'uniform',
  capability: (drive) => securityEraseCapability(drive, false),
  patienceMs: (drive, silenceMs) => securityEraseSilenceMs(drive, false, silenceMs),
  run: (tools) => runSecurityErase(tools, { enhanced: false, maySuspend: false, newPassword }),
};
