import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PROJECT = join(import.meta.dirname, '../..');
export const ENGINE = join(PROJECT, 'build/native/wipebench-engine');
const SEED = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';

/** One program doing one job on drives. */
export type Contestant = {
  readonly name: string;
  /** One command for each drive, or one for all of them. */
  argv(devices: readonly string[], sizeBytes: number): readonly (readonly string[])[];
  /** What the drive's counters must say afterwards; a tool that does otherwise did not do the job. Not asked of the peers. */
  readonly must?: 'write-all' | 'read-all';
  /** Needs 2 MiB pages that the administrator set aside: made for it, and given back, so that nobody else has them. */
  readonly reservedPages?: boolean;
  readonly exitCodes?: readonly number[];
  /** Works on this part of the target only (one eighth: 8), because the whole would take minutes. */
  readonly divisor?: number;
};

const each =
  (argv: (device: string, sizeBytes: number) => readonly string[]): Contestant['argv'] =>
  (devices, sizeBytes) =>
    devices.map((device) => argv(device, sizeBytes));

function engine(name: string, verb: string, options: readonly string[], must?: Contestant['must']): Contestant {
  const argv = each((device, sizeBytes) => [ENGINE, verb, '--path', device, '--size', `${sizeBytes}`, ...options]);
  return must === undefined ? { name, argv } : { name, argv, must };
}

const stream = ['--pattern', 'stream', '--seed', SEED];

export const ours = {
  zero: engine('wipebench zero', 'overwrite', ['--pattern', 'zeros'], 'write-all'),
  pattern: engine('wipebench pattern', 'overwrite', ['--pattern', 'hex:a5c3'], 'write-all'),
  stream: engine('wipebench AES-CTR', 'overwrite', stream, 'write-all'),
  verifyZero: engine('wipebench verify zero', 'verify', ['--pattern', 'zeros'], 'read-all'),
  verifyStream: engine('wipebench verify AES-CTR', 'verify', stream, 'read-all'),
  scan: engine('wipebench read only', 'scan', [], 'read-all'),
  sampleTenth: engine('wipebench sample 10 %', 'sample', ['--pattern', 'zeros', '--plan-seed', SEED]),
  /** 4,000 samples of about 4 KiB. */
  sampleSmall: (sizeBytes: number): Contestant =>
    engine('wipebench sample 4,000 x 4 KiB', 'sample', [
      ...['--pattern', 'zeros', '--plan-seed', SEED, '--subsections', '2000', '--per-subsection', '2'],
      ...['--share-ppm', `${Math.floor((4000 * 4096 * 1e6) / sizeBytes)}`],
    ]),
} as const;

/** fio with io_uring and reserved huge pages: the nearest to the limit of a target that a public tool shows. */
export function fio(way: 'write' | 'read', blockKiB: number, depth: number): Contestant {
  return {
    name: `fio io_uring ${blockKiB}K x ${depth}`,
    reservedPages: true,
    argv: (devices, sizeBytes) => [
      [
        ...[
          '/usr/bin/fio',
          '--ioengine=io_uring',
          '--direct=1',
          `--rw=${way}`,
          `--bs=${blockKiB}K`,
          `--iodepth=${depth}`,
        ],
        ...['--iomem=mmaphuge', '--zero_buffers', '--thread', '--invalidate=0', `--size=${sizeBytes}`],
        ...devices.flatMap((device, at) => [`--name=drive${at}`, `--filename=${device}`]),
      ],
    ],
  };
}

/** One at a time through pwrite: the other end of what fio can do, best where the drive answers within the call. */
export function fioSync(way: 'write' | 'read', blockKiB: number): Contestant {
  const other = fio(way, blockKiB, 1);
  return {
    ...other,
    name: `fio psync ${blockKiB}K`,
    argv: (devices, sizeBytes) =>
      other
        .argv(devices, sizeBytes)
        .map((argv) => argv.map((word) => (word === '--ioengine=io_uring' ? '--ioengine=psync' : word))),
  };
}

