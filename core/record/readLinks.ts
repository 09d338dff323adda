import type { VerifyingCrypto } from './crypto.ts';
import { LEDGER_ROOT, type LedgerLink, ledgerLink, linkHash } from './ledgerEntry.ts';
import { readCanonical } from './readCanonical.ts';

/**
 * Reads `ledger/links.jsonl`: one canonical link a line, each line ended by a line feed, numbered from 0, each naming the one before and with the
 * hash that follows from it. Answers the links, or the number of the first bad line (from 1).
 */
export async function readLinks(
  bytes: Uint8Array,
  crypto: VerifyingCrypto,
): Promise<{ links: readonly LedgerLink[] } | { badLine: number }> {
  const links: LedgerLink[] = [];
  let start = 0;
  let prev = LEDGER_ROOT;
  while (start < bytes.length) {
    const badLine = links.length + 1;
    const end = bytes.indexOf(0x0a, start);
    if (end === -1) return { badLine };
    const read = readCanonical(bytes.subarray(start, end), ledgerLink);
    if (!('value' in read)) return { badLine };
    const link = read.value;
    const hash = await linkHash(links.length, prev, link.envelopeSha256, crypto);
    if (link.seq !== links.length || link.prev !== prev || link.hash !== hash) return { badLine };
    links.push(link);
    prev = hash;
    start = end + 1;
  }
  return links.length === 0 ? { badLine: 1 } : { links };
}
