import { because, type Reason } from '../../../core/domain/reason.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import { openEnvelope } from '../../../core/record/envelope.ts';
import { type LedgerEntry, linkFor } from '../../../core/record/ledgerEntry.ts';

/** Where a chain stands: the number of its entries and the hash of the last (`LEDGER_ROOT` when empty). */
export type ChainEnd = { readonly entries: number; readonly head: string };

/** Whether `entry` is the next of the chain, unaltered and signed by `publicKey`: null, or the reason why not. */
export async function checkEntry(
  entry: LedgerEntry,
  end: ChainEnd,
  publicKey: Uint8Array,
  crypto: VerifyingCrypto,
): Promise<Reason | null> {
  if (entry.seq !== end.entries || entry.prev !== end.head) return because('ledger-chain-broken', { seq: end.entries });
  const link = await linkFor(entry.seq, entry.prev, entry.envelope, crypto);
  if (link.hash !== entry.hash) return because('ledger-entry-altered', { seq: entry.seq });
  const opened = await openEnvelope(entry.envelope, publicKey, crypto);
  return 'problem' in opened ? because('ledger-signature-bad', { seq: entry.seq, problem: opened.problem }) : null;
}
