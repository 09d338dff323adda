import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../../fixtures/station/until.ts';
import { done, refusedCodes } from '../agent/agentProcess.ts';
import { type StationOverAgent, startStationOverAgent } from './stationOverAgent.ts';

const SERIAL = 'WBTEST00035E7K';
let started: StationOverAgent;

beforeAll(async () => {
  started = await startStationOverAgent();
});
afterAll(() => started.close());

it('a received drive gets its ASSET label once, SHRED when it is to be destroyed unwiped, and SHRED again after the PASS of its wipe', async () => {
  const { station, window } = started;
  const session = await started.signInFirst(['technician', 'shift-lead']);
  const customer = { name: 'Nordwind' };
  const { lotId } = done(await window.call('lots.create', { session, customer, name: 'Dock 5', deadline: null }));
  const arrival = { serialNumber: SERIAL, assetTag: null, deviceKind: 'drive', assetId: null, insideOf: null } as const;
  const { thing } = done(await window.call('receiving.arrive', { session, lotId, ...arrival }));
  const thingId = thing?.thingId ?? '';
  const labels = () => station.snapshot().labels.map(({ kind, copy, reprintReason }) => [kind, copy, reprintReason]);
  expect(labels()).toEqual([]);

  const first = done(await window.call('labels.asset', { session, thingIds: [thingId, thingId] }));
  expect([first.queued, first.labels.length]).toEqual([1, 1]);
  expect(done(await window.call('labels.asset', { session, thingIds: [thingId] })).queued).toBe(0);
  // All or none.
  expect(refusedCodes(await window.call('labels.asset', { session, thingIds: [thingId, 'none'] }))).toEqual([
    'thing-unknown',
  ]);
  expect(labels()).toEqual([['ASSET', 1, null]]);

  const plain = { grade: null, gradeReasons: [], repairs: [], notes: '', estimated: null, realized: null };
  const wayIs = async (route: 'destroy' | 'return') =>
    done(
      await window.call('disposition.set', { session, lotId, thingIds: [thingId], disposition: { ...plain, route } }),
    );
  await wayIs('destroy');
  await wayIs('return');
  await wayIs('destroy');
  const unwiped = [
    ['ASSET', 1, null],
    ['SHRED', 1, null],
    ['QUARANTINE', 2, 'route-changed'],
    ['SHRED', 3, 'route-destroy'],
  ];
  expect(labels()).toEqual(unwiped);
  expect(station.snapshot().labels.map(({ thingId: of, recordId }) => [of, recordId])).toEqual(
    unwiped.map(() => [thingId, null]),
  );

  // It is wiped all the same: the verdict's label comes, and after it the one that its way demands.
  const kind = { sizeBytes: 16 * 1024 * 1024, mediaType: 'magnetic', fileSystem: 'none' } as const;
  const plug = { bayId: 'bay-01', model: 'Virtual Test Drive', serialNumber: SERIAL, maxBytesPerSecond: null };
  done(await window.call('virtual.plug', { ...plug, ...kind }));
  const { driveId } = await until('the drive', () => station.snapshot().drives.find(({ bayId }) => bayId === 'bay-01'));
  const wish = { session, driveId, policyId: 'nist-clear', techniqueId: 'overwrite-zeros' } as const;
  const { token } = done(await window.call('preflight', wish));
  const asset = { assetTag: null, lotName: 'Dock 5' };
  done(await window.call('jobs.start', { session, token, serialTail: SERIAL.slice(-4), asset }));
  await until('the labels of the record', () => station.snapshot().labels.length === 6, 60_000);
  expect(labels().slice(4)).toEqual([
    ['PASS', 1, null],
    ['SHRED', 2, 'route-destroy'],
  ]);
});
