import { because, type Reason } from '../../../../core/domain/reason.ts';
import type { SecurityState } from '../../tools/identifyDevice.ts';
import type { DeviceTools } from '../deviceTechnique.ts';
import type { AtaSession } from './ataSession.ts';
import { securityNow } from './securityState.ts';

/** Whether the station may be put to sleep for a moment to take the BIOS's freeze lock off; other drives at work would be cut off by it. */
export type ThawOptions = { readonly maySuspend: boolean };

const SLEEP_SECONDS = 5;
const SLEEP_TIMEOUT_MS = 120_000;

/**
 * Why a frozen drive cannot be erased now and what to do, or `null` when it is not (or no longer) frozen. Only with leave the PC is suspended to RAM,
 * which cuts the drive's power; without it a person is asked to plug the drive in again (drive power off and on ends the freeze, ACS-4 4.18).
 */
export async function thaw(
  session: AtaSession,
  tools: DeviceTools,
  state: SecurityState,
  { maySuspend }: ThawOptions,
): Promise<Reason | null> {
  if (!state.frozen) return null;
  if (!maySuspend) return because('ata-frozen');
  tools.remember({ what: 'ata-suspend', facts: { seconds: SLEEP_SECONDS } });
  await tools.run('rtcwake', ['-m', 'mem', '-s', String(SLEEP_SECONDS)], { timeoutMs: SLEEP_TIMEOUT_MS });
  const after = await securityNow(session);
  if (!after.read) return because('ata-identify-unread', { why: after.why });
  return after.value.frozen ? because('ata-frozen') : null;
}
