import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContractClient, connectContract } from '../../../core/contract/rpcClient.ts';
import { type StationContract, stationContract, type UploadsView } from '../../../core/contract/station.ts';
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

  it('and the command beside it says that the station does it already', async () => {
    mkdirSync(stick);
    configureSinks(home, [{ name: 'stick', kind: 'directory', folder: stick }]);
    await stationUp();
    const { code, output } = await startUpload(home).ended;
    expect([code, output.includes('Another Wipebench station is using')]).toEqual([2, true]);
  });
});
