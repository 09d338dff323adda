import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Policy } from '../../../core/domain/policy.ts';
import type { Leaves, TechniqueId } from '../../../core/domain/technique.ts';
import { doubtsAbout } from '../../../core/record/judgeRecord.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import type { DeviceTools } from '../../../native/agent/techniques/deviceTechnique.ts';
import {
  type BenchInProcess,
  imagePath,
  makeStationFolder,
  removeStationFolder,
  type StationFolder,
  startBench,
} from '../../fixtures/agent/benchInProcess.ts';
import { type Cells, fileDriveTechnique, type Word } from '../../fixtures/agent/fileDrive.ts';
import { purgePolicy } from '../../fixtures/agent/purgePolicy.ts';

const BAY = 'bay-01';
const SIZE_MIB = 32;
const policies: readonly Policy[] = [
  purgePolicy,
  { ...purgePolicy, policyId: 'purge-full', verification: { design: 'full' } },
  { ...purgePolicy, policyId: 'purge-then-stream', followedBy: ['overwrite-stream'], verification: { design: 'full' } },
];

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
  cells: Cells;
  word: Word;
  leaves?: Leaves;
  policyId?: string;
  silenceMs?: number;
  before?: (tools: DeviceTools) => Promise<void>;
};

/** Fills a drive with data, lets it erase itself as `cells` and `word` say, and answers the sealed record. */
async function eraseBy({
  cells,
  word,
  leaves = 'uniform',
  policyId = 'purge-sampled',
  silenceMs,
  before,
}: Wanted): Promise<RecordV1> {
  const techniqueId: TechniqueId = leaves === 'uniform' ? 'nvme-sanitize-block' : 'nvme-sanitize-crypto';
  const path = () => imagePath(folder, BAY);
  const technique = fileDriveTechnique({
    techniqueId,
    leaves,
    path,
    cells,
    word,
    ...(before === undefined ? {} : { before }),
  });
  running = await startBench(folder, {
    techniques: [technique],
    policies,
    ...(silenceMs === undefined ? {} : { silenceMs }),
  });
  const drive = await running.plug(BAY, SIZE_MIB);
  fill(path());
  const { jobId } = await running.start(drive, techniqueId, policyId);
  return running.record(jobId);
}

