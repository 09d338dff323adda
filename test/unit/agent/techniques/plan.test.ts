import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { planRow, techniqueId } from '../../../../core/domain/technique.ts';
import { planTechniques } from '../../../../native/agent/techniques/plan.ts';
import { policySha256, readPolicies } from '../../../../native/agent/techniques/policies.ts';
import { leastReadBytes } from '../../../../native/agent/verify/readBack.ts';
import { exampleDrive, examplePolicy } from '../jobs/exampleJob.ts';

const codes = (row: { reasons: readonly { code: string }[] } | undefined) => row?.reasons.map(({ code }) => code);

it('every technique gets a row with a reason, in the policy’s order, ranked from one', () => {
  const rows = planTechniques(exampleDrive, { ...examplePolicy, techniques: ['overwrite-stream', 'overwrite-zeros'] });
  expect(rows.map(({ techniqueId: id, accepted, rank }) => [id, accepted, rank])).toEqual([
    ['overwrite-stream', true, 1],
    ['overwrite-zeros', true, 2],
  ]);
  for (const row of rows) expect(planRow.parse(row)).toEqual(row);
  expect(rows.map(({ techniqueId: id }) => id).sort()).toEqual([...techniqueId.options].sort());
});

it.each(['purge', 'destroy'] as const)('an overwrite is never offered where the policy asks for %s', (method) => {
  for (const mediaType of ['magnetic', 'flash', 'hybrid', 'unknown'] as const) {
    const rows = planTechniques({ ...exampleDrive, mediaType }, { ...examplePolicy, method });
    expect(rows.map(({ accepted, rank }) => [accepted, rank])).toEqual([
      [false, null],
      [false, null],
    ]);
    expect(codes(rows[0])).toContain('policy-asks-for-more');
  }
});

it('a flash drive is offered Clear, with the word that its spare cells are out of reach', () => {
  const [row] = planTechniques({ ...exampleDrive, mediaType: 'flash' }, examplePolicy);
  expect(row).toMatchObject({ accepted: true, method: 'clear' });
  expect(codes(row)).toContain('flash-spare-area-out-of-reach');
});

it('a technique outside the policy is shown and not offered', () => {
  const rows = planTechniques(exampleDrive, { ...examplePolicy, techniques: ['overwrite-zeros'] });
  expect(codes(rows[1])).toContain('not-allowed-by-policy');
  expect(rows[1]).toMatchObject({ accepted: false, rank: null });
});

it('the policies that ship can all be read, and differ in their digest', () => {
  const { policies, problems } = readPolicies(resolve(import.meta.dirname, '../../../../resources/policies'));
  expect(problems).toEqual([]);
  expect(policies.map(({ policyId }) => policyId)).toEqual(
    expect.arrayContaining(['nist-clear', 'nist-clear-sampled']),
  );
  expect(new Set(policies.map(policySha256)).size).toBe(policies.length);
});

it('a sampled read-back must read its share, exactly, also of drives beyond what doubles multiply', () => {
  const sampled = { design: 'sampled', subsections: 1000, samplesPerSubsection: 2, sharePpm: 100_001 } as const;
  expect(leastReadBytes(sampled, 30_000_000_000_001)).toBe(3_000_030_000_000);
  expect(leastReadBytes({ design: 'full' }, 12_345)).toBe(12_345);
});
