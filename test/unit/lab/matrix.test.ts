import { describe, expect, it } from 'vitest';
import { techniqueId } from '../../../core/domain/technique.ts';
import type { Statement } from '../../../native/agent/ledger/statement.ts';
import { commandFault, type DriveFault } from '../../lab/drives/model/faults.ts';
import { EVERY_RUN } from '../../lab/matrix/everyRun.ts';
import { LIMITS_BEGIN, LIMITS_END, limitsSection, withLimitsSection } from '../../lab/matrix/limitsTable.ts';
import { type MatrixRow, row } from '../../lab/matrix/matrixRow.ts';
import { brokenPromises, type RowResult } from '../../lab/matrix/rowResult.ts';
import { inEveryRun, matrixScenarios } from '../../lab/matrix/scenarios.ts';

const every = Object.values(matrixScenarios).flat();
const drive = { kind: 'nvme' as const, words: 'NVMe SSD' };
const honest = row('one', { technique: 'nvme-sanitize-block', drive });
const liar = row('two', { technique: 'nvme-sanitize-block', drive, fault: 'keeps everything', expected: 'failed' });

const record = (outcome: string) => ({ kind: 'record', payload: { verdict: { outcome } } }) as unknown as Statement;
const certificate = {
  kind: 'certificate',
  payload: {
    tools: [{ name: 'nvme', version: '2.3' }],
    attestations: ['erase-by-the-drive', 'nothing-behind-the-zeros'],
    sanitizationTechnique: 'nvme-sanitize-block',
  },
} as unknown as Statement;

function ended(of: MatrixRow, given: Partial<RowResult> = {}): RowResult {
  const reached = given.reached ?? of.expected;
  const passes = reached === 'sanitized';
  return {
    ...{ id: of.id, technique: of.technique, drive: of.drive.words, fault: of.fault, expected: of.expected },
    ...{ reached, reasons: ['a-reason'], recordSeq: 3, record: record(reached) },
    ...{ label: passes ? ('PASS' as const) : ('SHRED' as const), certificate: passes ? certificate : null },
    ...{ keptBytes: passes ? 0 : 512, drivePassword: false, elapsedInJobMs: 1, elapsedMs: 1 },
    ...given,
  };
}

describe('the rows of the matrix', () => {
  it('have names of their own', () => {
    const names = every.map(({ id }) => id);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]{3,16}$/);
  });

  it('try every technique of a drive`s own on an honest drive in every test run', () => {
    const tried = new Set(every.filter((one) => one.fault === null && inEveryRun(one)).map((one) => one.technique));
    const own = techniqueId.options.filter((id) => /^(nvme|ata|scsi)-/.test(id));
    const missing = own.filter((id) => !tried.has(id));
    expect(missing).toEqual([]);
  });

  it('of every test run are rows that there are', () => {
    const names = every.map(({ id }) => id);
    expect(EVERY_RUN.filter((id) => !names.includes(id))).toEqual([]);
  });

  it('expect of no broken, lying, swapped or vanishing drive that it is sanitized, but of the blind spot, the slow and what can be opened', () => {
    const passing = every.filter(({ fault, expected }) => fault !== null && expected === 'sanitized');
    const honest = /^slow, but honest$|^half of it hidden (behind|by) an? [a-z ]+$/;
    for (const one of passing) expect(one.blindSpot !== null || honest.test(one.fault ?? ''), one.id).toBe(true);
  });
});

describe('a row`s end', () => {
  it('is as it must be for an honest drive that is sanitized and a liar that is not', () => {
    expect(brokenPromises(honest, ended(honest))).toEqual([]);
    expect(brokenPromises(liar, ended(liar))).toEqual([]);
  });

  it('may be one of two where chance decides, and is no third', () => {
    const either = { ...liar, orElse: 'stalled' as const };
    expect(brokenPromises(either, ended(either))).toEqual([]);
    expect(brokenPromises(either, ended(either, { reached: 'stalled' }))).toEqual([]);
    expect(brokenPromises(either, ended(either, { reached: 'unverified' }))).toHaveLength(1);
    expect(brokenPromises(liar, ended(liar, { reached: 'stalled' }))).toHaveLength(1);
  });

  it.each([
    ['a sanitized drive that still holds data', honest, { keptBytes: 512 }],
    ['a sanitized drive without a certificate', honest, { certificate: null }],
    ['a sanitized drive without a PASS label', honest, { label: 'QUARANTINE' }],
    ['a liar that is called sanitized', liar, { reached: 'sanitized', label: 'PASS', certificate }],
    ['a failed drive with a PASS label', liar, { label: 'PASS' }],
    ['a failed drive with a certificate', liar, { certificate }],
    ['a drive without its record', liar, { record: null }],
    ['a record that tells another verdict', liar, { record: record('sanitized') }],
    ['a drive with our password on it', liar, { drivePassword: true }],
    [
      'a refused drive that is erased all the same',
      { ...liar, expected: 'refused' },
      { reached: 'refused', keptBytes: 0 },
    ],
  ] as [string, MatrixRow, Partial<RowResult>][])('is found out: %s', (_what, of, given) => {
    expect(brokenPromises(of, ended(of, given))).not.toEqual([]);
  });

  it('is found out when the certificate of the blind spot does not say what nobody measured', () => {
    const blind: MatrixRow = { ...honest, fault: 'answers zeros', blindSpot: 'a laboratory' };
    expect(brokenPromises(blind, ended(blind, { keptBytes: 512 }))).toEqual([]);
    const silent = { ...certificate, payload: { ...certificate.payload, attestations: [] } } as unknown as Statement;
    expect(brokenPromises(blind, ended(blind, { keptBytes: 512, certificate: silent }))).not.toEqual([]);
  });
});

describe('the table of known limits', () => {
  const run = {
    rows: [honest, liar],
    results: new Map([honest, liar].map((of) => [of.id, ended(of)])),
    tools: ['nvme 2.3'],
  };

  it('has a line for every row, with the verdict that was reached', () => {
    const section = limitsSection(run);
    expect(section).toContain('| nvme-sanitize-block | NVMe SSD | none | sanitized | a-reason |');
    expect(section).toContain('| nvme-sanitize-block | NVMe SSD | keeps everything | failed | a-reason |');
  });

  it('is not written with a hole', () => {
    expect(() => limitsSection({ ...run, results: new Map() })).toThrow('no result of one');
  });

  it('replaces the one that is there and leaves the rest of the page alone', () => {
    const first = withLimitsSection('# Limits\n\n- one\n', limitsSection(run));
    const page = first.replace('# Limits', '# Known limits').replace(LIMITS_END, `${LIMITS_END}\n\nThe end.`);
    const again = withLimitsSection(page, `${LIMITS_BEGIN}\nnew\n${LIMITS_END}`);
    expect(again).toBe(`# Known limits\n\n- one\n\n${LIMITS_BEGIN}\nnew\n${LIMITS_END}\n\nThe end.\n`);
  });
});

describe('a fault of a command', () => {
  it.each(['never-answers', 'refuses', 'ignores'] as const)('%s concerns its own command only', (kind) => {
    const faults: DriveFault[] = [{ kind, space: 'scsi', opcode: 0x48 }];
    expect(commandFault(faults, 'scsi', 0x48)).toBe(kind);
    expect(commandFault(faults, 'scsi', 0x28)).toBeUndefined();
    expect(commandFault(faults, 'ata', 0x48)).toBeUndefined();
  });
});
