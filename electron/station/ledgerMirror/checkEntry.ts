import { because, type Reason } from '../../../core/domain/reason.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import { type KeyChain, openByChain } from '../../../core/record/keyChain.ts';
import { type LedgerEntry, linkFor } from '../../../core/record/ledgerEntry.ts';

/** Where a chain stands: the number of its entries and the hash of the last (`LEDGER_ROOT` when empty). */
export type ChainEnd = { readonly entries: number; readonly head: string };

/**
 * Whether `entry` is the next of the chain, unaltered and signed by the station's key of that place: the station's keys from there on (one more after a key
 * rotation), or the reason why not.
 */
export async function checkEntry(
  entry: LedgerEntry,
  end: ChainEnd,
  keys: KeyChain,
  crypto: VerifyingCrypto,
): Promise<{ readonly keys: KeyChain } | { readonly reason: Reason }> {
  if (entry.seq !== end.entries || entry.prev !== end.head) {
    return { reason: because('ledger-chain-broken', { seq: end.entries }) };
  }
  const link = await linkFor(entry.seq, entry.prev, entry.envelope, crypto);
  if (link.hash !== entry.hash) return { reason: because('ledger-entry-altered', { seq: entry.seq }) };
  const opened = await openByChain(entry, keys, crypto);
  return 'problem' in opened
    ? { reason: because('ledger-signature-bad', { seq: entry.seq, problem: opened.problem }) }
    : { keys: opened.chain };
}
