import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { Drive, MediaType } from '../../../../core/domain/drive.ts';
import { unknownHealth } from '../../../../core/domain/health.ts';
import type { Policy } from '../../../../core/domain/policy.ts';
import { because } from '../../../../core/domain/reason.ts';
import {
  type Leaves,
  planRow,
  type SanitizationMethod,
  type TechniqueId,
  techniqueId,
} from '../../../../core/domain/technique.ts';
import type { DeviceTechnique } from '../../../../native/agent/techniques/deviceTechnique.ts';
import { planTechniques } from '../../../../native/agent/techniques/plan.ts';
import { policySha256, readPolicies } from '../../../../native/agent/techniques/policies.ts';
import { noQuirks, type QuirkBook, readQuirks } from '../../../../native/agent/techniques/quirks.ts';
import { allTechniques, overwriteTechniques } from '../../../../native/agent/techniques/registry.ts';
import { leastReadBytes } from '../../../../native/agent/verify/readBack.ts';
import { exampleDrive, examplePolicy } from '../jobs/exampleJob.ts';

const resources = resolve(import.meta.dirname, '../../../../resources');
const { policies, problems } = readPolicies(resolve(resources, 'policies'));
const shipped = (policyId: string): Policy => {
  const found = policies.find((policy) => policy.policyId === policyId);
  if (found === undefined) throw new Error(`no policy ${policyId}`);
  return found;
};
const book = (tools: QuirkBook['tools'] = []): QuirkBook => ({
  quirks: readQuirks(resolve(resources, 'quirks')).quirks,
  tools,
});

/** A technique of a family whose drive says what it can do with it. */
const ofDrive = (
  id: TechniqueId,
  method: SanitizationMethod | null = 'purge',
  leaves: Leaves = 'uniform',
): DeviceTechnique => ({
  kind: 'device',
  techniqueId: id,
  leaves,
  capability: () => ({ method, reasons: [because(method === null ? 'drive-cannot-do-it' : 'drive-offers-it')] }),
  run: () => Promise.reject(new Error('a plan runs nothing')),
});
const ids = (drive: Drive, policy: Policy, techniques: readonly DeviceTechnique[], quirks = noQuirks) =>
  planTechniques(drive, policy, quirks, [...techniques, ...overwriteTechniques])
    .filter(({ accepted }) => accepted)
    .map((row) => row.techniqueId);
const rowOf = (id: TechniqueId, rows: ReturnType<typeof planTechniques>) => {
  const row = rows.find((candidate) => candidate.techniqueId === id);
  if (row === undefined) throw new Error(`no row ${id}`);
  return row;
};
const codes = (row: { reasons: readonly { code: string }[] }) => row.reasons.map(({ code }) => code);

it('every technique gets one row with a reason, in the policy’s order, ranked from one without a gap', () => {
  for (const policy of [
    ...policies,
    { ...examplePolicy, techniques: ['overwrite-stream', 'overwrite-zeros'] as const },
  ]) {
    const rows = planTechniques(exampleDrive, { ...policy, techniques: [...policy.techniques] }, book());
    for (const row of rows) expect(planRow.parse(row)).toEqual(row);
    expect(rows.map(({ techniqueId: id }) => id).sort()).toEqual([...techniqueId.options].sort());
    const ranks = rows.flatMap(({ rank }) => rank ?? []);
    expect(ranks).toEqual(ranks.map((_rank, at) => at + 1));
    for (const { accepted, rank, method } of rows) expect(accepted).toBe(rank !== null && method !== null);
  }
  expect(ids(exampleDrive, { ...examplePolicy, techniques: ['overwrite-stream', 'overwrite-zeros'] }, [])).toEqual([
    'overwrite-stream',
    'overwrite-zeros',
  ]);
});

it.each(['purge', 'destroy'] as const)('an overwrite is never offered where the policy asks for %s', (method) => {
  for (const mediaType of ['magnetic', 'flash', 'hybrid', 'unknown'] as const) {
    const policy = { ...examplePolicy, method, techniques: [...techniqueId.options] };
    const rows = planTechniques({ ...exampleDrive, mediaType }, policy, noQuirks, overwriteTechniques);
    expect(rows.filter(({ accepted }) => accepted)).toEqual([]);
    for (const id of ['overwrite-zeros', 'overwrite-stream', 'overwrite-three-pass'] as const) {
      expect(codes(rowOf(id, rows))).toContain('policy-asks-for-more');
    }
  }
});

