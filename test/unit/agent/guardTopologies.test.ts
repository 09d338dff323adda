import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardDisk } from '../../../native/agent/guard/inUse.ts';
import type { BlockNode, Mount, SpannedFileSystem, Swap, UseFacts } from '../../../native/agent/guard/useFacts.ts';
import { known, unknown } from '../../../native/agent/tools/reading.ts';

type Topology = {
  readonly nodes: readonly BlockNode[];
  readonly disks: readonly string[];
  readonly mounts: readonly Mount[];
  readonly swaps: readonly Swap[];
  readonly spanned: readonly SpannedFileSystem[];
  readonly pool: readonly string[];
};

const DISK = 8;
const STACK = 253;
const LOOP = 7;
const node = (name: string, device: string, more: Partial<BlockNode> = {}): BlockNode => ({
  name,
  device,
  partitionOf: null,
  slaves: [],
  holders: [],
  backing: null,
  readOnly: false,
  sizeBytes: 4096,
  ...more,
});

/** How each layer is built is drawn as numbers, so that a failing case shrinks to the smallest machine. */
const drawn = fc.record({
  disks: fc.array(fc.nat(3), { minLength: 1, maxLength: 5 }),
  stacks: fc.array(
    fc.record({
      over: fc.array(fc.nat(100), { minLength: 1, maxLength: 3 }),
      told: fc.constantFrom('slaves', 'holders', 'both'),
    }),
    { maxLength: 5 },
  ),
  loops: fc.array(fc.record({ over: fc.nat(100), kind: fc.constantFrom('device', 'file', 'out-of-sight') }), {
    maxLength: 3,
  }),
  mounts: fc.array(
    fc.record({
      on: fc.nat(100),
      by: fc.constantFrom('number', 'source'),
      point: fc.constantFrom('/', '/data', '/boot'),
    }),
    {
      maxLength: 3,
    },
  ),
  swaps: fc.array(fc.nat(100), { maxLength: 2 }),
  spans: fc.array(fc.array(fc.nat(100), { minLength: 2, maxLength: 2 }), { maxLength: 1 }),
  pool: fc.array(fc.nat(100), { maxLength: 2 }),
});

const topologies = drawn.map((plan): Topology => {
  const nodes: BlockNode[] = [];
  const disks: string[] = [];
  for (const [index, partitions] of plan.disks.entries()) {
    const device = `${DISK}:${index * 16}`;
    disks.push(device);
    nodes.push(node(`disk${index}`, device));
    for (let part = 1; part <= partitions; part += 1) {
      nodes.push(node(`disk${index}p${part}`, `${DISK}:${index * 16 + part}`, { partitionOf: device }));
    }
  }
  const pick = (number: number): string => nodes[number % nodes.length]?.device ?? '';
  for (const [index, { over, told }] of plan.stacks.entries()) {
    const device = `${STACK}:${index}`;
    const below = over.map(pick);
    if (told !== 'slaves') {
      for (const [at, lower] of nodes.entries()) {
        if (below.includes(lower.device)) nodes[at] = { ...lower, holders: [...lower.holders, device] };
      }
    }
    nodes.push(node(`dm-${index}`, device, told === 'holders' ? {} : { slaves: below }));
  }
  for (const [index, { over, kind }] of plan.loops.entries()) {
    const below = pick(over);
    const backing =
      kind === 'device'
        ? ({ kind, device: below } as const)
        : kind === 'file'
          ? ({ kind, fileSystem: below, inode: over % 2 } as const)
          : ({ kind: 'out-of-sight' } as const);
    nodes.push(node(`loop${index}`, `${LOOP}:${index}`, { backing }));
  }
  return {
    nodes,
    disks,
    mounts: plan.mounts.map(({ on, by, point }, index) =>
      by === 'number'
        ? { device: pick(on), mountPoint: point, fileSystem: 'ext4', sources: [] }
        : { device: `0:${40 + index}`, mountPoint: point, fileSystem: 'btrfs', sources: [pick(on)] },
    ),
    swaps: plan.swaps.map((on) => ({ device: pick(on) })),
    spanned: plan.spans.map((on, index) => ({ id: `uuid-${index}`, devices: on.map(pick) })),
    pool: plan.pool.map(pick),
  };
});

