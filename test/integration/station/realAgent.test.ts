import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContractClient, connectContract } from '../../../core/contract/rpcClient.ts';
import { type StationContract, stationContract } from '../../../core/contract/station.ts';
import { PLAIN_PAPER } from '../../../core/domain/paper.ts';
import { verifyCertificateFile } from '../../../core/record/verifyCertificateFile.ts';
import { verifyExportArchive } from '../../../core/record/verifyExport.ts';
import { runVerify } from '../../../electron/cli/verify/verifyCommand.ts';
import { nodeCrypto } from '../../../electron/station/ledgerMirror/nodeCrypto.ts';
import { pathsUnder } from '../../../electron/station/paths/stationPaths.ts';
import { type Station, startStation } from '../../../electron/station/stationService.ts';
import { startTimeStampServer } from '../../fixtures/paper/timeStampServer.ts';
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

    const { days } = await window.call('insight.throughput', {});
    expect(days.map(({ counts }) => counts.sanitized).reduce((sum, one) => sum + one)).toBe(1);

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

  it('issues in the language, with the name, logo and time-stamp that a shift lead set; the same bytes again; three verifiers hold it genuine', async () => {
    const session = await signIn();
    const stamping = await startTimeStampServer();
    const logo = { widthPixels: 60, heightPixels: 20, rgbBase64: Buffer.alloc(60 * 20 * 3, 120).toString('base64') };
    const paper = { session, language: 'zh', shopName: '上海绿源 Żółw', logo, timeStampUrl: null } as const;
    try {
      done(await window.call('paper.set', paper));
      const issued: string[] = [];
      window.on('certificate.issued', (row) => void issued.push(row.certificateId));
      await ended(await startWipe(session, null));
      await until('the certificate', () => issued.length === 1);
      await station.settled();
      const [certificateId = ''] = issued;
      const opened = done(await window.call('certificates.open', { certificateId }));
      expect(opened.certificate).toMatchObject({ paper: { language: 'zh', shopName: '上海绿源 Żółw' } });
      const texts = opened.pages.flatMap(({ items }) =>
        items.flatMap((item) => (item.kind === 'text' ? [item.text] : [])),
      );
      expect(texts).toContain('数据清除证书');

      // Lost and made again it is the same file: what it is drawn and signed from is sealed, and the signature is a pure function of it.
      const first = readFileSync(opened.pdfPath);
      unlinkSync(opened.pdfPath);
      done(await window.call('certificates.open', { certificateId }));
      expect(Buffer.compare(readFileSync(opened.pdfPath), first)).toBe(0);

      // With a server set, a PDF made anew carries its time-stamp; one that stands stays as it is.
      done(await window.call('paper.set', { ...paper, logo: 'keep', timeStampUrl: stamping.url }));
      done(await window.call('certificates.open', { certificateId }));
      expect(stamping.stamped()).toBe(0);
      unlinkSync(opened.pdfPath);
      stamping.mode = 'silent';
      done(await window.call('certificates.open', { certificateId }));
      expect(existsSync(opened.pdfPath)).toBe(false);
      stamping.mode = 'stamp';
      done(await window.call('certificates.open', { certificateId }));
      expect(stamping.stamped()).toBe(1);

      const verified = done(await window.call('certificates.verify', { certificateId }));
      expect(verified.genuine).toBe(true);
      expect(verified.findings.map(({ sentence }) => sentence).join(' ')).toContain('time-stamp');
      const made = done(
        await window.call('exports.create', {
          session,
          wish: { kind: 'certificates', certificateIds: [certificateId] },
        }),
      );
      const told: string[] = [];
      const io = { out: (text: string) => void told.push(text), err: (text: string) => void told.push(text) };
      expect(await runVerify([made.path, opened.pdfPath], io), told.join('')).toBe(0);
      expect(told.join('')).toContain('the signature holds');
      const python = ['test/verifier/verify.py', made.path, opened.jsonPath];
      expect(execFileSync('/usr/bin/python3', python, { encoding: 'utf8' })).toContain('GENUINE: 2 certificates');
      const bent = readFileSync(opened.pdfPath);
      const title = bent.indexOf('/Title (') + 10;
      bent[title] = (bent[title] ?? 0) ^ 1;
      const bentPath = join(directory.path, 'bent.pdf');
      writeFileSync(bentPath, bent);
      expect(await runVerify([bentPath], io)).toBe(1);
      expect(spawnSync('/usr/bin/python3', ['test/verifier/verify.py', bentPath]).status).toBe(1);
    } finally {
      await stamping.close();
    }
  });

  it('lets nobody but a shift lead change how certificates look', async () => {
    const session = await signIn();
    const technician = { session, name: 'Ben', title: '', roles: ['technician' as const], pin: '735194', badge: null };
    const { personId } = done(await window.call('people.enrol', technician));
    const { token } = done(await window.call('people.signIn', { personId, pin: '735194' }));
    const paper = { session: token, language: 'de', shopName: 'Mine', logo: null, timeStampUrl: null } as const;
    expect(await window.call('paper.set', paper)).toMatchObject({
      outcome: 'refused',
      refusals: [{ code: 'role-missing' }],
    });
    const large = { widthPixels: 640, heightPixels: 240, rgbBase64: randomBytes(640 * 240 * 3).toString('base64') };
    const noise = { ...paper, session, logo: large };
    expect(await window.call('paper.set', noise)).toMatchObject({
      outcome: 'refused',
      refusals: [{ code: 'logo-unsuitable' }],
    });
    expect(done(await window.call('paper.read', {}))).toEqual({ ...PLAIN_PAPER, timeStampUrl: null });
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
