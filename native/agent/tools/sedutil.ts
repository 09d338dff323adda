import type { TcgLock } from '../../../core/domain/drive.ts';
import { because, type Reason } from '../../../core/domain/reason.ts';
import type { ToolKind } from './locate.ts';
import { known, type Reading, unknown } from './reading.ts';
import type { AskProgram } from './sg.ts';

export const sedutilKind: ToolKind = {
  name: 'sedutil-cli',
  versionArgv: ['--help'],
  pattern: /^sedutil(?:-cli)? v(\d\S*)/m,
};

const ASK_MS = 30_000;

/** Opal SSC 1.00 and 2.xx (TCG Storage Feature Set, feature codes 0200h and 0203h). */
const OPAL_FEATURES = ['0x0200', '0x0203'];

/**
 * What `sedutil-cli --query` prints of a drive's lock. `null`: the drive is not one of TCG's. Only whole lines of a known shape are believed; a line of the
 * locking feature that does not say whether the drive encrypts says that it does not.
 */
export function parseOpalQuery(text: string): Reading<TcgLock | null> {
  const locking = /^\s*Locked = ([YN]), LockingEnabled = ([YN]), (.*)$/m.exec(text);
  if (locking !== null) {
    const features = [...text.matchAll(/ function \((0x[0-9a-f]{4})\)/gi)].map(([, code]) => code?.toLowerCase());
    return known({
      opal: OPAL_FEATURES.some((code) => features.includes(code)),
      locked: locking[1] === 'Y',
      lockingEnabled: locking[2] === 'Y',
      mediaEncryption: /\bMediaEncrypt = Y\b/.test(locking[3] ?? ''),
    });
  }
  if (/\bNOT\b.*\b(TCG|Opal|supported)|Invalid or unsupported disk/i.test(text)) return known(null);
  return unknown('sedutil-cli words it in another way');
}

/** The drive's lock as it is now, with the text it was read from. */
export async function readTcgLock(
  ask: AskProgram,
  path: string,
): Promise<Reading<{ readonly lock: TcgLock | null; readonly text: Buffer }>> {
  const run = await ask('sedutil-cli', ['--query', path], { timeoutMs: ASK_MS });
  if (run === null) return unknown('sedutil-cli is not installed');
  if (run.ending !== 'exited' || run.outputCut) return unknown(`sedutil-cli ${run.ending}`);
  const lock = parseOpalQuery(run.stdout.toString('utf8'));
  return lock.read ? known({ lock: lock.value, text: run.stdout }) : lock;
}

/** A remark where a lock is set up: whoever has no password of it gets only errors while it is closed. */
export function tcgLockRemarks(lock: TcgLock | undefined): Reason[] {
  if (lock?.locked === true) return [because('opal-locked')];
  return lock?.lockingEnabled === true ? [because('opal-locking-enabled')] : [];
}
