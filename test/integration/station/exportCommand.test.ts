import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyExportArchive } from '../../../core/record/verifyExport.ts';
import { runExport } from '../../../electron/cli/export/exportCommand.ts';
import { nodeCrypto } from '../../../electron/station/ledgerMirror/nodeCrypto.ts';
import { pathsUnder } from '../../../electron/station/paths/stationPaths.ts';
import { type Station, startStation } from '../../../electron/station/stationService.ts';
import { issue, sampleRecord } from '../../fixtures/record/sampleEvidence.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';
import { type AgentStandIn, standInPin, startAgentStandIn } from '../../fixtures/station/agentStandIn.ts';
import { until } from '../../fixtures/station/until.ts';

describe('wipebench export', () => {
  let folder = '';
  let ledger: TestLedger;
  let agent: AgentStandIn;
  let station: Station;
  let out = '';
  let err = '';
  const socket = () => join(folder, 'agent.sock');
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-export-'));
    ledger = await TestLedger.create();
    await issue(ledger, sampleRecord(1), undefined, 1);
    await issue(ledger, sampleRecord(2), undefined, 2);
    agent = await startAgentStandIn(socket(), ledger);
    station = startStation({ agentSocket: socket(), paths: pathsUnder(join(folder, 'home')), log: () => undefined });
    await until('the ledger', () => station.snapshot().ledger.entries === 4);
    await station.settled();
  });
  afterEach(async () => {
    await station.stop();
    await agent.die();
    rmSync(folder, { recursive: true });
  });

  function run(argv: readonly string[], pin = standInPin, signal = new AbortController().signal): Promise<number> {
    out = '';
    err = '';
    return runExport([...argv, '--agent', socket()], {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      environment: { WIPEBENCH_HOME: join(folder, 'home') },
      askPin: async () => pin,
      signal,
      progress: () => undefined,
    });
  }
  const exported = () => readdirSync(join(folder, 'out'));

  it('lists the certificates of a running station', async () => {
    expect(await run([])).toBe(0);
    expect(out.split('\n').map((line) => line.slice(0, 20))).toEqual([
      'WB-0A1B2C3D-00000002',
      'WB-0A1B2C3D-00000001',
      '',
    ]);
    expect(await run(['--search', 'VIRT00000001'])).toBe(0);
    expect(out).toMatch(/^WB-0A1B2C3D-00000001 .*\(virtual\)\n$/);
  });

  it('writes one archive that verifies, beside the running station', async () => {
    expect(await run(['--all', '--out', join(folder, 'out')])).toBe(0);
    expect(exported()).toHaveLength(1);
    expect(out).toBe(`${join(folder, 'out', exported()[0] ?? '')}\n`);
    const options = { subject: 'export', pinnedKeyId: ledger.keyId, comparePdf: null };
    const report = await verifyExportArchive(readFileSync(out.trim()), options, nodeCrypto);
    expect(report.findings.filter((finding) => finding.outcome === 'not-genuine')).toEqual([]);
    expect(report.opened?.certificates).toHaveLength(2);
  });

  it('makes another archive for each export and leaves the first one as it is', async () => {
    const argv = ['WB-0A1B2C3D-00000001', '--out', join(folder, 'out')];
    await run(argv);
    const first = readFileSync(out.trim());
    const name = out;
    expect(await run(argv)).toBe(0);
    expect(out).not.toBe(name);
    expect(exported()).toHaveLength(2);
    expect(readFileSync(name.trim())).toEqual(first);
  });

  it('lists and writes what fits a lot, a person and days, and nothing else', async () => {
    const lot = [
      '--lot',
      'lot 7, "Żółw" GmbH',
      '--operator',
      'Jana Kowalska',
      '--from',
      '2026-05-01',
      '--to',
      '2026-05-01',
    ];
    expect(await run(lot)).toBe(0);
    expect(out.split('\n')).toHaveLength(3);
    expect(await run([...lot, '--all', '--out', join(folder, 'out')])).toBe(0);
    expect(err).toMatch(/^2 certificates/);
    expect(await run(['--to', '2026-04-30', '--all'])).toBe(2);
    expect(err).toContain('no certificates');
  });

  it('ends at the first word to do so, says it, and leaves nothing in the folder and the ledger', async () => {
    expect(await run(['--all', '--out', join(folder, 'out')], standInPin, AbortSignal.abort())).toBe(1);
    expect(err).toContain('cancelled');
    expect(exported()).toEqual([]);
    expect(ledger.entries).toHaveLength(4);
  });

  it('refuses a wrong PIN in words and writes nothing', async () => {
    expect(await run(['--all', '--out', join(folder, 'out')], 'wrong-pin')).toBe(1);
    expect(err).toMatch(/PIN/);
    expect(() => exported()).toThrow(/ENOENT/);
    expect(ledger.entries).toHaveLength(4);
  });

  it('refuses a certificate that this station does not know, and leaves no part of an archive', async () => {
    expect(await run(['WB-0A1B2C3D-00000009', '--out', join(folder, 'out')])).toBe(1);
    expect(exported()).toEqual([]);
    expect(ledger.entries).toHaveLength(4);
  });

  it.each([
    ['a word it does not know', ['--everything']],
    ['both ways of naming', ['--all', 'WB-0A1B2C3D-00000001']],
    ['a person who is no shift lead', ['--all', '--person', 'nobody']],
    ['a day that is none', ['--from', '2026-02-30']],
    ['a lot and a search', ['--lot', 'a', '--search', 'b']],
    ['a search without result', ['--all', '--search', 'nowhere']],
  ])('answers 2 to %s', async (_what, argv) => {
    expect(await run(argv)).toBe(2);
    expect(err).toMatch(/^wipebench export: /);
  });

  it('answers 2 when there is no agent to seal it', async () => {
    await agent.die();
    expect(await run(['--all'])).toBe(2);
    expect(err).toContain('needs the agent');
  });
});
