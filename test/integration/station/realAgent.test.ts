import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContractClient, connectContract } from '../../../core/contract/rpcClient.ts';
import { type StationContract, stationContract } from '../../../core/contract/station.ts';
import { verifyCertificateFile } from '../../../core/record/verifyCertificateFile.ts';
import { verifyExportArchive } from '../../../core/record/verifyExport.ts';
import { nodeCrypto } from '../../../electron/station/ledgerMirror/nodeCrypto.ts';
import { pathsUnder } from '../../../electron/station/paths/stationPaths.ts';
import { type Station, startStation } from '../../../electron/station/stationService.ts';
import { memoryPair } from '../../fixtures/station/channelPairs.ts';
import { until } from '../../fixtures/station/until.ts';
import {
  type Agent,
  done,
  ENGINE,
  makeStationDirectory,
  PIN,
  removeStationDirectory,
  type StationDirectory,
  startAgent,
} from '../agent/agentProcess.ts';

const skip = existsSync(ENGINE) ? '' : `${ENGINE} is not built`;
if (skip !== '') console.log(`SKIPPED a station with the real agent: ${skip}`);

describe.skipIf(skip !== '')('a station with the real agent on a virtual bench', () => {
  let directory: StationDirectory;
  let agent: Agent;
  let station: Station;
  let window: ContractClient<StationContract>;
  const logged: string[] = [];
  beforeEach(async () => {
    directory = makeStationDirectory();
    agent = await startAgent(directory);
    logged.length = 0;
    station = startStation({
      agentSocket: join(directory.path, 'agent.sock'),
      paths: pathsUnder(join(directory.path, 'home')),
      log: (code, cause) => logged.push(`${code}: ${String(cause)}`),
    });
    const { near, far } = await memoryPair();
    station.accept(near);
    window = connectContract(stationContract, far, { build: 'test' });
    await until('the agent', () => station.snapshot().agent.state === 'connected');
  });
  afterEach(async () => {
    await station.stop();
    await agent.stop();
    removeStationDirectory(directory);
  });

  const jobOf = (jobId: string) => station.snapshot().jobs.find((job) => job.jobId === jobId);
  const ended = (jobId: string) => until('the end of the job', () => jobOf(jobId)?.state.kind === 'ended', 60_000);

  async function signIn(): Promise<string> {
    const { people } = station.snapshot();
    const roles: ('technician' | 'shift-lead')[] = ['technician', 'shift-lead'];
    const enrol = { session: null, name: 'Alma Ruiz', title: 'Shift lead', roles, pin: PIN, badge: null };
    const personId = people[0]?.personId ?? done(await window.call('people.enrol', enrol)).personId;
    return done(await window.call('people.signIn', { personId, pin: PIN })).token;
  }

  async function startWipe(session: string, maxBytesPerSecond: number | null): Promise<string> {
    const plug = { bayId: 'bay-01', model: 'Virtual Test Drive', serialNumber: 'WBTEST00017A3F', maxBytesPerSecond };
    const kind = { sizeBytes: 8 * 1024 * 1024, mediaType: 'magnetic', fileSystem: 'ext4' } as const;
    done(await window.call('virtual.plug', { ...plug, ...kind }));
    const drive = await until('the drive', () => station.snapshot().drives.find(({ bayId }) => bayId === 'bay-01'));
    const wish = { session, driveId: drive.driveId, policyId: 'nist-clear', techniqueId: 'overwrite-zeros' } as const;
    const { token } = done(await window.call('preflight', wish));
    const asset = { assetTag: 'TAG-1', lotName: 'LOT-1' };
    return done(await window.call('jobs.start', { session, token, serialTail: '7A3F', asset })).jobId;
  }

  it('carries a drive from the bay to label, certificate, files and an export that verifies', async () => {
    const session = await signIn();
    const phases = new Set<string>();
    window.on('job.changed', ({ state }) => void phases.add(state.kind === 'running' ? state.phase : state.kind));
    const issued: string[] = [];
    window.on('certificate.issued', (row) => void issued.push(row.certificateId));
    const jobId = await startWipe(session, null);
    await ended(jobId);
    await until('the certificate', () => issued.length === 1);
    await station.settled();
    expect(phases).toContain('sanitize');
    expect(phases).toContain('ended');
    expect(station.snapshot().labels).toMatchObject([{ jobId, kind: 'PASS', state: { kind: 'waiting' } }]);

    const [row] = (await window.call('certificates.list', { search: '7A3F', limit: 10, before: null })).rows;
    if (row === undefined) throw new Error('no certificate');
    expect(row).toMatchObject({ virtual: true, assetTag: 'TAG-1', operatorName: 'Alma Ruiz' });
    const { certificateId } = row;
    const opened = done(await window.call('certificates.open', { certificateId }));
    const state = station.snapshot().agent;
    if (state.state !== 'connected') throw new Error('lost');
    const pinned = { subject: 'file', pinnedKeyId: state.station.keyId };
    const report = await verifyCertificateFile(readFileSync(opened.jsonPath), pinned, nodeCrypto);
    expect(report.findings.filter(({ outcome }) => outcome === 'not-genuine')).toEqual([]);
    expect(done(await window.call('certificates.verify', { certificateId })).genuine).toBe(true);
    expect(existsSync(opened.pdfPath)).toBe(true);

    const made = done(
      await window.call('exports.create', { session, wish: { kind: 'certificates', certificateIds: [certificateId] } }),
    );
    const archive = readFileSync(made.path);
    const exported = await verifyExportArchive(archive, { ...pinned, comparePdf: null }, nodeCrypto);
    expect(exported.findings.filter(({ outcome }) => outcome === 'not-genuine')).toEqual([]);
    expect(exported.outcome).toBe('genuine');
    const changed = Uint8Array.from(archive);
    changed[500] = (changed[500] ?? 0) ^ 1;
    expect((await verifyExportArchive(changed, { ...pinned, comparePdf: null }, nodeCrypto)).outcome).toBe(
      'not-genuine',
    );
    expect(station.snapshot().ledger.problem).toBeNull();
    expect(logged).toEqual([]);
  });

  it('sees the agent killed, comes back to it, and follows the resumed job to its label', async () => {
    const session = await signIn();
    const jobId = await startWipe(session, 2_500_000);
    await until('progress', () => {
      const state = jobOf(jobId)?.state;
      return state?.kind === 'running' && state.phase === 'sanitize' && state.doneBytes > 0;
    });
    await agent.kill();
    await until('the loss', () => station.snapshot().agent.state === 'lost');
    expect(jobOf(jobId)?.state.kind).toBe('running');
    const answer = await window.call('plan', { driveId: 'd', policyId: 'nist-clear' });
    expect(answer).toMatchObject({ outcome: 'refused', refusals: [{ code: 'agent-lost' }] });
    agent = await startAgent(directory);
    await until('the agent', () => station.snapshot().agent.state === 'connected');
    await ended(jobId);
    await until('the label', () => station.snapshot().labels.length === 1);
    await station.settled();
    expect(station.snapshot().ledger.problem).toBeNull();
    // The session that started the job died with the agent: issuing is left to a person.
    const { rows } = await window.call('records.list', { search: '', limit: 10, before: null });
    expect(rows).toMatchObject([{ jobId, outcome: 'sanitized', certificateId: null }]);
    const again = await signIn();
    const wish = { session: again, recordId: rows[0]?.recordId ?? '', mediaSource: null, destination: null };
    const { certificateId } = done(await window.call('certificates.issue', wish));
    expect(done(await window.call('certificates.verify', { certificateId })).genuine).toBe(true);
  });

  it('passes on what the agent refuses', async () => {
    const { people } = station.snapshot();
    expect(people).toEqual([]);
    await signIn();
    const personId = station.snapshot().people[0]?.personId ?? '';
    const answer = await window.call('people.signIn', { personId, pin: 'wrong-pin' });
    expect(answer).toMatchObject({ outcome: 'refused', refusals: [{ code: 'pin-wrong' }] });
  });
});
