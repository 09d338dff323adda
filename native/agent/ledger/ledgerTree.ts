import { fromHex } from '../../../core/record/bytes.ts';
import { inclusionHolds } from '../../../core/record/merkleProofs.ts';
import { type Hash, leafHash, merkleTree, withLeaf } from '../../../core/record/merkleTree.ts';
import type { LedgerIndex } from './ledgerIndex.ts';
import { nodeCrypto } from './nodeCrypto.ts';

/** So many entries are added to the tree before other work gets its turn. */
const PAGE = 500;

/**
 * The audit path of entry `seq` in the tree of the first `entries` ones. The kept nodes are brought up to date first, which costs what was sealed since the
 * last proof; a path that does not lead to the root in the index makes them be computed anew from the entries' hashes, once. Throws an Error
 * where even that does not help (the index contradicts itself), and what a full disk makes SQLite throw.
 */
export async function provenPath(index: LedgerIndex, seq: number, entries: number): Promise<Hash[]> {
  const leafOf = index.at(seq);
  const treeOf = index.at(entries - 1);
  if (leafOf === null || treeOf === null) throw new RangeError(`no entry ${seq} in a tree of ${entries}`);
  const leaf = await leafHash(fromHex(leafOf.hash), nodeCrypto);
  for (const attempt of ['kept', 'made anew'] as const) {
    if (attempt === 'made anew') index.forgetNodes();
    await keepNodes(index);
    const path = await merkleTree(index.node, nodeCrypto).inclusion(seq, entries);
    if (await inclusionHolds({ leaf, seq, size: entries, root: fromHex(treeOf.root) }, path, nodeCrypto)) return path;
  }
  throw new Error(`the ledger index has no path from entry ${seq} to the root of ${entries} entries`);
}

async function keepNodes(index: LedgerIndex): Promise<void> {
  let frontier = index.provenFrontier();
  while (frontier.size < index.size()) {
    const until = Math.min(frontier.size + PAGE, index.size());
    const nodes: Hash[] = [];
    while (frontier.size < until) {
      const hash = index.at(frontier.size)?.hash;
      if (hash === undefined) throw new Error(`the ledger index lacks entry ${frontier.size}`);
      const grown = await withLeaf(frontier, await leafHash(fromHex(hash), nodeCrypto), nodeCrypto);
      nodes.push(...grown.completed);
      frontier = grown.frontier;
    }
    index.addNodes(nodes);
    await new Promise((next) => setImmediate(next));
  }
}
