import { because, type Reason } from '../../../core/domain/reason.ts';
import { known, type Reading, unknown } from './reading.ts';
import type { AskProgram } from './sg.ts';

/** Level 0 Discovery of a TCG drive (Storage Architecture Core 3.3.6), as `sedutil-cli --query` words it. */
export type OpalState = { readonly locked: boolean; readonly lockingEnabled: boolean };

/** `null`: the drive is not one of TCG's. Only the whole line of the locking feature is believed. */
export function parseOpalQuery(text: string): Reading<OpalState | null> {
  const locking = /^\s*Locked = ([YN]), LockingEnabled = ([YN]),/m.exec(text);
  if (locking !== null) return known({ locked: locking[1] === 'Y', lockingEnabled: locking[2] === 'Y' });
  if (/\bNOT\b.*\b(TCG|Opal|supported)|Invalid or unsupported disk/i.test(text)) return known(null);
  return unknown('sedutil-cli words it in another way');
}

/**
 * A remark when a drive's own lock is on: everything but its PSID is then refused. Nothing is said when sedutil-cli is not installed: no Debian
 * package has it.
 */
export async function opalRemark(ask: AskProgram, path: string): Promise<Reason | null> {
  const run = await ask('sedutil-cli', ['--query', path], { timeoutMs: 30_000 });
  if (run === null || run.ending !== 'exited' || run.outputCut) return null;
  const state = parseOpalQuery(run.stdout.toString('utf8'));
  if (!state.read || state.value === null) return null;
  if (state.value.locked) return because('opal-locked');
  return state.value.lockingEnabled ? because('opal-locking-enabled') : null;
}
