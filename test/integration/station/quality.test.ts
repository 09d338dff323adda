import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ContractClient } from '../../../core/contract/rpcClient.ts';
import type { StationContract } from '../../../core/contract/station.ts';
import type { Station } from '../../../electron/station/stationService.ts';
import { until } from '../../fixtures/station/until.ts';
import { type Agent, done, enrolAndSignIn, PIN, startAgent } from '../agent/agentProcess.ts';
import { type StationOverAgent, startStationOverAgent } from './stationOverAgent.ts';

/** Only ends what hangs. */
const PATIENT = { timeout: 120_000 };
let started: StationOverAgent;
let agent: Agent;
let station: Station;
let window: ContractClient<StationContract>;

beforeAll(async () => {
  started = await startStationOverAgent(['--quality-share-ppm', '1000000']);
  ({ agent, station, window } = started);
});
afterAll(async () => {
  // A test began it anew.
  await agent.stop();
  await started.close();
});

it('a drawn drive’s certificate waits, says so without alarm, and is issued when a second person validates', async () => {
  const session = await started.signInFirst(['technician', 'shift-lead']);
  // Quality signs in at the same station, through the window, with a badge alone.
  const quinn = await enrolAndSignIn(agent.client, session, 'Quinn Hale', ['quality']);
  const badge = 'BADGE-OF-QUINN';
  const lead = { session, pin: PIN, why: 'new badge' };
  done(await window.call('people.setBadge', { ...lead, personId: quinn.personId, badge }));
  const quality = done(await window.call('people.signInByBadge', { badge, pin: null })).token;

  let told = 0;
  window.on('quality.changed', () => {
    told += 1;
  });
  const plug = {
    bayId: 'bay-01',
    model: 'Virtual Test Drive',
    serialNumber: 'WBTEST00017A3F',
    maxBytesPerSecond: null,
  };
  const kind = { sizeBytes: 16 * 1024 * 1024, mediaType: 'magnetic', fileSystem: 'none' } as const;
  done(await window.call('virtual.plug', { ...plug, ...kind }));
  const { driveId } = await until('the drive', () => station.snapshot().drives.find(({ bayId }) => bayId === 'bay-01'));
  const wish = { session, driveId, policyId: 'nist-clear', techniqueId: 'overwrite-zeros' } as const;
  const { token } = done(await window.call('preflight', wish));
  const asset = { assetTag: null, lotName: 'LOT-1' };
  const { jobId } = done(await window.call('jobs.start', { session, token, serialTail: '7A3F', asset }));
  const state = await until(
    'the end of the job',
    () => {
      const found = station.snapshot().jobs.find((job) => job.jobId === jobId)?.state;
      return found?.kind === 'ended' ? found : undefined;
    },
    60_000,
  );
  await until('the notice', () =>
    station.snapshot().notices.some(({ severity, reason }) => {
      return severity === 'information' && reason.code === 'certificate-waits-for-quality';
    }),
  );
  const { recordId } = state;
  expect((await window.call('quality.queue', {})).rows).toMatchObject([{ recordId, lotName: 'LOT-1' }]);

  done(await window.call('quality.reverify', { session: quality, recordId, driveId }));
  for (;;) {
    const [row] = (await window.call('quality.queue', {})).rows;
    if (row?.reverification.kind === 'ended') break;
    await new Promise((next) => setTimeout(next, 20));
  }
  expect(told).toBeGreaterThan(0);
  const decision = { recordId, decision: 'validate', why: 'clean', recoveryTool: null } as const;
  done(await window.call('quality.decide', { session: quality, pin: PIN, ...decision }));
  const { rows } = await window.call('certificates.list', { search: '7A3F', limit: 10, before: null });
  const [row] = rows;
  if (row === undefined) throw new Error('no certificate');
  await station.settled();
  const opened = done(await window.call('certificates.open', { certificateId: row.certificateId }));
  expect(opened.certificate.validator).toMatchObject({ person: { name: 'Quinn Hale' } });
  expect(done(await window.call('certificates.verify', { certificateId: row.certificateId })).genuine).toBe(true);
});

