import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContractClient, connectContract } from '../../../core/contract/rpcClient.ts';
import { type StationContract, stationContract } from '../../../core/contract/station.ts';
import type { UploadsView } from '../../../core/contract/uploadVerbs.ts';
import { pathsUnder } from '../../../electron/station/paths/stationPaths.ts';
import { type Station, startStation } from '../../../electron/station/stationService.ts';
import { issue, sampleRecord } from '../../fixtures/record/sampleEvidence.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';
import { type AgentStandIn, standInSession, startAgentStandIn } from '../../fixtures/station/agentStandIn.ts';
import { memoryPair } from '../../fixtures/station/channelPairs.ts';
import { until } from '../../fixtures/station/until.ts';
import { configureSinks } from '../../fixtures/uploads/stationWithLedger.ts';
import { startUpload } from '../../fixtures/uploads/uploadProcess.ts';

describe('a running station uploads', () => {
  let folder = '';
  let home = '';
  let stick = '';
  let ledger: TestLedger;
  let agent: AgentStandIn;
  let station: Station;
  let window: ContractClient<StationContract>;
  const told: UploadsView[] = [];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-upload-'));
    home = join(folder, 'home');
    stick = join(folder, 'stick');
    told.length = 0;
    ledger = await TestLedger.create();
    await issue(ledger, sampleRecord(1), undefined, 1);
    agent = await startAgentStandIn(join(folder, 'agent.sock'), ledger);
  });
  afterEach(async () => {
    await station.stop();
    await agent.die();
    rmSync(folder, { recursive: true });
  });

  async function stationUp(): Promise<void> {
    station = startStation({ agentSocket: join(folder, 'agent.sock'), paths: pathsUnder(home), log: () => undefined });
    const { near, far } = await memoryPair();
    station.accept(near);
    window = connectContract(stationContract, far, { build: 'test' });
    window.on('uploads.changed', (view) => void told.push(view));
    await window.ready;
    await until('the agent', () => station.snapshot().agent.state === 'connected');
  }
  const signIn = () => window.call('people.signIn', { personId: 'li-wei', pin: '123456' });
  const seen = (what: string, look: (view: UploadsView) => boolean) => until(what, () => told.some(look), 60_000);
  const entriesThere = () =>
    readdirSync(stick, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.entry')).length;

  it('what is there already and what is sealed later, by itself, and tells the window how far it is', async () => {
    mkdirSync(stick);
    configureSinks(home, [{ name: 'stick', kind: 'directory', folder: stick }]);
    await stationUp();
    await seen('two entries', ({ sinks }) => sinks[0]?.sent === 2 && sinks[0].state.kind === 'done');
    await agent.seal(sampleRecord(2));
    await seen('three entries', ({ sinks }) => sinks[0]?.sent === 3);
    expect(entriesThere()).toBe(3);
    expect(await window.call('uploads.list', {})).toMatchObject({
      problem: null,
      sinks: [{ name: 'stick', kind: 'directory', target: stick, sent: 3, waiting: 0, state: { kind: 'done' } }],
    });
  });

  it('once the stick is there, and at once when a signed-in person says so', async () => {
    configureSinks(home, [{ name: 'stick', kind: 'directory', folder: stick }]);
    await stationUp();
    await seen('the wait', ({ sinks }) => sinks[0]?.state.kind === 'waiting' && sinks[0].waiting === 2);
    expect(await window.call('uploads.sendNow', { session: standInSession, sink: 'stick' })).toMatchObject({
      outcome: 'refused',
      refusals: [{ code: 'not-signed-in' }],
    });
    await signIn();
    mkdirSync(stick);
    expect((await window.call('uploads.sendNow', { session: standInSession, sink: 'stick' })).outcome).toBe('done');
    await seen('the rest', ({ sinks }) => sinks[0]?.sent === 2);
    expect(entriesThere()).toBe(2);
  });

  it('nothing after a parked entry, says so on the screen, and goes on when a shift lead un-parks', async () => {
    mkdirSync(stick);
    const place = join(stick, `wipebench-${ledger.keyId}`, 'entries', '000000');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, '000000000001.entry'), 'something else');
    configureSinks(home, [{ name: 'stick', kind: 'directory', folder: stick }]);
    await stationUp();
    await seen('the parking', ({ sinks }) => sinks[0]?.state.kind === 'parked');
    expect(station.snapshot().notices.map(({ reason }) => reason.code)).toContain('upload-file-differs');
    await agent.seal(sampleRecord(2));
    await seen('the next entry wait', ({ sinks }) => sinks[0]?.waiting === 2 && sinks[0].state.kind === 'parked');
    await signIn();
    rmSync(join(place, '000000000001.entry'));
    expect(await window.call('uploads.unpark', { session: standInSession, sink: 'other' })).toMatchObject({
      outcome: 'refused',
      refusals: [{ code: 'upload-sink-unknown' }],
    });
    expect((await window.call('uploads.unpark', { session: standInSession, sink: 'stick' })).outcome).toBe('done');
    await seen('the rest', ({ sinks }) => sinks[0]?.sent === 3 && sinks[0].state.kind === 'done');
  });

  it('with settings that were changed meanwhile, and nothing with settings that cannot be used', async () => {
    mkdirSync(stick);
    configureSinks(home, [{ name: 'stick', kind: 'directory', folder: 'not absolute' }]);
    await stationUp();
    await until('the problem', () =>
      station.snapshot().notices.some(({ reason }) => reason.code === 'upload-settings-unusable'),
    );
    expect((await window.call('uploads.list', {})).problem?.code).toBe('upload-settings-unusable');
    configureSinks(home, [{ name: 'stick', kind: 'directory', folder: stick }]);
    expect(await window.call('uploads.list', {})).toMatchObject({ problem: null, sinks: [{ name: 'stick' }] });
    await seen('all', ({ sinks }) => sinks[0]?.sent === 2);
  });

  it('to places that a shift lead sets up on the screen, each change in the ledger before it is made, no secret anywhere but in its file', async () => {
    mkdirSync(stick);
    await stationUp();
    const session = standInSession;
    const form = { kind: 'directory', name: 'stick', folder: stick } as const;
    const keep = { act: 'keep' } as const;
    expect(await window.call('sinks.add', { session, form, secret: keep })).toMatchObject({
      outcome: 'refused',
      refusals: [{ code: 'not-signed-in' }],
    });
    await signIn();
    expect((await window.call('sinks.test', { session, form, secret: keep })).outcome).toBe('done');
    expect((await window.call('sinks.add', { session, form, secret: keep })).outcome).toBe('done');
    await seen('all', ({ sinks }) => sinks[0]?.sent === 3 && sinks[0].state.kind === 'done');
    expect(await window.call('sinks.add', { session, form, secret: keep })).toMatchObject({
      refusals: [{ code: 'upload-sink-exists' }],
    });
    await window.call('sinks.pause', { session, sink: 'stick', paused: true });
    await seen('the pause', ({ sinks }) => sinks[0]?.state.kind === 'paused');
    // The entry that says so was sealed before, and may have left.
    const there = entriesThere();
    await agent.seal(sampleRecord(2));
    await seen(
      'what waits',
      ({ sinks }) => sinks[0]?.state.kind === 'paused' && sinks[0].sent + sinks[0].waiting === 5,
    );
    expect(entriesThere()).toBe(there);
    await window.call('sinks.pause', { session, sink: 'stick', paused: false });
    await seen('the rest', ({ sinks }) => sinks[0]?.sent === 6 && sinks[0].state.kind === 'done');
    const files = { caFile: null, clientCertificateFile: null, clientKeyFile: null, timeoutSeconds: 1 };
    const portal = { kind: 'https', name: 'portal', url: 'https://127.0.0.1:1/', ...files } as const;
    const secret = { act: 'set', text: 'only once it is entered' } as const;
    const set = await window.call('sinks.add', { session, form: portal, secret });
    expect(set).toMatchObject({ value: { sinks: [{ hasSecret: false }, { form: portal, hasSecret: true }] } });
    await window.call('sinks.remove', { session, sink: 'stick' });
    expect((await window.call('sinks.read', {})).sinks.map(({ form: { name } }) => name)).toEqual(['portal']);
    const { config } = pathsUnder(home);
    expect(statSync(join(config, 'upload-secrets.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(config, 'upload-secrets.json'), 'utf8')).toContain(secret.text);
    expect(readFileSync(join(config, 'upload-sinks.json'), 'utf8')).not.toContain(secret.text);
    expect(entriesThere()).toBeGreaterThanOrEqual(6);
    const acts = ledger.entries.map(({ envelope }) => Buffer.from(envelope.payload, 'base64').toString());
    expect(acts.join()).not.toContain(secret.text);
    const changes = acts.filter((text) => text.includes('upload-sink')).map((text) => JSON.parse(text).details);
    expect(changes.map(({ change, sink }) => [change, sink])).toEqual([
      ['added', 'stick'],
      ['paused', 'stick'],
      ['resumed', 'stick'],
      ['added', 'portal'],
      ['removed', 'stick'],
    ]);
    expect([changes[0].before, JSON.parse(changes[1].after).paused, changes[4].after]).toEqual(['null', true, 'null']);
  });

  it('and changes nothing that the agent does not seal', async () => {
    await stationUp();
    await signIn();
    await agent.die();
    await until('the loss', () => station.snapshot().agent.state === 'lost');
    const form = { kind: 'directory', name: 'stick', folder: stick } as const;
    const told = await window.call('sinks.add', { session: standInSession, form, secret: { act: 'keep' } });
    expect(told).toMatchObject({ outcome: 'refused', refusals: [{ code: 'agent-lost' }] });
    expect((await window.call('sinks.read', {})).sinks).toEqual([]);
  });

  it('and the command beside it says that the station does it already', async () => {
    mkdirSync(stick);
    configureSinks(home, [{ name: 'stick', kind: 'directory', folder: stick }]);
    await stationUp();
    const { code, output } = await startUpload(home).ended;
    expect([code, output.includes('Another Wipebench station is using')]).toEqual([2, true]);
  });
});
