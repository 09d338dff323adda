import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { channelPair } from '../../../core/contract/channelPair.ts';
import { type ContractClient, connectContract } from '../../../core/contract/rpcClient.ts';
import { type StationContract, stationContract } from '../../../core/contract/station.ts';
import { waitFor } from '../../../electron/cli/demo/waitFor.ts';
import { runVerify } from '../../../electron/cli/verify/verifyCommand.ts';
import { pathsUnder } from '../../../electron/station/paths/stationPaths.ts';
import { type Station, startStation } from '../../../electron/station/stationService.ts';
import { announceSkip, loopSkipReason } from '../../fixtures/engine/loopDevices.ts';
import { type Agent, done, REPOSITORY, refusedCodes, spawnAgent } from '../agent/agentProcess.ts';
import { LoopBench, run } from '../agent/loopDevice.ts';
import { foremost, photorec, recoverySkipReason } from './recoveryTools.ts';

const MIB = 1024 * 1024;
const SIZE_BYTES = 48 * MIB;
const PIN = 'story-4711';
const PATIENCE_MS = 60_000;
const skipped = loopSkipReason() || recoverySkipReason();

/** The whole way on the kernel's own block devices: the real agent as root, the station, PhotoRec and foremost as the adversary. */
describe.skipIf(skipped !== '')(announceSkip('one real block device, start to finish', skipped), () => {
  const loops = new LoopBench();
  let agent: Omit<Agent, 'client' | 'socketPath'>;
  let station: Station;
  let window: ContractClient<StationContract>;
  let session = '';

  beforeAll(async () => {
    const socketPath = join(loops.directory, 'agent.sock');
    agent = await spawnAgent([
      '--socket',
      socketPath,
      '--state',
      join(loops.directory, 'state'),
      '--allow-loop',
      '--name',
      'Story bench',
    ]);
    station = startStation({
      agentSocket: socketPath,
      paths: pathsUnder(join(loops.directory, 'home')),
      clock: () => new Date(),
      log: () => undefined,
    });
    const [near, far] = channelPair();
    station.accept(far);
    window = connectContract(stationContract, near, { build: 'story', callTimeoutMs: 60_000 });
    await window.ready;
    await waitFor('the agent', PATIENCE_MS, async () =>
      (await window.call('snapshot', {})).agent.state === 'connected' ? true : null,
    );
    const person = done(
      await window.call('people.enrol', {
        session: null,
        name: 'Alma Ruiz',
        title: 'Shift lead',
        roles: ['technician', 'quality', 'shift-lead'],
        pin: PIN,
        badge: null,
      }),
    );
    session = done(await window.call('people.signIn', { personId: person.personId, pin: PIN })).token;
  });

  afterAll(async () => {
    await station?.stop();
    await agent?.stop();
    loops.end();
  });

  /** A loop device with an ext4 full of real documents and pictures on it. */
  function driveWithFiles(name: string): string {
    const folder = join(loops.directory, `${name}-files`);
    mkdirSync(folder);
    for (const copy of ['january', 'february', 'march'])
      cpSync(join(REPOSITORY, 'resources/demo'), join(folder, copy), { recursive: true });
    const image = loops.file(`${name}.img`, SIZE_BYTES);
    run('/usr/sbin/mkfs.ext4', '-q', '-F', '-d', folder, image);
    return loops.attach(image, '--direct-io=on');
  }

  async function seenDrive(device: string) {
    return waitFor(
      'the drive',
      PATIENCE_MS,
      async () =>
        (await window.call('snapshot', {})).drives.find((drive) => drive.kernelName === basename(device)) ?? null,
    );
  }

  test('PhotoRec and foremost find files before the wipe and none after; the certificate verifies', async () => {
    const device = driveWithFiles('patient-records');
    const before = {
      photorec: photorec(device, join(loops.directory, 'p1')),
      foremost: foremost(device, join(loops.directory, 'f1')),
    };
    expect(before.photorec.length).toBeGreaterThan(3);
    expect(before.foremost.length).toBeGreaterThan(3);

    const drive = await seenDrive(device);
    expect(drive.refusals).toEqual([]);
    const { token } = done(
      await window.call('preflight', {
        session,
        driveId: drive.driveId,
        policyId: 'nist-clear',
        techniqueId: 'overwrite-zeros',
      }),
    );
    const job = done(
      await window.call('jobs.start', {
        session,
        token,
        serialTail: drive.serialNumber?.slice(-4) ?? '',
        asset: { assetTag: 'ACME-1', lotName: 'LOT-1' },
      }),
    );
    const ended = await waitFor('the verdict', PATIENCE_MS, async () => {
      const now = (await window.call('snapshot', {})).jobs.find((candidate) => candidate.jobId === job.jobId);
      return now?.state.kind === 'ended' ? now.state : null;
    });
    expect(ended.verdict).toEqual({ outcome: 'sanitized', reasons: [{ code: 'all-evidence-agrees', details: {} }] });

    expect(photorec(device, join(loops.directory, 'p2'))).toEqual([]);
    expect(foremost(device, join(loops.directory, 'f2'))).toEqual([]);

    await station.settled();
    const row = await waitFor(
      'the certificate',
      PATIENCE_MS,
      async () => (await window.call('certificates.list', { search: '', limit: 10, before: null })).rows[0] ?? null,
    );
    await station.settled();
    const made = done(
      await window.call('exports.create', {
        session,
        wish: { kind: 'certificates', certificateIds: [row.certificateId] },
      }),
    );
    const said: string[] = [];
    expect(await runVerify([made.path], { out: (text) => said.push(text), err: (text) => said.push(text) })).toBe(0);
    expect(row).toMatchObject({ virtual: false, serialNumber: drive.serialNumber, assetTag: 'ACME-1' });
    expect(said.join('')).not.toContain('VIRTUAL');
  });

  test('a mounted drive is refused through station and agent, and not one byte of it changes', async () => {
    const device = driveWithFiles('in-use');
    const mountPoint = join(loops.directory, 'mounted');
    mkdirSync(mountPoint);
    run('/bin/mount', '-o', 'ro,noload', device, mountPoint);
    loops.afterwards(() => run('/bin/umount', mountPoint));
    const digest = () => createHash('sha256').update(readFileSync(device)).digest('hex');
    const before = digest();

    const drive = await waitFor('the refusal', PATIENCE_MS, async () => {
      const found = (await window.call('snapshot', {})).drives.find(
        (candidate) => candidate.kernelName === basename(device),
      );
      return found !== undefined && found.refusals.length > 0 ? found : null;
    });
    expect(drive.refusals.map(({ code }) => code)).toContain('drive-mounted');
    const refused = refusedCodes(
      await window.call('preflight', {
        session,
        driveId: drive.driveId,
        policyId: 'nist-clear',
        techniqueId: 'overwrite-zeros',
      }),
    );
    expect(refused).toContain('drive-mounted');
    expect(digest()).toBe(before);
    expect(
      (await window.call('snapshot', {})).labels.filter((label) => label.serialNumber === drive.serialNumber),
    ).toEqual([]);
  });
});
