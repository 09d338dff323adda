import type { ActV1 } from '../../../core/record/actV1.ts';
import { fromBase64 } from '../../../core/record/bytes.ts';
import { readIfPresent, replaceFile } from './durableFile.ts';
import type { Ledger } from './ledger.ts';
import { readStatement } from './statement.ts';

export type KeptAct = { readonly act: ActV1; readonly seq: number };

/** The act that a settings file points at: the file only says at which place of the ledger it stands, what was set the ledger says. `null`: none is named there. */
export function readKeptAct(ledger: Pick<Ledger, 'entries' | 'read'>, path: string): KeptAct | null {
  const kept = readIfPresent(path);
  const seq = kept === null || !/^[0-9]{1,15}$/.test(kept) ? null : Number(kept);
  if (seq === null || seq >= ledger.entries()) return null;
  const [entry] = ledger.read(seq, 1);
  if (entry === undefined) return null;
  const statement = readStatement(entry.envelope.payloadType, fromBase64(entry.envelope.payload));
  return 'problem' in statement || statement.kind !== 'act' ? null : { act: statement.payload, seq };
}

/** Points the settings file at an act, durably. */
export function keepAct(path: string, seq: number): void {
  replaceFile(path, String(seq));
}
