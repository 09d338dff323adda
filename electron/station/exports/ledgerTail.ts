import { fromBase64 } from '../../../core/record/bytes.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import { type ChainEnd, checkEntry } from '../ledgerMirror/checkEntry.ts';
import type { MirrorTable } from '../ledgerMirror/mirrorTable.ts';

/**
 * A ledger copy that may not be written (another process is its writer) and the agent's newer entries after it, in memory. Each of those is checked
 * like those of the copy; `pull` throws at the first that does not hold.
 */
export function ledgerTail(
  table: MirrorTable,
  publicKeyBase64: string,
  crypto: VerifyingCrypto,
  readPage: (fromSeq: number, limit: number) => Promise<readonly LedgerEntry[]>,
): { read: MirrorTable['read']; pull(): Promise<void> } {
  const copied = table.end();
  const publicKey = fromBase64(publicKeyBase64);
  const newer: LedgerEntry[] = [];
  let end: ChainEnd = copied;
  return {
    read(fromSeq, limit) {
      const old = fromSeq < copied.entries ? table.read(fromSeq, Math.min(limit, copied.entries - fromSeq)) : [];
      const from = Math.max(0, fromSeq - copied.entries);
      return [...old, ...newer.slice(from, from + limit - old.length)];
    },
    async pull() {
      for (;;) {
        const page = await readPage(end.entries, 100);
        if (page.length === 0) return;
        for (const entry of page) {
          const problem = await checkEntry(entry, end, publicKey, crypto);
          if (problem !== null)
            throw new Error(`the agent's ledger does not hold at entry ${end.entries}: ${problem.code}`);
          newer.push(entry);
          end = { entries: entry.seq + 1, head: entry.hash };
        }
      }
    },
  };
}
