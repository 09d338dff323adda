import { canonicalText } from '../../../core/record/canonicalJson.ts';
import { type KeyChain, openByChain } from '../../../core/record/keyChain.ts';
import { type LedgerEntry, ledgerEntry, linkFor } from '../../../core/record/ledgerEntry.ts';
import { nodeCrypto } from './nodeCrypto.ts';
import { readStatement, type Statement } from './statement.ts';

export type CheckedEntry = { readonly entry: LedgerEntry; readonly statement: Statement };

/** `chain` goes on with the new key where the entry is a key rotation. */
export type ReadEntry = CheckedEntry & { readonly chain: KeyChain };

/** Reads one line of the ledger and checks all of it: spelling, place, chain, signature by this station's key of that place, and the statement's format. */
export async function readEntry(
  line: string,
  place: { readonly seq: number; readonly prev: string },
  chain: KeyChain,
): Promise<ReadEntry | { readonly why: string }> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { why: 'not JSON' };
  }
  const parsed = ledgerEntry.safeParse(value);
  if (!parsed.success) return { why: 'not a ledger entry' };
  const entry = parsed.data;
  if (canonicalText(entry) !== line) return { why: 'not in canonical spelling' };
  if (entry.seq !== place.seq) return { why: `numbered ${entry.seq}` };
  if (entry.prev !== place.prev) return { why: 'does not follow the entry before it' };
  const link = await linkFor(place.seq, place.prev, entry.envelope, nodeCrypto);
  if (link.hash !== entry.hash) return { why: 'its hash does not fit its content' };
  const opened = await openByChain(entry, chain, nodeCrypto);
  if ('problem' in opened) return { why: opened.problem };
  const statement = readStatement(entry.envelope.payloadType, opened.payload);
  return 'problem' in statement ? { why: statement.problem.slice(0, 500) } : { entry, statement, chain: opened.chain };
}