it('a discard is always listed and never offered, because it is no evidence', () => {
  const policy = { ...examplePolicy, techniques: [...techniqueId.options] };
  const row = rowOf('blkdiscard', planTechniques(exampleDrive, policy, noQuirks));
  expect(row).toMatchObject({ accepted: false, method: null });
  expect(codes(row)).toEqual(['discard-is-never-evidence']);
});

const ataAll = (['ata-sanitize-block', 'ata-sanitize-overwrite', 'ata-security-erase-enhanced'] as const).map((id) =>
  ofDrive(id),
);
const nvmeAll = [ofDrive('nvme-sanitize-block'), ofDrive('nvme-sanitize-overwrite')];
const crypto = [
  ofDrive('nvme-sanitize-crypto', 'purge', 'anything'),
  ofDrive('ata-sanitize-crypto', 'purge', 'anything'),
];

const table: readonly [string, Drive['transport'], MediaType, string, readonly DeviceTechnique[], TechniqueId[]][] = [
  ['an NVMe drive', 'nvme', 'flash', 'nist-purge', nvmeAll, ['nvme-sanitize-block', 'nvme-sanitize-overwrite']],
  [
    'an NVMe drive that can also scramble',
    'nvme',
    'flash',
    'nist-purge',
    [...nvmeAll, ofDrive('nvme-sanitize-crypto', 'purge', 'anything')],
    ['nvme-sanitize-block', 'nvme-sanitize-crypto', 'nvme-sanitize-overwrite'],
  ],
  [
    'a SATA hard disk',
    'sata',
    'magnetic',
    'nist-purge',
    [...ataAll, ofDrive('ata-sanitize-crypto', 'purge', 'anything')],
    ['ata-sanitize-crypto', 'ata-sanitize-overwrite', 'ata-security-erase-enhanced', 'ata-sanitize-block'],
  ],
  [
    'a SATA flash drive whose security erase is only Clear',
    'sata',
    'flash',
    'nist-purge',
    [ofDrive('ata-sanitize-block'), ofDrive('ata-security-erase-enhanced', 'clear')],
    ['ata-sanitize-block'],
  ],
  ['a SATA drive that can do nothing itself', 'sata', 'flash', 'nist-purge', [ofDrive('ata-sanitize-block', null)], []],
  ['a USB drive', 'usb', 'flash', 'nist-purge', [...ataAll, ...nvmeAll, ...crypto], []],
  ['a USB drive', 'usb', 'flash', 'nist-clear', [...ataAll, ...nvmeAll], ['overwrite-zeros', 'overwrite-stream']],
  ['a memory card', 'mmc', 'flash', 'nist-clear', [...ataAll, ...nvmeAll], ['overwrite-zeros', 'overwrite-stream']],
  ['a hard disk under a contract', 'sata', 'magnetic', 'customer-three-pass', ataAll, ['overwrite-three-pass']],
  [
    'an NVMe drive that is overwritten afterwards',
    'nvme',
    'flash',
    'purge-then-overwrite',
    [...nvmeAll, ofDrive('nvme-sanitize-crypto', 'purge', 'anything')],
    ['nvme-sanitize-block', 'nvme-sanitize-crypto', 'nvme-sanitize-overwrite'],
  ],
];

it.each(table)('%s (%s, %s) under %s is offered what the table of techniques says', (...row) => {
  const [, transport, mediaType, policyId, techniques, expected] = row;
  expect(ids({ ...exampleDrive, transport, mediaType }, shipped(policyId), techniques, book())).toEqual(expected);
});

it('a bridge and a memory card say why they are Clear only', () => {
  for (const [transport, code] of [
    ['usb', 'usb-clear-only'],
    ['mmc', 'mmc-clear-only'],
  ] as const) {
    const erase = { interface: 'none', why: because('bridge-answers') } as const;
    const rows = planTechniques({ ...exampleDrive, transport, erase }, shipped('nist-purge'), book(), ataAll);
    expect(codes(rowOf('ata-sanitize-block', rows))).toEqual(expect.arrayContaining([code, 'bridge-answers']));
    expect(rowOf('ata-sanitize-block', rows).method).toBeNull();
  }
});

it('what a scramble leaves cannot be read back in full, unless something known is written over it', () => {
  const policy: Policy = { ...shipped('nist-purge'), verification: { design: 'full' } };
  const drive: Drive = { ...exampleDrive, transport: 'nvme', mediaType: 'flash' };
  const rows = planTechniques(drive, policy, noQuirks, crypto);
  expect(codes(rowOf('nvme-sanitize-crypto', rows))).toContain('full-read-back-needs-known-content');
  expect(ids(drive, { ...policy, followedBy: ['overwrite-zeros'] }, crypto)).toContain('nvme-sanitize-crypto');
});

