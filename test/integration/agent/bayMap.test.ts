import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Agent,
  actsOf,
  done,
  isEnded,
  jobWhen,
  makeStationDirectory,
  plugDrive,
  refusedCodes,
  removeStationDirectory,
  signInFirstPerson,
  startAgent,
  startWipe,
} from './agentProcess.ts';

const directory = makeStationDirectory();
let agent: Agent;
let session: string;
beforeAll(async () => {
  agent = await startAgent(directory);
  session = await signInFirstPerson(agent.client);
});
afterAll(async () => {
  await agent.stop();
  removeStationDirectory(directory);
});

const bay = (path: string, number: number, column: number, name: string | null = null) => {
  return { path, number, row: 0, column, name };
};
const view = async () => done(await agent.client.call('bays.view', {}));
const set = async (map: ReturnType<typeof bay>[] | null, basedOn?: number | null) =>
  agent.client.call('bays.setMap', { session, map, basedOn: basedOn === undefined ? (await view()).seq : basedOn });
const bayOf = async (driveId: string) =>
  (await agent.client.call('snapshot', {})).drives.find((drive) => drive.driveId === driveId)?.bayId;

it('a bay is learned by the drive that is put into it, laid out, told to everybody, and written into the ledger with before and after', async () => {
  const told: unknown[] = [];
  agent.client.on('bays.changed', ({ bays }) => void told.push(bays));
  const before = await view();
  expect(before).toEqual({ map: null, seq: null, places: [] });
  const driveId = await plugDrive(agent.client, { bayId: 'bay-03' });
  expect((await view()).places).toEqual([{ path: 'virtual-03', driveId }]);

  const map = [bay('virtual-03', 7, 1, 'Top left'), bay('virtual-04', 8, 0)];
  const after = done(await set(map));
  expect(after.map).toEqual(map);
  expect(await bayOf(driveId)).toBe('bay-07');
  const bays = [
    { bayId: 'bay-07', number: 7, row: 0, column: 1, name: 'Top left' },
    { bayId: 'bay-08', number: 8, row: 0, column: 0 },
  ];
  expect((await agent.client.call('snapshot', {})).bays).toEqual(bays);
  expect(told).toEqual([bays]);
  const acts = await actsOf(agent.client, 'setting-changed');
  expect(acts.map(({ details }) => details)).toEqual([
    { setting: 'bay-map', before: 'automatic', after: JSON.stringify(map), where: 'agent' },
  ]);
});

it('a layout outlives the agent; one that can no longer be read is said to be lost', async () => {
  const kept = await view();
  await agent.stop();
  agent = await startAgent(directory);
  session = await signInFirstPerson(agent.client);
  expect((await view()).map).toEqual(kept.map);
  await agent.stop();
  writeFileSync(join(directory.path, 'state', 'bays.json'), '999999');
  agent = await startAgent(directory);
  session = await signInFirstPerson(agent.client);
  expect(await view()).toMatchObject({ map: null, seq: null });
  const { notices } = await agent.client.call('snapshot', {});
  expect(notices.map(({ reason }) => reason.code)).toContain('bay-map-lost');
});

it('a layout is refused that was made from one that no longer holds, or names a place that this bench has not', async () => {
  done(await set([bay('virtual-01', 1, 0)]));
  expect(refusedCodes(await set(null, 0))).toEqual(['bay-map-changed']);
  expect(refusedCodes(await set([bay('pci-0000:00:1f.2-ata-1', 1, 0)]))).toEqual(['bay-map-unsuitable']);
  expect(refusedCodes(await agent.client.call('bays.locate', { session, bayId: 'bay-01', lit: true }))).toEqual([
    'locate-virtual',
  ]);
  expect(refusedCodes(await agent.client.call('bays.locate', { session, bayId: 'bay-77', lit: true }))).toEqual([
    'bay-unknown',
  ]);
});

it('a bay that holds a wipe keeps its number until the wipe has ended, and the record says that number', async () => {
  done(await set([bay('virtual-01', 5, 0), bay('virtual-02', 6, 1)]));
  const slow = { bayId: 'bay-05', serialNumber: 'WBTEST00018B4A', maxBytesPerSecond: 2_000_000 };
  const driveId = await plugDrive(agent.client, slow);
  const { jobId } = await startWipe(agent.client, session, driveId, '8B4A');
  expect(refusedCodes(await set([bay('virtual-01', 9, 0)]))).toEqual(['bay-map-busy']);
  expect(refusedCodes(await set(null))).toEqual(['bay-map-busy']);
  done(await set([bay('virtual-01', 5, 3), bay('virtual-02', 9, 1)]));
  done(await agent.client.call('jobs.cancel', { session, jobId, why: 'enough seen' }));
  const ended = await jobWhen(agent.client, jobId, isEnded);
  done(await set([bay('virtual-01', 9, 0)]));
  expect(await bayOf(driveId)).toBe('bay-09');
  const { recordSeq } = ended.state as { recordSeq: number };
  const [entry] = (await agent.client.call('ledger.read', { fromSeq: recordSeq, limit: 1 })).entries;
  const record = JSON.parse(Buffer.from(entry?.envelope.payload ?? '', 'base64').toString());
  expect(record.drive.bayId).toBe('bay-05');
});
