import { type SecurityState, securityOf } from '../../tools/identifyDevice.ts';
import { known, type Reading } from '../../tools/reading.ts';
import type { AtaSession } from './ataSession.ts';

/** The security state read afresh from the drive. */
export async function securityNow(session: AtaSession, patienceMs = 0): Promise<Reading<SecurityState>> {
  const words = await session.identifyPatiently(patienceMs);
  return words.read ? known(securityOf(words.value)) : words;
}