/**
 * Stands in for nwipe 0.42 where it is not at hand: its way of writing (O_DIRECT, 4 MiB, ordinary memory, one at a time), by fio. Measured side by side once,
 * nwipe 0.42 wrote at the speed of this or slower.
 */
export function likeNwipe42(way: 'write' | 'read'): Contestant {
  const sync = fioSync(way, 4096);
  return {
    name: way === 'write' ? "nwipe 0.42's way of writing (fio)" : "nwipe 0.42's way of reading, compared (fio)",
    argv: (devices, sizeBytes) =>
      sync
        .argv(devices, sizeBytes)
        .map((argv) => [
          ...argv.filter((word) => word !== '--iomem=mmaphuge').slice(0, 3),
          ...(way === 'read' ? ['--verify=pattern', '--verify_pattern=0x00', '--do_verify=1'] : []),
          ...argv.filter((word) => word !== '--iomem=mmaphuge').slice(3),
        ]),
  };
}

const NWIPE_JOBS = {
  zero: ['--method=zero', '--verify=off'],
  random: ['--method=prng', '--verify=off'],
  verifyZero: ['--method=verify_zero'],
} as const;

/** The packaged nwipe, or the one named by NWIPE. */
export function nwipe(program: string, job: keyof typeof NWIPE_JOBS): Contestant {
  const options = ['--autonuke', '--nogui', '--nowait', '--noblank', '--rounds=1', '--logfile=/dev/null'];
  return {
    name: `${program === '/usr/sbin/nwipe' ? 'nwipe (packaged)' : `nwipe (${program})`} ${job}`,
    argv: (devices) => [[program, ...options, ...NWIPE_JOBS[job], ...devices]],
  };
}

export const peers = {
  scrub: { name: 'scrub fillzero', argv: each((device) => ['/usr/bin/scrub', '-f', '-p', 'fillzero', device]) },
  shredZero: { name: 'shred -n0 -z', argv: each((device) => ['/usr/bin/shred', '-n0', '-z', device]) },
  shredRandom: { name: 'shred -n1', argv: each((device) => ['/usr/bin/shred', '-n1', device]) },
  dd: {
    name: 'dd oflag=direct bs=4M',
    argv: each((device, sizeBytes) => [
      ...[
        '/usr/bin/dd',
        'if=/dev/zero',
        `of=${device}`,
        'bs=4M',
        `count=${sizeBytes / 4194304}`,
        'oflag=direct',
        'status=none',
      ],
    ]),
  },
  badblocks: {
    name: 'badblocks -t 0',
    argv: each((device) => ['/usr/sbin/badblocks', '-b', '4096', '-c', '256', '-t', '0x00', device]),
  },
  badblocksPart: {
    name: 'badblocks -t 0',
    divisor: 8,
    argv: each((device, sizeBytes) => [
      ...['/usr/sbin/badblocks', '-b', '4096', '-c', '256', '-t', '0x00', device, `${sizeBytes / 4096 / 8 - 1}`],
    ]),
  },
  cmp: {
    name: 'cmp with /dev/zero',
    divisor: 16,
    argv: each((device, sizeBytes) => ['/usr/bin/cmp', '-n', `${sizeBytes / 16}`, device, '/dev/zero']),
  },
} satisfies Record<string, Contestant>;

const RESERVED = '/proc/sys/vm/nr_hugepages';

/** Sets 64 MiB for each drive aside while `work` runs. */
export async function withReservedPages<T>(drives: number, work: () => Promise<T>): Promise<T> {
  const before = readFileSync(RESERVED, 'utf8').trim();
  writeFileSync(RESERVED, `${Number(before) + 34 * drives}`);
  try {
    return await work();
  } finally {
    writeFileSync(RESERVED, before);
  }
}
