import type { VerifyingCrypto } from './crypto.ts';
import { type Hash, nodeHash } from './merkleTree.ts';

/** Whether the audit path leads from this leaf hash to this root (RFC 9162 section 2.1.3.2). */
export async function inclusionHolds(
  given: { readonly leaf: Hash; readonly seq: number; readonly size: number; readonly root: Hash },
  path: readonly Hash[],
  crypto: VerifyingCrypto,
): Promise<boolean> {
  const { leaf, seq, size, root } = given;
  if (!(0 <= seq && seq < size)) return false;
  let place = seq;
  let last = size - 1;
  let node = leaf;
  for (const hash of path) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      node = await nodeHash(hash, node, crypto);
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)];
    } else node = await nodeHash(node, hash, crypto);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && same(node, root);
}

/** A tree by its size and root. */
export type TreeHead = { readonly size: number; readonly root: Hash };

/** Whether the proof shows that the older tree is the beginning of the newer one (RFC 9162 section 2.1.4.2). */
export async function consistencyHolds(
  older: TreeHead,
  newer: TreeHead,
  proof: readonly Hash[],
  crypto: VerifyingCrypto,
): Promise<boolean> {
  if (!(0 < older.size && older.size <= newer.size)) return false;
  if (older.size === newer.size) return proof.length === 0 && same(older.root, newer.root);
  const [first, ...rest] = Number.isInteger(Math.log2(older.size)) ? [older.root, ...proof] : proof;
  if (first === undefined || proof.length === 0) return false;
  let place = older.size - 1;
  let last = newer.size - 1;
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  let olderNode = first;
  let newerNode = first;
  for (const hash of rest) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      olderNode = await nodeHash(hash, olderNode, crypto);
      newerNode = await nodeHash(hash, newerNode, crypto);
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)];
    } else newerNode = await nodeHash(newerNode, hash, crypto);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && same(olderNode, older.root) && same(newerNode, newer.root);
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function same(left: Hash, right: Hash): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}
