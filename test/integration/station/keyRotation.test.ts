import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContractClient, connectContract } from '../../../core/contract/rpcClient.ts';
import { type StationContract, stationContract } from '../../../core/contract/station.ts';
import { runVerify } from '../../../electron/cli/verify/verifyCommand.ts';
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
  REPOSITORY,
  removeStationDirectory,
  type StationDirectory,
  startAgent,
} from '../agent/agentProcess.ts';

const skip = existsSync(ENGINE) ? '' : `${ENGINE} is not built`;
if (skip !== '') console.log(`SKIPPED a key change under a running station: ${skip}`);
const python = existsSync('/usr/bin/python3') && existsSync('/usr/bin/openssl');
if (!python) console.log('python3 or openssl absent: the third verifier was NOT run');

describe.skipIf(skip !== '')('a station whose agent changes its key', () => {
  let directory: StationDirectory;
  let agent: Agent;
  const stations: Station[] = [];
  beforeEach(async () => {
    directory = makeStationDirectory();
    agent = await startAgent(directory);
  });
  afterEach(async () => {
    for (const station of stations.splice(0)) await station.stop();
    await agent.stop();
    removeStationDirectory(directory);
  });

  async function openStation(home: string): Promise<{ station: Station; window: ContractClient<StationContract> }> {
    const station = startStation({
      agentSocket: join(directory.path, 'agent.sock'),
      paths: pathsUnder(join(directory.path, home)),
      log: () => undefined,
    });
    stations.push(station);
    const { near, far } = await memoryPair();
    station.accept(near);
    const window = connectContract(stationContract, far, { build: 'test' });
    await connected(station);
    return { station, window };
  }
  const connected = (station: Station) =>
    until('the agent', () => station.snapshot().agent.state === 'connected', 60_000);

  async function signIn({ station, window }: Awaited<ReturnType<typeof openStation>>): Promise<string> {
    const [first] = station.snapshot().people;
    const roles: ('technician' | 'shift-lead')[] = ['technician', 'shift-lead'];
    const enrol = { session: null, name: 'Alma Ruiz', title: 'Shift lead', roles, pin: PIN, badge: null };
    const personId = first?.personId ?? done(await window.call('people.enrol', enrol)).personId;
    return done(await window.call('people.signIn', { personId, pin: PIN })).token;
  }

  async function certify(of: Awaited<ReturnType<typeof openStation>>, session: string, serialNumber: string) {
    const { station, window } = of;
    const bayId = `bay-0${serialNumber.at(-1)}`;
    const plug = { bayId, model: 'Virtual Test Drive', serialNumber, maxBytesPerSecond: null };
    done(await window.call('virtual.plug', { ...plug, sizeBytes: 4 << 20, mediaType: 'magnetic', fileSystem: 'none' }));
    const drive = await until('the drive', () => station.snapshot().drives.find((each) => each.bayId === bayId));
    const wish = { session, driveId: drive.driveId, policyId: 'nist-clear', techniqueId: 'overwrite-zeros' } as const;
    const { token } = done(await window.call('preflight', wish));
    const asset = { assetTag: null, lotName: null };
    done(await window.call('jobs.start', { session, token, serialTail: serialNumber.slice(-4), asset }));
    const list = async () =>
      (await window.call('certificates.list', { search: serialNumber, limit: 5, before: null })).rows;
    let [row] = await list();
    await until(
      'the certificate',
      () => {
        void list().then((rows) => {
          row = rows[0];
        });
        return row;
      },
      60_000,
    );
    await station.settled();
    if (row === undefined) throw new Error('no certificate');
    return row;
  }

  async function verified(...paths: string[]): Promise<void> {
    const { keyId } = (await agent.client.call('snapshot', {})).station;
    let out = '';
    const write = (text: string) => {
      out += text;
    };
    expect(await runVerify(['--key', keyId, ...paths], { out: write, err: write }), out).toBe(0);
    if (!python) return;
    const script = join(REPOSITORY, 'test/verifier/verify.py');
    const third = spawnSync('/usr/bin/python3', [script, '--key', keyId, ...paths], { encoding: 'utf8' });
    expect(third.status, third.stdout + third.stderr).toBe(0);
  }

  it('goes on with the same name; what it sealed before and after is genuine together', {
    timeout: 180_000,
  }, async () => {
    const bench = await openStation('home');
    const before = await agent.client.call('snapshot', {});
    let session = await signIn(bench);
    const old = await certify(bench, session, 'WBTEST00000001');
    const oldFile = done(await bench.window.call('certificates.open', { certificateId: old.certificateId }));
    const oldBytes = readFileSync(oldFile.jsonPath);
    const oldLabel = done(await agent.client.call('labels.code', { recordId: old.recordId })).labelCode;
    const first = done(
      await bench.window.call('exports.create', {
        session,
        wish: { kind: 'certificates', certificateIds: [old.certificateId] },
      }),
    );
    await verified(first.path);

    await agent.stop();
    const argv = [join(REPOSITORY, 'native/agent/main.ts'), '--rotate-key', '--state', directory.state];
    const rotated = spawnSync(process.execPath, argv, { encoding: 'utf8' });
    expect([rotated.status, rotated.stderr]).toEqual([0, '']);
    agent = await startAgent(directory);
    await until('the key change', () => station().ledger.entries === station().agentEntries, 60_000);
    function station() {
      const { ledger, agent: link } = bench.station.snapshot();
      return { ledger, agentEntries: link.state === 'connected' ? lines() : -1 };
    }
    function lines() {
      return readFileSync(join(directory.state, 'ledger.jsonl'), 'utf8').split('\n').length - 1;
    }
    expect(bench.station.snapshot().ledger.problem).toBeNull();
    const after = await agent.client.call('snapshot', {});
    expect([after.station.stationId, after.station.keyId]).toEqual([before.station.stationId, before.station.keyId]);

    session = await signIn(bench);
    const fresh = await certify(bench, session, 'WBTEST00000002');
    const freshFile = done(await bench.window.call('certificates.open', { certificateId: fresh.certificateId }));
    const freshBytes = readFileSync(freshFile.jsonPath);
    expect(JSON.parse(freshBytes.toString())).toMatchObject({
      format: 'wipebench-certificate-file/3',
      publicKeyBase64: before.station.publicKeyBase64,
    });
    expect(done(await bench.window.call('certificates.verify', { certificateId: fresh.certificateId })).genuine).toBe(
      true,
    );
    const both = [old.certificateId, fresh.certificateId];
    const second = done(
      await bench.window.call('exports.create', { session, wish: { kind: 'certificates', certificateIds: both } }),
    );
    const freshLabel = done(await agent.client.call('labels.code', { recordId: fresh.recordId })).labelCode;
    await verified(first.path, second.path, freshFile.jsonPath, freshLabel);
    expect(done(await agent.client.call('labels.code', { recordId: old.recordId })).labelCode).toBe(oldLabel);
    await verified(oldFile.jsonPath, oldLabel);
    await verified(join(directory.state, 'ledger.jsonl'), first.path, second.path);

    // A copy begun only now gets the same notes, and so the same certificates to the byte.
    const other = await openStation('other-home');
    await until('the whole ledger', () => other.station.snapshot().ledger.entries === lines(), 60_000);
    expect(other.station.snapshot().ledger.problem).toBeNull();
    await other.station.settled();
    for (const [row, bytes] of [
      [old, oldBytes],
      [fresh, freshBytes],
    ] as const) {
      const again = done(await other.window.call('certificates.open', { certificateId: row.certificateId }));
      expect(readFileSync(again.jsonPath)).toEqual(bytes);
    }
  });
});