const factsOf = ({ nodes, mounts, swaps, spanned, pool }: Topology): UseFacts => ({
  nodes: known(nodes),
  mounts: known(mounts),
  swaps: known(swaps),
  spanned: known(spanned),
  zfs: known({ pools: pool.length > 0 ? ['tank'] : [], members: pool }),
});

/**
 * The other way round, and slowly: from each thing in use down to the disks it stands on, one step at a time, until nothing new is found. It
 * shares no code with the guard.
 */
function disksInUse({ nodes, disks, mounts, swaps, spanned, pool }: Topology): Set<string> {
  const used: string[] = [
    ...mounts.flatMap(({ device, sources }) => [device, ...sources]),
    ...swaps.flatMap(({ device }) => device ?? []),
    ...spanned.flatMap(({ devices }) => devices),
    ...pool,
    ...nodes.filter(({ name }) => /^(dm-|loop)/.test(name)).map(({ device }) => device),
  ];
  const seen = new Set<string>();
  while (used.length > 0) {
    const device = used.pop() ?? '';
    if (seen.has(device)) continue;
    seen.add(device);
    for (const one of nodes) {
      if (one.holders.includes(device)) used.push(one.device);
      if (one.device !== device) continue;
      used.push(...one.slaves);
      if (one.partitionOf !== null) used.push(one.partitionOf);
      if (one.backing?.kind === 'device') used.push(one.backing.device);
      if (one.backing?.kind === 'file') used.push(one.backing.fileSystem);
    }
  }
  return new Set(disks.filter((disk) => seen.has(disk)));
}

describe('the guard', () => {
  it('refuses exactly the disks that have anything in use above them, on 3,000 random machines', () => {
    let refusedDisks = 0;
    let clearDisks = 0;
    fc.assert(
      fc.property(topologies, (topology) => {
        const inUse = disksInUse(topology);
        for (const disk of topology.disks) {
          const answer = guardDisk(disk, factsOf(topology));
          expect(answer.outcome, disk).toBe(inUse.has(disk) ? 'refused' : 'done');
          if (inUse.has(disk)) refusedDisks += 1;
          else clearDisks += 1;
        }
      }),
      { numRuns: 3_000 },
    );
    expect(refusedDisks).toBeGreaterThan(500);
    expect(clearDisks).toBeGreaterThan(500);
  });

  it('refuses every disk when any kind of fact could not be read', () => {
    fc.assert(
      fc.property(topologies, fc.constantFrom('nodes', 'mounts', 'swaps', 'spanned', 'zfs'), (topology, lost) => {
        const facts = { ...factsOf(topology), [lost]: unknown('no permission') };
        for (const disk of topology.disks) {
          const answer = guardDisk(disk, facts);
          expect(answer.outcome).toBe('refused');
          if (answer.outcome === 'refused') expect(answer.refusals[0]?.code).toBe('drive-unreadable');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('refuses the loop device whose backing file another loop device shows as well', () => {
    const backing = { kind: 'file', fileSystem: '8:1', inode: 7 } as const;
    const topology: Topology = {
      nodes: [
        node('loop0', '7:0', { backing }),
        node('loop1', '7:1', { backing }),
        node('loop2', '7:2', { backing: { ...backing, inode: 8 } }),
      ],
      disks: [],
      mounts: [],
      swaps: [],
      spanned: [],
      pool: [],
    };
    expect(guardDisk('7:0', factsOf(topology)).outcome).toBe('refused');
    expect(guardDisk('7:2', factsOf(topology)).outcome).toBe('done');
  });
});
