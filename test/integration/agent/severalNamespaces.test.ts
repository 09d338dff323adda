import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Leaves } from '../../../core/domain/technique.ts';
import { doubtsAbout } from '../../../core/record/judgeRecord.ts';
import { namespacesOf } from '../../../core/record/namespaceNotes.ts';
import { type RecordV1, recordV1 } from '../../../core/record/recordV1.ts';
import {
  type BenchInProcess,
  imagePath,
  makeStationFolder,
  removeStationFolder,
  type StationFolder,
  startBench,
} from '../../fixtures/agent/benchInProcess.ts';
import { type Cells, fileDriveTechnique } from '../../fixtures/agent/fileDrive.ts';
import { purgePolicy } from '../../fixtures/agent/purgePolicy.ts';
import { twofoldBench } from '../../fixtures/agent/twofoldBench.ts';

const BAYS = ['bay-01', 'bay-02'] as const;
/** Of different sizes: no plan of one fits the other. */
const SIZES_MIB = [16, 8] as const;
const MIB = 1024 * 1024;

let folder: StationFolder;
let running: BenchInProcess | null = null;
beforeEach(() => {
  folder = makeStationFolder();
});
afterEach(async () => {
  await running?.stop();
  running = null;
  removeStationFolder(folder);
});

type Wanted = {
  readonly leaves: Leaves;
  /** What the drive does with the cells of its first and of its second namespace. */
  readonly first: Cells;
  readonly second: Cells;
  readonly leaveOut?: boolean;
};

/** Fills a drive of two namespaces with data, lets it erase itself, and answers the sealed record. */
async function erase({ leaves, first, second, leaveOut = false }: Wanted): Promise<RecordV1> {
  const techniqueId = leaves === 'uniform' ? 'nvme-sanitize-block' : 'nvme-sanitize-crypto';
  const path = (at: 0 | 1) => imagePath(folder, BAYS[at]);
  const other = fileDriveTechnique({ techniqueId, leaves, path: () => path(1), cells: second, word: 'completed' });
  const technique = fileDriveTechnique({
    ...{ techniqueId, leaves, path: () => path(0), cells: first, word: 'completed' },
    before: async (tools) => void (await other.run(tools)),
  });
  running = await startBench(folder, {
    techniques: [technique],
    policies: [purgePolicy],
    seenAs: (bench) => twofoldBench(bench, BAYS, leaveOut),
  });
  const drive = await running.plug(BAYS[0], SIZES_MIB[0]);
  await running.plug(BAYS[1], SIZES_MIB[1], 'WBTEST00028B4E');
  for (const at of [0, 1] as const) writeFileSync(path(at), randomBytes(SIZES_MIB[at] * MIB));
  before = [path(0), path(1)].map(digestOf);
  const { jobId } = await running.start(drive, techniqueId, purgePolicy.policyId);
  return recordV1.parse(await running.record(jobId));
}

let before: string[] = [];
const digestOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const codesOf = ({ verdict }: RecordV1) => verdict.reasons.map(({ code }) => code);
const zeros: Cells = { kind: 'fill', byte: 0 };

it.each<[string, Wanted]>([
  ['zeros in both', { leaves: 'uniform', first: zeros, second: zeros }],
  ['random by a new key', { leaves: 'anything', first: { kind: 'scramble' }, second: { kind: 'scramble' } }],
])(
  'a drive that erases all of its namespaces (%s) is sanitized, and both judges agree on each of them',
  async (_, wanted) => {
    const record = await erase(wanted);
    expect(codesOf(record)).toEqual(['all-evidence-agrees']);
    expect(doubtsAbout(record)).toEqual([]);
    expect(record.drive.capacityBeforeBytes).toBe(24 * MIB);
    expect(record.drive.capacityAfterBytes).toBe(24 * MIB);
    const namespaces = namespacesOf(record);
    expect(namespaces.map(({ namespace, bytes }) => [namespace, bytes])).toEqual([
      [1, 16 * MIB],
      [2, 8 * MIB],
    ]);
    for (const { canariesPlanted, samples } of namespaces) {
      expect(canariesPlanted).toBeGreaterThanOrEqual(256);
      expect(samples).toBeGreaterThanOrEqual(1000);
    }
    expect(record.verification?.design).toBe(wanted.leaves === 'uniform' ? 'sampled' : 'changed');
    expect(running?.faults).toEqual([]);
  },
);

it.each<[string, Wanted, string]>([
  [
    'keeps the second',
    { leaves: 'anything', first: { kind: 'scramble' }, second: { kind: 'keep' } },
    'canary-survived',
  ],
  ['keeps the first', { leaves: 'uniform', first: { kind: 'keep' }, second: zeros }, 'canary-survived'],
  [
    'keeps the last tenth of the second',
    { leaves: 'uniform', first: zeros, second: { kind: 'keep-range', from: 0.9, to: 1, byte: 0 } },
    'canary-survived',
  ],
])('a drive that says success and %s is not sanitized', async (_, wanted, code) => {
  const record = await erase(wanted);
  expect(record.verdict.outcome).toBe('failed');
  expect(codesOf(record)).toContain(code);
  expect(doubtsAbout(record)).not.toEqual([]);
});

it('a drive that leaves another value in each namespace is not what a uniform erase leaves', async () => {
  const record = await erase({ leaves: 'uniform', first: zeros, second: { kind: 'fill', byte: 0xff } });
  expect(record.verdict.outcome).toBe('unverified');
  expect(codesOf(record)).toContain('content-not-uniform');
});

it('nothing is written where one of the namespaces is not held', async () => {
  const record = await erase({ leaves: 'uniform', first: zeros, second: zeros, leaveOut: true });
  expect(record.verdict).toMatchObject({
    outcome: 'interrupted',
    reasons: [{ code: 'namespaces-not-those-of-the-job' }],
  });
  expect(record.commands).toEqual([]);
  expect(BAYS.map((bay) => digestOf(imagePath(folder, bay)))).toEqual(before);
});