function fill(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    writeFileSync(descriptor, randomBytes(SIZE_MIB * 1024 * 1024));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const codesOf = ({ verdict }: RecordV1) => verdict.reasons.map(({ code }) => code);

it.each([
  ['zeros, sampled', { cells: { kind: 'fill', byte: 0 }, word: 'completed' }, 'sampled'],
  ['ones, sampled', { cells: { kind: 'fill', byte: 0xff }, word: 'completed' }, 'sampled'],
  [
    'a vendor’s byte, all of it',
    { cells: { kind: 'fill', byte: 0x5a }, word: 'completed', policyId: 'purge-full' },
    'full',
  ],
  ['random, by a new key', { cells: { kind: 'scramble' }, word: 'completed', leaves: 'anything' }, 'changed'],
  [
    'zeros, then overwritten',
    { cells: { kind: 'fill', byte: 0 }, word: 'completed', policyId: 'purge-then-stream' },
    'full',
  ],
  [
    'random, then overwritten',
    { cells: { kind: 'scramble' }, word: 'completed', leaves: 'anything', policyId: 'purge-then-stream' },
    'full',
  ],
] as const)('an honest drive that leaves %s ends sanitized, and both judges agree', async (_what, wanted, design) => {
  const record = await eraseBy(wanted);
  expect(codesOf(record)).toEqual(['all-evidence-agrees']);
  expect(record.verdict.outcome).toBe('sanitized');
  expect(doubtsAbout(record)).toEqual([]);
  expect(record.technique.device).toMatchObject({ state: 'completed', notes: [{ code: 'file-drive-says-completed' }] });
  expect(record.verification?.design).toBe(design);
  expect(record.comparison).toMatchObject({ unchanged: 0, unreadable: 0, reportedComplete: true });
  expect(record.comparison?.compared).toBeGreaterThanOrEqual(2000);
  expect(record.statusPages).toEqual([
    { name: 'file-drive-state', base64: Buffer.from('completed').toString('base64') },
  ]);
  expect(record.residueChances[0]).toMatchObject({ missedPpm: 0 });
  expect(running?.faults).toEqual([]);
});

const zeros: Cells = { kind: 'fill', byte: 0 };
const keepRange = (from: number, to: number, byte = 0): Cells => ({ kind: 'keep-range', from, to, byte });

it.each<[string, Wanted, RecordV1['verdict']['outcome'], string]>([
  ['says success and keeps everything', { cells: { kind: 'keep' }, word: 'completed' }, 'failed', 'canary-survived'],
  [
    'says success and keeps a tenth in the middle',
    { cells: keepRange(0.45, 0.55), word: 'completed' },
    'failed',
    'canary-survived',
  ],
  [
    'says success and keeps the last 1 %',
    { cells: keepRange(0.99, 1), word: 'completed' },
    'failed',
    'canary-survived',
  ],
  [
    'says success and keeps the first 1 %',
    { cells: keepRange(0, 0.01), word: 'completed' },
    'failed',
    'canary-survived',
  ],
  [
    'says that it has a new key and keeps the last 1 %',
    { cells: keepRange(0.99, 1, 0xa7), word: 'completed', leaves: 'anything' },
    'failed',
    'canary-survived',
  ],
  [
    'says that it has a new key and keeps everything',
    { cells: { kind: 'keep' }, word: 'completed', leaves: 'anything' },
    'failed',
    'canary-survived',
  ],
  [
    'says success and leaves two values',
    { cells: { kind: 'two-values' }, word: 'completed' },
    'unverified',
    'content-not-uniform',
  ],
  [
    'says success of a block erase and leaves noise',
    { cells: { kind: 'scramble' }, word: 'completed' },
    'unverified',
    'content-not-uniform',
  ],
  ['says that it failed', { cells: keepRange(0.2, 0.9), word: 'failed' }, 'failed', 'file-drive-failed'],
  ['says that it failed although all is gone', { cells: zeros, word: 'failed' }, 'failed', 'file-drive-failed'],
  ['says nothing that can be understood', { cells: zeros, word: 'unknown' }, 'unverified', 'drive-state-not-completed'],
  ['says nothing and kept everything', { cells: { kind: 'keep' }, word: 'unknown' }, 'failed', 'canary-survived'],
  ['stands still', { cells: zeros, word: 'stands-still', silenceMs: 1_000 }, 'stalled', 'progress-stood-still'],
  ['hangs', { cells: zeros, word: 'hangs', silenceMs: 1_000 }, 'stalled', 'progress-stood-still'],
  ['meets a technique with a fault of its own', { cells: zeros, word: 'throws' }, 'interrupted', 'agent-fault'],
])('a drive that %s is never sanitized', async (_what, wanted, outcome, code) => {
  const record = await eraseBy(wanted);
  expect(record.verdict.outcome).toBe(outcome);
  expect(codesOf(record)).toContain(code);
  expect(doubtsAbout(record).length).toBeGreaterThan(0);
});

it('a drive that answers zeros while its cells keep the data cannot be told from an honest one by reading, and its certificate says so', async () => {
  // The image is what the host reads; what cells lie behind it is nothing that a host can see.
  const record = await eraseBy({ cells: zeros, word: 'completed' });
  expect(record.verdict.outcome).toBe('sanitized');
  const { issueCertificate } = await import('../../../native/agent/ledger/issueCertificate.ts');
  if (running === null) throw new Error('no bench');
  const issuer = { personId: 'p', name: 'P', title: '', roles: [], badge: null } as unknown as Parameters<
    typeof issueCertificate
  >[3];
  const request = { recordId: record.recordId, mediaSource: null, destination: null };
  const paper = { language: 'en', shopName: null, logo: null, signerSha256: '0'.repeat(64) };
  const standing = () => ({ kind: 'not-drawn', drawOpen: false }) as const;
  const at = () => '2030-01-01T00:00:00.000Z';
  const issued = await issueCertificate(running.ledger, request, paper, issuer, standing, at);
  if (issued.outcome === 'refused') throw new Error('refused');
  const payload = Buffer.from(issued.value.envelope.payload, 'base64').toString();
  expect(JSON.parse(payload).attestations).toEqual(
    expect.arrayContaining(['erase-by-the-drive', 'nothing-behind-the-zeros']),
  );
});

it('a drive that is smaller after its erase has failed, and nothing of the rest is taken for the whole', async () => {
  const shrink = async () => truncateSync(imagePath(folder, BAY), SIZE_MIB * 512 * 1024);
  const record = await eraseBy({ cells: zeros, word: 'completed', before: shrink });
  expect(record.verdict.outcome).toBe('failed');
  expect(codesOf(record)).toContain('capacity-changed');
});

it('a drive that is taken out while it erases itself ends interrupted and delays nobody', async () => {
  const takenOut = async (tools: DeviceTools) => {
    await running?.bench.unplug(BAY);
    await tools.pause(60_000);
  };
  const record = await eraseBy({ cells: zeros, word: 'completed', before: takenOut });
  expect(record.verdict.outcome).toBe('interrupted');
  expect(codesOf(record)).toContain('drive-vanished');
});
