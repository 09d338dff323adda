import { LEDGER_ROOT, type LedgerEntry, linkFor } from '../../../core/record/ledgerEntry.ts';
import { nodeCrypto } from '../../../electron/cli/verify/nodeCrypto.ts';

/** The entries with places and hashes that follow from what they now hold, as somebody with the format in hand would make them. */
export async function relinked(
  entries: readonly LedgerEntry[],
  from = 0,
  before = LEDGER_ROOT,
): Promise<LedgerEntry[]> {
  const linked: LedgerEntry[] = [];
  let prev = before;
  for (const { envelope } of entries) {
    const { seq, hash } = await linkFor(from + linked.length, prev, envelope, nodeCrypto);
    linked.push({ seq, prev, hash, envelope });
    prev = hash;
  }
  return linked;
}