it('a lot with an open quality row or an open draw is not closed, nor with the agent gone; decided, it is', async () => {
  const { people } = station.snapshot();
  const idOf = (name: string) => people.find((one) => one.name === name)?.personId ?? '';
  const [alma, quinn] = [idOf('Alma Ruiz'), idOf('Quinn Hale')];
  const signIn = async (personId: string) => done(await window.call('people.signIn', { personId, pin: PIN })).token;
  let session = await signIn(alma);
  const customer = { name: 'Nordwind' };
  const { lotId } = done(await window.call('lots.create', { session, customer, name: 'Lot 2', deadline: null }));
  const plug = { bayId: 'bay-02', model: 'Virtual Test Drive', serialNumber: 'WBTEST00027B4G' } as const;
  const kind = {
    sizeBytes: 16 * 1024 * 1024,
    mediaType: 'magnetic',
    fileSystem: 'none',
    maxBytesPerSecond: null,
  } as const;
  done(await window.call('virtual.plug', { ...plug, ...kind }));
  const { driveId } = await until('the drive', () => station.snapshot().drives.find(({ bayId }) => bayId === 'bay-02'));
  const wish = { session, driveId, policyId: 'nist-clear', techniqueId: 'overwrite-zeros' } as const;
  const { token } = done(await window.call('preflight', wish));
  // The lot as a technician types it.
  const asset = { assetTag: null, lotName: 'lot 2' };
  const { jobId } = done(await window.call('jobs.start', { session, token, serialTail: '7B4G', asset }));
  const { recordId } = await until(
    'the end of the job',
    () => {
      const found = station.snapshot().jobs.find((job) => job.jobId === jobId)?.state;
      return found?.kind === 'ended' ? found : undefined;
    },
    60_000,
  );
  done(await window.call('receiving.finish', { session, lotId }));
  const problems = async () =>
    done(await window.call('receiving.view', { lotId })).closingProblems.map(({ code }) => code);
  const close = async () => {
    const answer = await window.call('receiving.closeLot', { session, lotId });
    return answer.outcome === 'refused' ? answer.refusals.map(({ code, details }) => details.why ?? code) : 'closed';
  };
  await expect.poll(problems, PATIENT).toEqual(['quality-open', 'quality-draw-open']);
  expect(await close()).toEqual(['quality-open', 'quality-draw-open']);

  await agent.stop();
  await until('the loss', () => station.snapshot().agent.state === 'lost');
  expect(await close()).toEqual(['lot-quality-unknown']);
  expect(await problems()).toEqual(['quality-unknown']);

  agent = await startAgent(started.directory, ['--quality-share-ppm', '1000000']);
  await until('the agent', () => station.snapshot().agent.state === 'connected');
  await expect.poll(problems, PATIENT).toEqual(['quality-open', 'quality-draw-open']);
  session = await signIn(alma);
  const quality = await signIn(quinn);
  const here = await until('the drive', () => station.snapshot().drives.find(({ bayId }) => bayId === 'bay-02'));
  done(await window.call('quality.reverify', { session: quality, recordId, driveId: here.driveId }));
  await expect
    .poll(async () => (await window.call('quality.queue', {})).rows.find((row) => row.recordId === recordId), PATIENT)
    .toMatchObject({ reverification: { kind: 'ended', outcome: 'clean' } });
  const decision = { recordId, decision: 'validate', why: 'clean', recoveryTool: null } as const;
  done(await window.call('quality.decide', { session: quality, pin: PIN, ...decision }));
  await expect.poll(problems, PATIENT).toEqual(['quality-draw-open']);
  done(await window.call('quality.closeDraw', { session: quality, lotName: 'lot 2' }));
  await expect.poll(problems, PATIENT).toEqual([]);
  expect(await close()).toBe('closed');

  const { acts } = done(await window.call('people.lastActs', { session, personId: quinn }));
  expect(acts.slice(0, 3).map(({ what }) => what)).toEqual([
    'quality-draw-closed',
    'quality-decided',
    'quality-reverified',
  ]);
});