it.each([
  ['the Intel 660p', { model: 'INTEL SSDPEKNW512G8' }, [], 'known-bad', false],
  ['another Intel drive', { model: 'INTEL SSDPEK1F' }, [], 'known-bad', true],
  ['a drive without a model', { model: null }, [], 'known-bad', true],
  ['libnvme 1.12', {}, [{ name: 'libnvme', version: '1.12' }], 'known-bad', false],
  ['libnvme 1.12.1', {}, [{ name: 'libnvme', version: '1.12.1' }], 'known-bad', false],
  ['libnvme 1.13', {}, [{ name: 'libnvme', version: '1.13' }], 'known-bad', true],
  ['libnvme 1.1', {}, [{ name: 'libnvme', version: '1.1' }], 'known-bad', true],
  ['a hard-to-trust model', { model: 'LaCie Rugged SSD4' }, [], 'known-bad', false],
] as const)('known trouble: %s', (_what, change, tools, code, offered) => {
  const drive: Drive = { ...exampleDrive, transport: 'nvme', mediaType: 'flash', ...change };
  const row = rowOf('nvme-sanitize-block', planTechniques(drive, shipped('nist-purge'), book(tools), nvmeAll));
  expect(row.accepted).toBe(offered);
  expect(codes(row).includes(code)).toBe(!offered);
});

it('a trouble that is only warned of is told with the offer', () => {
  const drive: Drive = { ...exampleDrive, transport: 'nvme', mediaType: 'flash' };
  const tools = [{ name: 'nvme', version: '2.8' }];
  const row = rowOf('nvme-sanitize-block', planTechniques(drive, shipped('nist-purge'), book(tools), nvmeAll));
  expect(row.accepted).toBe(true);
  expect(codes(row)).toContain('known-trouble');
});

it('a drive beyond the policy’s health limits is offered nothing and sent to the shredder, with the count', () => {
  const policy = shipped('nist-purge');
  const limit = policy.healthGate?.reallocatedSectors ?? 0;
  const drive = (reallocatedSectors: number | null): Drive => ({
    ...exampleDrive,
    transport: 'nvme',
    mediaType: 'flash',
    health: { ...unknownHealth, reallocatedSectors },
  });
  expect(ids(drive(limit), policy, nvmeAll).length).toBeGreaterThan(0);
  expect(ids(drive(null), policy, nvmeAll).length).toBeGreaterThan(0);
  const rows = planTechniques(drive(limit + 1), policy, noQuirks, nvmeAll);
  expect(rows.filter(({ accepted }) => accepted)).toEqual([]);
  expect(rowOf('nvme-sanitize-block', rows).reasons).toContainEqual(
    because('health-gate-reallocated', { count: limit + 1, limit }),
  );
});

it('the policies and the known troubles that ship can all be read; the purge comes first, and no two are alike', () => {
  expect(problems).toEqual([]);
  expect(readQuirks(resolve(resources, 'quirks')).problems).toEqual([]);
  expect(policies[0]?.policyId).toBe('nist-purge');
  expect(policies.map(({ policyId }) => policyId)).toEqual(
    expect.arrayContaining(['nist-clear', 'nist-clear-sampled', 'purge-then-overwrite', 'customer-three-pass']),
  );
  expect(new Set(policies.map(policySha256)).size).toBe(policies.length);
});

it('no technique stands twice in the register', () => {
  const names = allTechniques.map((technique) => technique.techniqueId);
  expect(new Set(names).size).toBe(names.length);
});

it('three passes are zeros, ones and a stream with a seed of its own', () => {
  const technique = overwriteTechniques.find((known) => known.techniqueId === 'overwrite-three-pass');
  expect(technique?.newPatterns(() => 'a'.repeat(64))).toEqual([
    { words: 'zeros', seed: null },
    { words: 'hex:ff', seed: null },
    { words: 'stream', seed: 'a'.repeat(64) },
  ]);
});

it('a sampled read-back must read its share, exactly, also of drives beyond what doubles multiply', () => {
  const sampled = { design: 'sampled', subsections: 1000, samplesPerSubsection: 2, sharePpm: 100_001 } as const;
  expect(leastReadBytes(sampled, 30_000_000_000_001)).toBe(3_000_030_000_000);
  expect(leastReadBytes({ design: 'full' }, 12_345)).toBe(12_345);
});
