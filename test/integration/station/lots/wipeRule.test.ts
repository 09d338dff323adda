import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ContractClient } from '../../../../core/contract/rpcClient.ts';
import type { StationContract } from '../../../../core/contract/station.ts';
import type { Station } from '../../../../electron/station/stationService.ts';
import { importLines } from '../../../fixtures/station/importLines.ts';
import { until } from '../../../fixtures/station/until.ts';
import { type Agent, actsOf, done, refusedCodes } from '../../agent/agentProcess.ts';
import { type StationOverAgent, startStationOverAgent } from '../stationOverAgent.ts';

let started: StationOverAgent;
let agent: Agent;
let station: Station;
let window: ContractClient<StationContract>;
let session: string;

beforeAll(async () => {
  started = await startStationOverAgent();
  ({ agent, station, window } = started);
  session = await started.signInFirst(['technician', 'shift-lead']);
});
afterAll(() => started.close());

async function plugged(bayId: string, serialNumber: string): Promise<string> {
  const kind = { sizeBytes: 16 * 1024 * 1024, mediaType: 'magnetic', fileSystem: 'none' } as const;
  const drive = { bayId, model: 'Virtual Test Drive', serialNumber, maxBytesPerSecond: null };
  done(await window.call('virtual.plug', { ...drive, ...kind }));
  const seen = await until('the drive', () => station.snapshot().drives.find((one) => one.bayId === bayId));
  return seen.driveId;
}

async function imported(lines: readonly string[]): Promise<void> {
  const header = 'Serial number;Asset tag;Data classification';
  const { fields } = await importLines(window, session, 'Hamburg', [header, ...lines]);
  expect(fields).toEqual(['serialNumber', 'assetTag', 'securityRequirement']);
}

const clear = { policyId: 'nist-clear', techniqueId: 'overwrite-zeros' } as const;
const none = { assetTag: null, lotName: null };
const refusedActs = async () =>
  (await actsOf(agent.client, 'act-refused')).map(({ details: { act, codes, where } }) => [act, codes, where]);

it('a policy below the customer’s requirement is refused by the station, however the request is worded, and written down', async () => {
  const known = await plugged('bay-01', 'WBRULE00017A3F');
  const stranger = await plugged('bay-02', 'WBOTHER00027B4F');
  // A permit from before the lot was there stays bound to its drive and policy.
  const early = done(await window.call('preflight', { session, driveId: known, ...clear }));
  await imported(['WBRULE00017A3F;IT 001;confidential', 'WBODD00039C5F;IT 002;level Q7', 'WBTAGGED;IT 003;geheim']);

  const rules = async (lotName: string | null) =>
    (await window.call('receiving.driveRules', { lotName, serialNumber: 'WBRULE00017A3F', assetTag: null })).rules;
  for (const lotName of [null, 'hamburg', 'no such lot']) {
    const told = await rules(lotName);
    expect(told?.lotName).toBe('Hamburg');
    expect(told?.refused.map(({ policyId }) => policyId)).toContain('nist-clear');
    expect(told?.allowed).toContain('nist-purge');
  }
  expect(refusedCodes(await window.call('preflight', { session, driveId: known, ...clear }))).toEqual([
    'policy-below-requirement',
  ]);
  const start = { session, token: early.token, serialTail: '7A3F' };
  expect(refusedCodes(await window.call('jobs.start', { ...start, asset: none }))).toEqual([
    'policy-below-requirement',
  ]);
  const otherLot = { assetTag: 'IT 999', lotName: 'somewhere else' };
  expect(refusedCodes(await window.call('jobs.start', { ...start, asset: otherLot }))).toEqual([
    'policy-below-requirement',
  ]);
  const madeUp = { ...start, token: 'a-permit-of-nobody', asset: none };
  expect(refusedCodes(await window.call('jobs.start', madeUp))).toEqual(['token-unknown']);

  // A drive that no list names is wiped by any policy, unless somebody says that it is of an asset that asks for more.
  const { token } = done(await window.call('preflight', { session, driveId: stranger, ...clear }));
  const wipe = { session, token, serialTail: '7B4F' };
  const tagged = { assetTag: 'it 003', lotName: 'Hamburg' };
  expect(refusedCodes(await window.call('jobs.start', { ...wipe, asset: tagged }))).toEqual([
    'policy-below-requirement',
  ]);
  const notUnderstood = { assetTag: 'it 002', lotName: 'Hamburg' };
  expect(refusedCodes(await window.call('jobs.start', { ...wipe, asset: notUnderstood }))).toEqual([
    'requirement-not-understood',
  ]);
  expect(await refusedActs()).toEqual([
    ['preflight', 'policy-below-requirement', 'station'],
    ['jobs.start', 'policy-below-requirement', 'station'],
    ['jobs.start', 'policy-below-requirement', 'station'],
    ['jobs.start', 'token-unknown', 'station'],
    ['jobs.start', 'policy-below-requirement', 'station'],
    ['jobs.start', 'requirement-not-understood', 'station'],
  ]);
  expect(station.snapshot().jobs).toEqual([]);

  const job = done(await window.call('jobs.start', { ...wipe, asset: { assetTag: null, lotName: 'Hamburg' } }));
  const ended = await until(
    'the end of the wipe',
    () => {
      const found = station.snapshot().jobs.find(({ jobId }) => jobId === job.jobId)?.state;
      return found?.kind === 'ended' ? found : undefined;
    },
    60_000,
  );
  expect(ended.verdict.outcome).toBe('sanitized');
  const { recordId } = ended;
  await station.settled();
  const wish = { session, recordId, mediaSource: null, destination: null };
  expect(refusedCodes(await window.call('certificates.issue', wish))).toEqual(['drive-of-no-asset']);
});
