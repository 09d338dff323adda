import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../core/record/bytes.ts';
import { consistencyHolds, inclusionHolds } from '../../../core/record/merkleProofs.ts';
import {
  EMPTY_FRONTIER,
  type Frontier,
  type Hash,
  leafHash,
  merkleTree,
  nodePosition,
  rootOf,
  withLeaf,
} from '../../../core/record/merkleTree.ts';
import { nodeCrypto } from '../../../electron/cli/verify/nodeCrypto.ts';

/** The eight leaves, the roots and the proofs that implementations of Certificate Transparency have shared since RFC 6962. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const N = {
  h01: 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  h1: '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  h23: '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
  h4567: '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
  h4: 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  h45: '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
  h67: 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  h0123: 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  h6: 'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
  h0: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
} as const;
const INCLUSION: [number, number, string[]][] = [
  [0, 1, []],
  [0, 8, [N.h1, N.h23, N.h4567]],
  [5, 8, [N.h4, N.h67, N.h0123]],
  [2, 3, [N.h01]],
  [1, 5, [N.h0, N.h23, N.h4]],
];
const CONSISTENCY: [number, number, string[]][] = [
  [1, 1, []],
  [1, 8, [N.h1, N.h23, N.h4567]],
  [6, 8, [N.h45, N.h67, N.h0123]],
  [2, 5, [N.h23, N.h4]],
  [6, 7, [N.h45, N.h6, N.h0123]],
];

async function grown(leaves: readonly Uint8Array[]) {
  let frontier: Frontier = EMPTY_FRONTIER;
  const nodes: Hash[] = [];
  const roots: Hash[] = [];
  for (const data of leaves) {
    const grown = await withLeaf(frontier, await leafHash(data, nodeCrypto), nodeCrypto);
    frontier = grown.frontier;
    nodes.push(...grown.completed);
    roots.push(await rootOf(frontier, nodeCrypto));
  }
  const tree = merkleTree((level, index) => {
    const node = nodes[nodePosition(level, index)];
    if (node === undefined) throw new Error(`no node ${level}/${index}`);
    return node;
  }, nodeCrypto);
  return { tree, roots, nodes };
}
const known = () => grown(LEAVES.map(fromHex));
const bytesOf = (seq: number) => createHash('sha256').update(String(seq)).digest();

describe('the Merkle tree of RFC 6962', () => {
  it('has the published roots, of each prefix and of nothing', async () => {
    const { tree, roots } = await known();
    expect(roots.map(toHex)).toEqual(ROOTS);
    for (const [at, root] of ROOTS.entries()) expect(toHex(await tree.root(at + 1))).toBe(root);
    expect(toHex(await tree.root(0))).toBe(createHash('sha256').digest('hex'));
  });

  it('gives the published inclusion proofs, and they hold', async () => {
    const { tree } = await known();
    for (const [seq, size, path] of INCLUSION) {
      expect((await tree.inclusion(seq, size)).map(toHex)).toEqual(path);
      const leaf = await leafHash(fromHex(LEAVES[seq] ?? ''), nodeCrypto);
      const given = { leaf, seq, size, root: fromHex(ROOTS[size - 1] ?? '') };
      expect(await inclusionHolds(given, path.map(fromHex), nodeCrypto)).toBe(true);
    }
  });

  it('gives the published consistency proofs, and they hold', async () => {
    const { tree } = await known();
    for (const [from, to, path] of CONSISTENCY) {
      expect((await tree.consistency(from, to)).map(toHex)).toEqual(path);
      const [older, newer] = [from, to].map((size) => ({ size, root: fromHex(ROOTS[size - 1] ?? '') }));
      if (older === undefined || newer === undefined) throw new Error('no heads');
      expect(await consistencyHolds(older, newer, path.map(fromHex), nodeCrypto)).toBe(true);
    }
  });

  it('proves every leaf and every prefix of every size, and no proof survives another leaf, place, size, root or step', async () => {
    const leaves = Array.from({ length: 33 }, (_, seq) => bytesOf(seq));
    const { tree, roots } = await grown(leaves);
    const other = bytesOf(-1);
    for (let size = 1; size <= leaves.length; size += 1) {
      const root = roots[size - 1] ?? other;
      for (let seq = 0; seq < size; seq += 1) {
        const leaf = await leafHash(leaves[seq] ?? other, nodeCrypto);
        const path = await tree.inclusion(seq, size);
        const holds = (given: object, steps = path) =>
          inclusionHolds({ leaf, seq, size, root, ...given }, steps, nodeCrypto);
        expect(await holds({})).toBe(true);
        expect(await holds({ leaf: other })).toBe(false);
        expect(await holds({ root: other })).toBe(false);
        expect(await holds({ seq: size })).toBe(false);
        expect(await holds({}, [...path, other])).toBe(false);
        if (path.length > 0) expect(await holds({}, path.slice(1))).toBe(false);
        if (size > 1) expect(await holds({ seq: (seq + 1) % size })).toBe(false);

        const older = { size: seq + 1, root: roots[seq] ?? other };
        const proof = await tree.consistency(seq + 1, size);
        const grows = (from: object, to: object, steps = proof) =>
          consistencyHolds({ ...older, ...from }, { size, root, ...to }, steps, nodeCrypto);
        expect(await grows({}, {})).toBe(true);
        expect(await grows({ root: other }, {})).toBe(false);
        expect(await grows({}, { root: other })).toBe(false);
        expect(await grows({}, {}, [...proof, other])).toBe(false);
        if (proof.length > 0) expect(await grows({}, {}, proof.slice(1))).toBe(false);
        if (seq > 0) expect(await grows({ size: seq }, {})).toBe(false);
      }
    }
  });

  it('keeps its nodes without a gap, each at the place its number gives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), async (size) => {
        const { nodes } = await grown(Array.from({ length: size }, (_, seq) => bytesOf(seq)));
        const places = new Set<number>();
        for (let level = 0; 2 ** level <= size; level += 1) {
          for (let index = 0; (index + 1) * 2 ** level <= size; index += 1) places.add(nodePosition(level, index));
        }
        expect([...places].sort((a, b) => a - b)).toEqual(nodes.map((_, at) => at));
      }),
      { numRuns: 20 },
    );
  });
});
