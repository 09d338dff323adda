import { because, type Reason } from '../../../core/domain/reason.ts';
import { fromBase64 } from '../../../core/record/bytes.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import { beginChain, type KeyChain } from '../../../core/record/keyChain.ts';
import { checkEntry } from './checkEntry.ts';
import type { MirrorTable } from './mirrorTable.ts';

/** The station's keys as the copy has them: from the one that the copy was begun with, over each key rotation in it; each is checked again. */
export async function keysOf(
  table: Pick<MirrorTable, 'rotations'>,
  firstKeyBase64: string,
  crypto: VerifyingCrypto,
): Promise<{ readonly keys: KeyChain } | { readonly reason: Reason }> {
  let keys = await beginChain(fromBase64(firstKeyBase64), crypto);
  for (const entry of table.rotations()) {
    const checked = await checkEntry(entry, { entries: entry.seq, head: entry.prev }, keys, crypto);
    if ('reason' in checked) {
      return { reason: because('ledger-copy-damaged', { seq: entry.seq, problem: checked.reason.code }) };
    }
    keys = checked.keys;
  }
  return { keys };
}
