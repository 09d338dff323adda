import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContractClient, connectContract } from '../../../core/contract/rpcClient.ts';
import { type StationContract, stationContract } from '../../../core/contract/station.ts';
import { FACTORY_PRINTER } from '../../../core/domain/printer.ts';
import { LEDGER_ROOT, type LedgerEntry, linkFor } from '../../../core/record/ledgerEntry.ts';
import { verifyCertificateFile } from '../../../core/record/verifyCertificateFile.ts';
import { verifyExportArchive } from '../../../core/record/verifyExport.ts';
import { nodeCrypto } from '../../../electron/station/ledgerMirror/nodeCrypto.ts';
import { pathsUnder } from '../../../electron/station/paths/stationPaths.ts';
import { type Station, startStation } from '../../../electron/station/stationService.ts';
import { issue, qualityDecision, sampleRecord } from '../../fixtures/record/sampleEvidence.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';
import {
  type AgentStandIn,
  standInJob,
  standInSession,
  startAgentStandIn,
} from '../../fixtures/station/agentStandIn.ts';
import { memoryPair } from '../../fixtures/station/channelPairs.ts';
import { until } from '../../fixtures/station/until.ts';

/** With a stand-in for the agent: only that can lie, forget and die on command. The real agent: realAgent.test.ts. */
describe('a station', () => {
  let folder = '';
  let socket = '';
  let ledger: TestLedger;
  const agents: AgentStandIn[] = [];
  const stations: Station[] = [];
  const logged: string[] = [];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-station-'));
    socket = join(folder, 'agent.sock');
    ledger = await TestLedger.create();
    logged.length = 0;
  });
  afterEach(async () => {
    for (const station of stations.splice(0)) await station.stop();
    for (const agent of agents.splice(0)) await agent.die();
    rmSync(folder, { recursive: true });
  });

  const paths = () => pathsUnder(join(folder, 'home'));
  async function agentUp(of: TestLedger = ledger): Promise<AgentStandIn> {
    const agent = await startAgentStandIn(socket, of);
    agents.push(agent);
    return agent;
  }
  async function agentDown(): Promise<void> {
    for (const agent of agents.splice(0)) await agent.die();
  }
  function stationUp(): Station {
    const station = startStation({
      agentSocket: socket,
      paths: paths(),
      log: (code, cause) => logged.push(`${code}: ${String(cause)}`),
    });
    stations.push(station);
    return station;
  }
  async function stationDown(): Promise<void> {
    for (const station of stations.splice(0)) await station.stop();
  }
  async function windowOn(station: Station): Promise<ContractClient<StationContract>> {
    const { near, far } = await memoryPair();
    station.accept(near);
    const window = connectContract(stationContract, far, { build: 'test' });
    await window.ready;
    return window;
  }
  const connected = (station: Station) => until('the agent', () => station.snapshot().agent.state === 'connected');
  const mirrored = (station: Station, entries: number) =>
    until(`${entries} entries`, () => station.snapshot().ledger.entries === entries);
  const problemOf = (station: Station) => until('the problem', () => station.snapshot().ledger.problem);

  it('starts without an agent, says so, and shows the bench when the agent comes', async () => {
    const station = stationUp();
    const window = await windowOn(station);
    expect((await window.call('snapshot', {})).agent).toMatchObject({ state: 'lost' });
    await until('a try', () => {
      const { agent } = station.snapshot();
      return agent.state === 'lost' && agent.why.includes('no agent socket');
    });
    await agentUp();
    await connected(station);
    expect((await window.call('snapshot', {})).bays).toHaveLength(1);
  });

  it('refuses what needs the agent while it is lost', async () => {
    const window = await windowOn(stationUp());
    const answer = await window.call('plan', { driveId: 'd', policyId: 'p' });
    expect(answer).toMatchObject({ outcome: 'refused', refusals: [{ code: 'agent-lost' }] });
    expect(await window.call('people.signOut', { session: standInSession })).toEqual({});
  });

  it('makes windows ask again when the agent came back with another bench', async () => {
    await agentUp();
    const station = stationUp();
    const window = await windowOn(station);
    await connected(station);
    await window.call('snapshot', {});
    let gaps = 0;
    window.onGap(() => {
      gaps += 1;
    });
    await agentDown();
    await until('the loss', () => station.snapshot().agent.state === 'lost');
    await agentUp();
    await until('the gap', () => gaps > 0);
    expect((await window.call('snapshot', {})).agent.state).toBe('connected');
  });

  it('asks its agent again after a missed event', async () => {
    const agent = await agentUp();
    const station = stationUp();
    await connected(station);
    agent.showJob(standInJob('job-1'));
    await until('the first job', () => station.snapshot().jobs.length === 1);
    agent.leaveGap();
    agent.showJob(standInJob('job-2'));
    await until('both jobs', () => station.snapshot().jobs.length === 2);
  });

  it('labels, certifies and files a sanitized drive by itself, and the export of it verifies', async () => {
    const agent = await agentUp();
    const station = stationUp();
    const window = await windowOn(station);
    await connected(station);
    await window.call('people.signIn', { personId: 'li-wei', pin: '123456' });
    const asset = { assetTag: null, lotName: null };
    await window.call('jobs.start', { session: standInSession, token: 'job-1', serialTail: '0001', asset });
    const heard: string[] = [];
    for (const name of ['record.sealed', 'label.changed', 'certificate.issued'] as const) {
      window.on(name, () => heard.push(name));
    }
    await agent.seal(sampleRecord(1));
    await mirrored(station, 2);
    await station.settled();

    expect([...new Set(heard)].sort()).toEqual(['certificate.issued', 'label.changed', 'record.sealed']);
    const { labels } = station.snapshot();
    expect(labels).toMatchObject([
      { kind: 'PASS', recordId: sampleRecord(1).recordId, copy: 1, state: { kind: 'waiting' } },
    ]);
    const preview = await window.call('labels.preview', { labelId: labels[0]?.labelId ?? '' });
    if (preview.outcome !== 'done') throw new Error('no preview');
    expect(Buffer.from(preview.value.pngBase64, 'base64').subarray(1, 4).toString()).toBe('PNG');
    expect(preview.value).toMatchObject({ language: 'zpl', labelSize: '50x25', dotsPerMillimetre: 8 });
    const { rows } = await window.call('certificates.list', { search: 'VIRT00000001', limit: 10, before: null });
    const [row] = rows;
    if (row === undefined) throw new Error('no certificate');
    const opened = await window.call('certificates.open', { certificateId: row.certificateId });
    if (opened.outcome !== 'done') throw new Error('not opened');
    expect(opened.value.pages.length).toBeGreaterThan(0);
    const json = readFileSync(opened.value.jsonPath);
    const pinned = { subject: 'file', pinnedKeyId: ledger.keyId };
    expect((await verifyCertificateFile(json, pinned, nodeCrypto)).outcome).toBe('genuine');
    expect(readFileSync(opened.value.pdfPath).subarray(0, 5).toString()).toBe('%PDF-');
    const { certificateId } = row;
    expect(await window.call('certificates.verify', { certificateId })).toMatchObject({ value: { genuine: true } });

    const pdf = readFileSync(opened.value.pdfPath);
    const changedPdf = Buffer.from(pdf);
    changedPdf[changedPdf.length - 200] = (changedPdf[changedPdf.length - 200] ?? 0) ^ 1;
    writeFileSync(opened.value.pdfPath, changedPdf);
    expect(await window.call('certificates.verify', { certificateId })).toMatchObject({ value: { genuine: false } });
    writeFileSync(opened.value.pdfPath, pdf);

    const steps: number[] = [];
    window.on('progress', ({ done, total }) => steps.push(done / total));
    const made = await window.call('exports.create', {
      session: standInSession,
      wish: { kind: 'certificates', certificateIds: [certificateId] },
    });
    if (made.outcome !== 'done') throw new Error(JSON.stringify(made));
    expect(made.value.path).toMatch(/\/wipebench-export-Bench-1-awka-\d{4}-\d{2}-\d{2}-2\.zip$/);
    const archive = readFileSync(made.value.path);
    expect(archive.length).toBe(made.value.sizeBytes);
    const report = await verifyExportArchive(archive, { ...pinned, comparePdf: null }, nodeCrypto);
    expect(report.findings.filter((finding) => finding.outcome === 'not-genuine')).toEqual([]);
    expect(report.outcome).toBe('genuine');
    expect(steps.at(-1)).toBe(1);
    expect(readdirSync(paths().exports)).toHaveLength(1);
    expect(logged).toEqual([]);
  });

  it('queues a label, but issues nothing, for a drive that is not plainly sanitized', async () => {
    const agent = await agentUp();
    const station = stationUp();
    const window = await windowOn(station);
    await connected(station);
    await window.call('people.signIn', { personId: 'li-wei', pin: '123456' });
    const asset = { assetTag: null, lotName: null };
    await window.call('jobs.start', { session: standInSession, token: 'job-1', serialTail: '0001', asset });
    const verdict = { outcome: 'failed' as const, reasons: [{ code: 'unreadable-sectors', details: {} }] };
    await agent.seal({ ...sampleRecord(1), verdict });
    await until('the label', () => station.snapshot().labels.length === 1);
    await station.settled();
    expect(station.snapshot().labels).toMatchObject([{ kind: 'SHRED' }]);
    expect(ledger.entries).toHaveLength(1);
  });

  it('leaves the certificate to a person when the session that started the job is gone', async () => {
    const agent = await agentUp();
    const station = stationUp();
    await connected(station);
    await agent.seal(sampleRecord(1));
    await until('the label', () => station.snapshot().labels.length === 1);
    await station.settled();
    const window = await windowOn(station);
    const list = await window.call('records.list', { search: '', limit: 10, before: null });
    expect(list.rows).toMatchObject([{ outcome: 'sanitized', certificateId: null }]);
    const { recordId } = sampleRecord(1);
    const wish = { session: standInSession, recordId, mediaSource: null, destination: null };
    const issued = await window.call('certificates.issue', wish);
    if (issued.outcome !== 'done') throw new Error('not issued');
    expect(readdirSync(paths().certificates).sort()).toEqual([
      `${issued.value.certificateId}.json`,
      `${issued.value.certificateId}.pdf`,
    ]);
  });

  it('takes up the label of a record that was sealed while the station was down', async () => {
    const agent = await agentUp();
    const first = stationUp();
    await connected(first);
    await agent.seal(sampleRecord(1));
    await until('the label', () => first.snapshot().labels.length === 1);
    await stationDown();
    await agent.seal(sampleRecord(2));
    const second = stationUp();
    await until('both labels', () => second.snapshot().labels.length === 2);
    expect(second.snapshot().labels[1]).toMatchObject({ recordId: sampleRecord(2).recordId, copy: 1 });
  });

  it('takes up the QUARANTINE label of a drive that quality refused while the station was down, and once', async () => {
    const agent = await agentUp();
    const first = stationUp();
    await connected(first);
    await agent.seal(sampleRecord(1));
    await until('the label', () => first.snapshot().labels.length === 1);
    await stationDown();
    const decision = qualityDecision(sampleRecord(1).recordId, 'quarantine', new Date('2026-05-01T12:00:00.000Z'));
    await ledger.append('application/vnd.wipebench.act.v1+json', decision);
    const second = stationUp();
    await until('both labels', () => second.snapshot().labels.length === 2);
    expect(second.snapshot().labels.map(({ kind }) => kind)).toEqual(['PASS', 'QUARANTINE']);
    await stationDown();
    const third = stationUp();
    await mirrored(third, 2);
    await third.settled();
    expect(third.snapshot().labels).toHaveLength(2);
  });

  it('never overwrites a certificate file that holds something else, and names it', async () => {
    const agent = await agentUp();
    const station = stationUp();
    await connected(station);
    await agent.seal(sampleRecord(1));
    await mirrored(station, 1);
    await station.settled();
    const path = join(paths().certificates, 'WB-0A1B2C3D-00000001.json');
    mkdirSync(paths().certificates, { recursive: true });
    writeFileSync(path, 'mine');
    const window = await windowOn(station);
    const { recordId } = sampleRecord(1);
    await window.call('certificates.issue', {
      session: standInSession,
      recordId,
      mediaSource: null,
      destination: null,
    });
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(station.snapshot().notices).toMatchObject([
      { severity: 'damage', reason: { code: 'certificate-file-differs' } },
    ]);
    const verified = await window.call('certificates.verify', { certificateId: 'WB-0A1B2C3D-00000001' });
    expect(verified).toMatchObject({ value: { genuine: false } });
    renameSync(path, `${path}.away`);
    const certificateId = 'WB-0A1B2C3D-00000001';
    await window.call('certificates.open', { certificateId });
    expect(await window.call('certificates.verify', { certificateId })).toMatchObject({ value: { genuine: true } });
  });

  describe('that holds three entries', () => {
    async function holdThree(): Promise<void> {
      await agentUp();
      await issue(ledger, sampleRecord(1), undefined, 1);
      await ledger.append('application/vnd.wipebench.record.v1+json', sampleRecord(2));
      const station = stationUp();
      await mirrored(station, 3);
      await stationDown();
    }
    const noExport = async (station: Station) => {
      const window = await windowOn(station);
      await window.call('people.signIn', { personId: 'li-wei', pin: '123456' });
      const certificateIds = ['WB-0A1B2C3D-00000001'];
      const wish = { kind: 'certificates' as const, certificateIds };
      return window.call('exports.create', { session: standInSession, wish });
    };

    it('names a ledger that was rolled back, keeps its own copy, and exports nothing', async () => {
      await holdThree();
      agents[0]?.pretend(ledger.entries.slice(0, 2));
      const station = stationUp();
      expect((await problemOf(station)).code).toBe('ledger-rolled-back');
      expect(station.snapshot().ledger.entries).toBe(3);
      expect(await noExport(station)).toMatchObject({ outcome: 'refused', refusals: [{ code: 'ledger-damaged' }] });
    });

    it('names an entry that was edited behind an unchanged hash', async () => {
      await holdThree();
      const [first, second, third] = ledger.entries as [LedgerEntry, LedgerEntry, LedgerEntry];
      const envelope = { ...second.envelope, payload: first.envelope.payload };
      agents[0]?.pretend([first, { ...second, envelope }, third]);
      expect(await problemOf(stationUp())).toMatchObject({ code: 'ledger-entry-altered', details: { seq: 1 } });
    });

    it('names a ledger that was written anew with the right key', async () => {
      await holdThree();
      const other = await TestLedger.create();
      await issue(other, sampleRecord(1), undefined, 1);
      await issue(other, sampleRecord(9), undefined, 9);
      agents[0]?.pretend(other.entries.slice(0, 3));
      expect(await problemOf(stationUp())).toMatchObject({ code: 'ledger-forked', details: { entries: 3 } });
    });

    it('names a ledger that was written anew and grew on, before it takes anything of it', async () => {
      await holdThree();
      const other = await TestLedger.create();
      await issue(other, sampleRecord(1), undefined, 1);
      await issue(other, sampleRecord(9), undefined, 9);
      await issue(other, sampleRecord(2), undefined, 2);
      agents[0]?.pretend(other.entries);
      const station = stationUp();
      expect(await problemOf(station)).toMatchObject({ code: 'ledger-forked', details: { entries: 3 } });
      expect(station.snapshot().ledger.entries).toBe(3);
    });

    it('takes no new entry whose checkpoint is not the tree of it', async () => {
      await holdThree();
      const station = stationUp();
      await connected(station);
      await station.settled();
      const next = await ledger.append('application/vnd.wipebench.record.v1+json', sampleRecord(3));
      agents[0]?.vouchFor([...ledger.entries.slice(0, 2), next]);
      agents[0]?.announce(next);
      expect(await problemOf(station)).toMatchObject({ code: 'ledger-not-vouched', details: { entries: 4 } });
      expect(station.snapshot().ledger.entries).toBe(3);
    });

    it('names its own database when another one of the same station was put in its place', async () => {
      await holdThree();
      const other = await TestLedger.create();
      await issue(other, sampleRecord(1), undefined, 1);
      await other.append('application/vnd.wipebench.record.v1+json', sampleRecord(8));
      const database = new SqliteDatabase(paths().database);
      database.exec('DROP TRIGGER ledger_mirror_keeps');
      const { seq, prev, hash, envelope } = other.entries[2] as LedgerEntry;
      const change = 'UPDATE ledger_mirror SET prev = ?, hash = ?, envelope = ? WHERE seq = ?';
      database.prepare(change).run(prev, hash, JSON.stringify(envelope), seq);
      database.close();
      // A chain that holds in itself, signed by the right key; but its tree is not the one the station signed.
      expect(await problemOf(stationUp())).toMatchObject({ code: 'ledger-copy-damaged', details: { seq: 2 } });
    });

    it('proves what it copied before it kept a tree', async () => {
      await holdThree();
      const database = new SqliteDatabase(paths().database);
      for (const name of ['ledger_tree', 'ledger_checkpoints']) {
        database.exec(`DROP TRIGGER ${name}_${name === 'ledger_tree' ? 'stays' : 'stay'}; DELETE FROM ${name}`);
      }
      database.close();
      const station = stationUp();
      const window = await windowOn(station);
      await connected(station);
      await station.settled();
      expect(station.snapshot().ledger).toEqual({ entries: 3, problem: null });
      const opened = await window.call('certificates.open', { certificateId: 'WB-0A1B2C3D-00000001' });
      expect(opened.outcome).toBe('done');
    });

    it("names another station's ledger", async () => {
      await holdThree();
      await agentDown();
      const other = await TestLedger.create('ANOTHER TEST KEY, NOT SECRET.    ');
      await issue(other, sampleRecord(1), undefined, 1);
      await issue(other, sampleRecord(2), undefined, 2);
      await agentUp(other);
      const station = stationUp();
      expect((await problemOf(station)).code).toBe('ledger-of-other-station');
      expect(station.snapshot().ledger.entries).toBe(3);
    });

    it('takes nothing that another key signed', async () => {
      await holdThree();
      const forger = await TestLedger.create('ANOTHER TEST KEY, NOT SECRET.    ');
      const forged = forger.seal('application/vnd.wipebench.record.v1+json', sampleRecord(3));
      const link = await linkFor(3, ledger.head, forged, nodeCrypto);
      agents[0]?.pretend([...ledger.entries, { seq: 3, prev: link.prev, hash: link.hash, envelope: forged }]);
      const station = stationUp();
      expect((await problemOf(station)).code).toBe('ledger-signature-bad');
      expect(station.snapshot().ledger.entries).toBe(3);
    });

    it('goes on when the true ledger is back', async () => {
      await holdThree();
      agents[0]?.pretend(ledger.entries.slice(0, 1));
      const station = stationUp();
      await problemOf(station);
      await agentDown();
      await until('the loss', () => station.snapshot().agent.state === 'lost');
      await agentUp();
      await until('no problem', () => station.snapshot().ledger.problem === null);
    });

    it('names its own copy when somebody edited it behind the triggers, and exports nothing', async () => {
      await holdThree();
      const database = new SqliteDatabase(paths().database);
      database.exec('DROP TRIGGER ledger_mirror_keeps');
      database.exec("UPDATE ledger_mirror SET envelope = replace(envelope, 'record.v1', 'act.v1') WHERE seq = 0");
      database.close();
      const station = stationUp();
      expect(await problemOf(station)).toMatchObject({ code: 'ledger-copy-damaged', details: { seq: 0 } });
      await connected(station);
      expect(await noExport(station)).toMatchObject({ outcome: 'refused', refusals: [{ code: 'ledger-damaged' }] });
    });

    it('asks a person to look for the label of a drive that is still here, after its database was lost', async () => {
      await holdThree();
      const { recordId } = sampleRecord(2);
      const verdict = sampleRecord(2).verdict;
      const state = { kind: 'ended', verdict, recordId, recordSeq: 2, endedAt: '2026-05-01T10:05:00.000Z' } as const;
      agents[0]?.showJob({ ...standInJob('job-2'), state });
      agents[0]?.knows(sampleRecord(2));
      rmSync(paths().data, { recursive: true });
      const station = stationUp();
      await until('the label', () => station.snapshot().labels.length === 1);
      expect(station.snapshot().labels).toMatchObject([
        { recordId, copy: 1, state: { kind: 'uncertain', why: { code: 'label-history-unknown' } } },
      ]);
      await stationDown();
      const again = stationUp();
      await mirrored(again, 3);
      await connected(again);
      await again.settled();
      expect(again.snapshot().labels).toHaveLength(1);
    });

    it('sets a damaged database aside and rebuilds the copy from the ledger, without printing old labels again', async () => {
      await holdThree();
      const bytes = readFileSync(paths().database);
      writeFileSync(paths().database, bytes.fill(0x5a, 2048, 20_000));
      const station = stationUp();
      await mirrored(station, 3);
      await station.settled();
      expect(station.snapshot().notices).toMatchObject([
        { severity: 'damage', reason: { code: 'store-damaged-rebuilt' } },
      ]);
      expect(readdirSync(paths().data).filter((name) => name.includes('.damaged-'))).not.toEqual([]);
      expect(station.snapshot().labels).toEqual([]);
      const window = await windowOn(station);
      expect((await window.call('certificates.list', { search: '', limit: 10, before: null })).rows).toHaveLength(1);
    });
  });

  it('asks who is there before it reprints or sets the printer', async () => {
    await agentUp();
    const station = stationUp();
    const window = await windowOn(station);
    await connected(station);
    const session = 'nobody-has-this-one';
    const refusals = [
      await window.call('labels.reprint', { session, labelId: 'label-1', why: 'torn' }),
      await window.call('labels.resolve', { session, labelId: 'label-1', found: true }),
      await window.call('printer.configure', { session, printer: { ...FACTORY_PRINTER, path: '/dev/ttyS9' } }),
      await window.call('printer.test', { session }),
      await window.call('exports.create', {
        session,
        wish: { kind: 'certificates', certificateIds: ['WB-0A1B2C3D-00000001'] },
      }),
    ];
    for (const answer of refusals) {
      expect(answer).toMatchObject({ outcome: 'refused', refusals: [{ code: 'not-signed-in' }] });
    }
  });

  it('follows a ledger that is empty at first', async () => {
    const agent = await agentUp();
    const station = stationUp();
    await connected(station);
    expect(station.snapshot().ledger).toEqual({ entries: 0, problem: null });
    expect(ledger.head).toBe(LEDGER_ROOT);
    await agent.seal(sampleRecord(1));
    await mirrored(station, 1);
  });
});
