import { randomInt } from 'node:crypto';
import type { DeviceTools } from '../deviceTechnique.ts';
import type { AtaSession } from './ataSession.ts';
import { securityNow } from './securityState.ts';
import { RELEASED, RELEASING } from './securityStory.ts';

/** Characters that cannot be taken for one another on a screen; the password may have to be typed by a person. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';
const LENGTH = 24;
const ASK_MS = 60_000;

/**
 * A password for one job. Random, because hdparm shows it in its argument list and the journal keeps it: it opens nothing but this drive, and only
 * until the erase has taken it off. It begins with a letter of its own, so hdparm cannot read it as `hex:` or `NULL`.
 */
export function newPassword(): string {
  return `W${Array.from({ length: LENGTH - 1 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`;
}

/**
 * Takes the job's password off the drive again (SECURITY UNLOCK, then DISABLE PASSWORD). True only when the drive was read as open afterwards. The
 * note before it makes sure that nobody takes the open drive for an erased one.
 */
export async function releasePassword(
  session: AtaSession,
  tools: DeviceTools,
  password: string,
  patienceMs: number,
): Promise<boolean> {
  tools.remember({ what: RELEASING, facts: {} });
  const before = await securityNow(session, patienceMs);
  if (before.read && before.value.enabled && !before.value.frozen) {
    await session.ask(['--verbose', '--user-master', 'u', '--security-disable', password], ASK_MS);
  }
  const after = await securityNow(session, patienceMs);
  if (!after.read || after.value.enabled || after.value.locked) return false;
  tools.remember({ what: RELEASED, facts: {} });
  return true;
}
