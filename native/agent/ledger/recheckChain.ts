import { fromHex, toHex } from '../../../core/record/bytes.ts';
import type { KeyChain } from '../../../core/record/keyChain.ts';
import { LEDGER_ROOT } from '../../../core/record/ledgerEntry.ts';
import { EMPTY_FRONTIER, type Frontier, leafHash, rootOf, withLeaf } from '../../../core/record/merkleTree.ts';
import type { LedgerFile } from './ledgerFile.ts';
import type { LedgerIndex } from './ledgerIndex.ts';
import { nodeCrypto } from './nodeCrypto.ts';
import { readEntry } from './readEntry.ts';

/** Entries between two pauses, and how long a pause is, in times of the work before it: the bench's own work goes first. */
const STRIDE = 16;
const REST = 4;

/**
 * Walks the whole ledger from its first entry, beside the agent's work: every entry in full, and the tree that follows against the one that was
 * signed, from the station's first key over each key rotation. Answers the first entry that does not hold, or `null`; ends early, with `null`, when `stopped` says so.
 */
export async function recheckChain(
  file: LedgerFile,
  index: LedgerIndex,
  first: KeyChain,
  stopped: () => boolean,
): Promise<{ readonly entry: number; readonly why: string } | null> {
  const until = index.size();
  const signed = index.at(until - 1)?.root;
  let frontier: Frontier = EMPTY_FRONTIER;
  let prev = LEDGER_ROOT;
  let chain = first;
  let startedMs = performance.now();
  for (const line of file.lines(0)) {
    const seq = frontier.size;
    if (seq >= until) break;
    if (stopped()) return null;
    if (seq % STRIDE === STRIDE - 1) {
      const restMs = (performance.now() - startedMs) * REST;
      await new Promise((resolve) => setTimeout(resolve, restMs).unref());
      startedMs = performance.now();
      if (stopped()) return null;
    }
    const read = await readEntry(line.bytes.toString('utf8'), { seq, prev }, chain);
    if ('why' in read) return { entry: seq, why: read.why };
    prev = read.entry.hash;
    chain = read.chain;
    frontier = (await withLeaf(frontier, await leafHash(fromHex(prev), nodeCrypto), nodeCrypto)).frontier;
  }
  if (frontier.size < until) return { entry: frontier.size, why: 'the ledger file became shorter under this agent' };
  const root = toHex(await rootOf(frontier, nodeCrypto));
  return root === signed ? null : { entry: until - 1, why: 'its entries are not those that the station signed' };
}
