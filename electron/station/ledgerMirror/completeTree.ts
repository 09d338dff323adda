import { fromHex } from '../../../core/record/bytes.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import { leafHash, withLeaf } from '../../../core/record/merkleTree.ts';
import type { MirrorTable } from './mirrorTable.ts';

const PAGE = 500;

/** Builds the tree over entries that were copied before the copy had one. Does nothing, and costs nothing, when all are in it. */
export async function completeTree(table: MirrorTable, crypto: VerifyingCrypto): Promise<void> {
  const { entries } = table.end();
  let tree = table.frontier();
  while (tree.size < entries) {
    const nodes: Uint8Array[] = [];
    for (const { hash } of table.read(tree.size, PAGE)) {
      const grown = await withLeaf(tree, await leafHash(fromHex(hash), crypto), crypto);
      nodes.push(...grown.completed);
      tree = grown.frontier;
    }
    table.completeTree(nodes);
  }
}