it('what a held lot kept back gets its certificate when two people free the lot; what was rejected does not', async () => {
  const { people } = station.snapshot();
  const idOf = (name: string) => people.find((one) => one.name === name)?.personId ?? '';
  const signIn = async (personId: string) => done(await window.call('people.signIn', { personId, pin: PIN })).token;
  const session = await signIn(idOf('Alma Ruiz'));
  const quality = await signIn(idOf('Quinn Hale'));
  const lead = await enrolAndSignIn(agent.client, session, 'Ines Okafor', ['shift-lead']);
  const ines = await signIn(lead.personId);
  const lotName = 'Lot 3';
  const wiped = async (bayId: string, serialNumber: string) => {
    const kind = {
      sizeBytes: 8 * 1024 * 1024,
      mediaType: 'magnetic',
      fileSystem: 'none',
      maxBytesPerSecond: null,
    } as const;
    done(await window.call('virtual.plug', { bayId, model: 'Virtual Test Drive', serialNumber, ...kind }));
    const { driveId } = await until('the drive', () => station.snapshot().drives.find((one) => one.bayId === bayId));
    const wish = { session, driveId, policyId: 'nist-clear', techniqueId: 'overwrite-zeros' } as const;
    const { token } = done(await window.call('preflight', wish));
    const start = { session, token, serialTail: serialNumber.slice(-4), asset: { assetTag: null, lotName } };
    const { jobId } = done(await window.call('jobs.start', start));
    const { recordId } = await until(
      'the end of the job',
      () => {
        const state = station.snapshot().jobs.find((job) => job.jobId === jobId)?.state;
        return state?.kind === 'ended' ? state : undefined;
      },
      60_000,
    );
    done(await window.call('quality.reverify', { session: quality, recordId, driveId }));
    await expect
      .poll(async () => (await window.call('quality.queue', {})).rows.find((row) => row.recordId === recordId), PATIENT)
      .toMatchObject({ reverification: { kind: 'ended', outcome: 'clean' } });
    return recordId;
  };
  const customer = { name: 'Nordwind' };
  const { lotId } = done(await window.call('lots.create', { session, customer, name: 'Dock 3', deadline: null }));
  const arrival = { serialNumber: 'WBTEST00033C5H', assetTag: null, deviceKind: 'drive', assetId: null } as const;
  const { thing } = done(await window.call('receiving.arrive', { session, lotId, ...arrival, insideOf: null }));
  const rejected = await wiped('bay-03', 'WBTEST00033C5H');
  const kept = await wiped('bay-04', 'WBTEST00034D6J');
  const decide = async (recordId: string, decision: 'reject' | 'validate') =>
    done(
      await window.call('quality.decide', {
        session: quality,
        pin: PIN,
        recordId,
        decision,
        why: 'seen',
        recoveryTool: null,
      }),
    );
  const certificatesOf = async (tail: string) =>
    (await window.call('certificates.list', { search: tail, limit: 10, before: null })).rows.length;
  await decide(rejected, 'reject');
  await decide(kept, 'validate');
  expect((await window.call('quality.queue', {})).heldLots.map((held) => held.lotName)).toEqual([lotName]);
  expect(await certificatesOf('4D6J')).toBe(0);

  const release = { pin: PIN, lotName, why: 'that drive is shredded' };
  expect(done(await window.call('quality.releaseLot', { session: quality, ...release }))).toEqual({ released: false });
  expect(await certificatesOf('4D6J')).toBe(0);
  expect(done(await window.call('quality.releaseLot', { session: ines, ...release }))).toEqual({ released: true });
  await expect.poll(() => certificatesOf('4D6J'), PATIENT).toBe(1);
  expect(await certificatesOf('3C5H')).toBe(0);

  // Its label followed: first what quality decided, then the way that was chosen for it, and back.
  const labelsOf = (recordId: string) =>
    station
      .snapshot()
      .labels.filter((label) => label.recordId === recordId)
      .map(({ kind, reprintReason }) => [kind, reprintReason]);
  const soFar = [
    ['PASS', null],
    ['QUARANTINE', 'quality-refused'],
  ];
  await expect.poll(() => labelsOf(rejected), PATIENT).toEqual(soFar);
  expect(labelsOf(kept)).toEqual([['PASS', null]]);
  const plain = { grade: null, gradeReasons: [], repairs: [], notes: '', estimated: null, realized: null };
  const thingIds = [thing?.thingId ?? ''];
  const route = async (chosen: 'destroy' | 'return') =>
    done(await window.call('disposition.set', { session, lotId, thingIds, disposition: { ...plain, route: chosen } }));
  await route('destroy');
  await route('destroy');
  expect(labelsOf(rejected)).toEqual([...soFar, ['SHRED', 'route-destroy']]);
  await route('return');
  expect(labelsOf(rejected)).toEqual([...soFar, ['SHRED', 'route-destroy'], ['QUARANTINE', 'quality-refused']]);
});
