import type { VerifyingCrypto } from './crypto.ts';

/**
 * The Merkle tree of RFC 6962 section 2.1 (RFC 9162 section 2.1) over SHA-256. A leaf of the ledger is the 32 raw bytes of an entry's `hash`.
 * Building is for whoever keeps a ledger; proofs made here are checked by `merkleProofs.ts`.
 */
export type Hash = Uint8Array;

/** Where the perfect subtrees of a growing tree end: one root for each binary digit 1 of `size`, the largest first. All that appending needs. */
export type Frontier = { readonly size: number; readonly roots: readonly Hash[] };

export const EMPTY_FRONTIER: Frontier = { size: 0, roots: [] };

/** Hash of a leaf: SHA-256 of `00` and the leaf's data. */
export function leafHash(data: Uint8Array, crypto: VerifyingCrypto): Promise<Hash> {
  return crypto.sha256(Uint8Array.from([0, ...data]));
}

/** Hash of an inner node: SHA-256 of `01` and both children. */
export function nodeHash(left: Hash, right: Hash, crypto: VerifyingCrypto): Promise<Hash> {
  return crypto.sha256(Uint8Array.from([1, ...left, ...right]));
}

/**
 * The frontier after one more leaf (given as its leaf hash), and the nodes that this leaf completes, from the leaf upwards: the hashes to be kept at
 * `nodePosition(0, size)` and the places after it.
 */
export async function withLeaf(
  { size, roots }: Frontier,
  leaf: Hash,
  crypto: VerifyingCrypto,
): Promise<{ readonly frontier: Frontier; readonly completed: readonly Hash[] }> {
  const kept = [...roots];
  const completed = [leaf];
  let node = leaf;
  for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
    const left = kept.pop();
    if (left === undefined) throw new Error('a frontier has fewer roots than its size says');
    node = await nodeHash(left, node, crypto);
    completed.push(node);
  }
  return { frontier: { size: size + 1, roots: [...kept, node] }, completed };
}

/** The tree's root hash; of the empty tree the SHA-256 of nothing. */
export async function rootOf({ roots }: Frontier, crypto: VerifyingCrypto): Promise<Hash> {
  let root = roots.at(-1);
  if (root === undefined) return crypto.sha256(new Uint8Array());
  for (const left of roots.slice(0, -1).reverse()) root = await nodeHash(left, root, crypto);
  return root;
}

/** The place of a perfect subtree's root when every node is written down as soon as it is complete: 2^level leaves, the `index`-th of that level. */
export function nodePosition(level: number, index: number): number {
  let last = index;
  for (let step = 0; step < level; step += 1) last = last * 2 + 1;
  let position = level;
  for (; last > 0; last = Math.floor(last / 2)) position += last;
  return position;
}

/** Gives the node at `nodePosition(level, index)`. */
export type ReadNode = (level: number, index: number) => Hash;

/** How many leaves there are when so many nodes were written down. */
export function leavesOf(nodes: number): number {
  let leaves = Math.ceil(nodes / 2);
  while (nodePosition(0, leaves) < nodes) leaves += 1;
  return leaves;
}

/** The frontier of the first `size` leaves, from kept nodes. */
export function frontierOf(size: number, readNode: ReadNode): Frontier {
  const roots: Hash[] = [];
  let start = 0;
  for (let level = Math.floor(Math.log2(size)); level >= 0; level -= 1) {
    const width = 2 ** level;
    if (start + width > size) continue;
    roots.push(readNode(level, start / width));
    start += width;
  }
  return { size, roots };
}

/** What can be proven of a tree whose nodes are kept. Numbers are those of RFC 6962: `seq` of a leaf, sizes of trees. */
export type MerkleTree = {
  /** Root of the first `size` leaves. */
  root(size: number): Promise<Hash>;
  /** Audit path of leaf `seq` in the tree of the first `size` leaves (RFC 6962 section 2.1.1). */
  inclusion(seq: number, size: number): Promise<Hash[]>;
  /** Consistency proof between the trees of the first `from` and the first `to` leaves (RFC 6962 section 2.1.2). */
  consistency(from: number, to: number): Promise<Hash[]>;
};

/** Proofs over kept nodes; each reads a number of nodes that grows with the logarithm of the size. */
export function merkleTree(readNode: ReadNode, crypto: VerifyingCrypto): MerkleTree {
  async function range(start: number, end: number): Promise<Hash> {
    const size = end - start;
    const level = Math.log2(size);
    if (Number.isInteger(level) && start % size === 0) return readNode(level, start / size);
    const middle = start + largestPowerBelow(size);
    return nodeHash(await range(start, middle), await range(middle, end), crypto);
  }
  async function path(seq: number, start: number, end: number): Promise<Hash[]> {
    if (end - start === 1) return [];
    const middle = start + largestPowerBelow(end - start);
    return seq < middle
      ? [...(await path(seq, start, middle)), await range(middle, end)]
      : [...(await path(seq, middle, end)), await range(start, middle)];
  }
  async function subproof(from: number, start: number, end: number, whole: boolean): Promise<Hash[]> {
    if (from === end) return whole ? [] : [await range(start, end)];
    const middle = start + largestPowerBelow(end - start);
    return from <= middle
      ? [...(await subproof(from, start, middle, whole)), await range(middle, end)]
      : [...(await subproof(from, middle, end, false)), await range(start, middle)];
  }
  return {
    root: (size) => (size === 0 ? rootOf(EMPTY_FRONTIER, crypto) : range(0, size)),
    async inclusion(seq, size) {
      if (!(0 <= seq && seq < size)) throw new RangeError(`no leaf ${seq} in a tree of ${size}`);
      return path(seq, 0, size);
    },
    async consistency(from, to) {
      if (!(0 < from && from <= to)) throw new RangeError(`no proof from ${from} to ${to}`);
      return subproof(from, 0, to, true);
    },
  };
}

function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
