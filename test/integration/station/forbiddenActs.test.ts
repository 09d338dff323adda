import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CallInput } from '../../../core/contract/rpc.ts';
import { type ContractClient, connectContract } from '../../../core/contract/rpcClient.ts';
import { type StationContract, stationContract } from '../../../core/contract/station.ts';
import { type Role, role } from '../../../core/domain/person.ts';
import { pathsUnder } from '../../../electron/station/paths/stationPaths.ts';
import { type Station, startStation } from '../../../electron/station/stationService.ts';
import { forbiddenTo, requests } from '../../fixtures/agent/forbiddenInputs.ts';
import { memoryPair } from '../../fixtures/station/channelPairs.ts';
import { until } from '../../fixtures/station/until.ts';
import {
  type Agent,
  actsOf,
  done,
  makeStationDirectory,
  PIN,
  refusedCodes,
  removeStationDirectory,
  startAgent,
} from '../agent/agentProcess.ts';

const directory = makeStationDirectory();
let agent: Agent;
let station: Station;
let window: ContractClient<StationContract>;
let lead: string;

beforeAll(async () => {
  agent = await startAgent(directory);
  station = startStation({
    agentSocket: join(directory.path, 'agent.sock'),
    paths: pathsUnder(join(directory.path, 'home')),
    log: () => undefined,
  });
  const { near, far } = await memoryPair();
  station.accept(near);
  window = connectContract(stationContract, far, { build: 'test' });
  await until('the agent', () => station.snapshot().agent.state === 'connected');
  const enrol = { session: null, name: 'Alma Ruiz', title: '', roles: ['shift-lead' as const], pin: PIN, badge: null };
  const { personId } = done(await window.call('people.enrol', enrol));
  lead = done(await window.call('people.signIn', { personId, pin: PIN })).token;
});
afterAll(async () => {
  await station.stop();
  await agent.stop();
  removeStationDirectory(directory);
});

type OwnCall =
  | 'paper.set'
  | 'language.set'
  | 'printer.configure'
  | 'printer.test'
  | 'exports.create'
  | 'exports.cancel'
  | 'uploads.unpark';
/** What only the station itself does, for a shift lead. */
const own: { readonly [Call in OwnCall]: (session: string) => CallInput<StationContract, Call> } = {
  'paper.set': (session) => ({ session, language: 'en', shopName: 'Eve', logo: null, timeStampUrl: null }),
  'language.set': (session) => ({ session, of: 'station', language: 'zh' }),
  'printer.configure': (session) => ({ session, printer: null }),
  'printer.test': (session) => ({ session }),
  'exports.create': (session) => ({
    session,
    wish: { kind: 'certificates', certificateIds: ['WB-00000000-00000001'] },
  }),
  'exports.cancel': (session) => ({ session }),
  'uploads.unpark': (session) => ({ session, sink: 'none' }),
};
const ownCalls = Object.keys(own) as OwnCall[];

async function signIn(one: Role): Promise<{ personId: string; session: string }> {
  const enrol = { session: lead, name: `Only ${one}`, title: '', roles: [one], pin: PIN, badge: `BADGE-OF-${one}` };
  const { personId } = done(await window.call('people.enrol', enrol));
  return { personId, session: done(await window.call('people.signIn', { personId, pin: PIN })).token };
}

it.each(role.options)(
  'every act forbidden to a %s is refused through the station’s contract and stands in the ledger',
  async (one) => {
    const { personId, session } = await signIn(one);
    const passedOn = forbiddenTo(one).filter(
      (call) => call in stationContract.calls && !ownCalls.includes(call as OwnCall),
    );
    const stations = one === 'shift-lead' ? [] : ownCalls;
    for (const call of passedOn) {
      const answer = await window.call(call as 'quality.closeDraw', requests[call](session) as never);
      expect(refusedCodes(answer), call).toEqual(['role-missing']);
    }
    for (const call of stations) {
      expect(refusedCodes(await window.call(call, own[call](session) as never)), call).toEqual(['role-missing']);
    }
    const written = (await actsOf(agent.client, 'act-refused')).filter(({ person }) => person?.personId === personId);
    expect(written.map(({ details: { act, codes, where } }) => [act, codes, where])).toEqual([
      ...passedOn.map((act) => [act, 'role-missing', 'agent']),
      ...stations.map((act) => [act, 'role-missing', 'station']),
    ]);
  },
);

it('a sign-in that is shut is refused at once also for what the station does by itself', async () => {
  const roles: Role[] = ['shift-lead'];
  const enrol = { session: lead, name: 'Leaving Lead', title: '', roles, pin: PIN, badge: null };
  const { personId } = done(await window.call('people.enrol', enrol));
  const { token: session } = done(await window.call('people.signIn', { personId, pin: PIN }));
  done(
    await window.call('exports.cancel', { session }).then((answer) => {
      return answer.outcome === 'refused' ? { outcome: 'done' as const, value: refusedCodes(answer) } : answer;
    }),
  );
  const told = new Promise<void>((resolve) => {
    window.on('people.changed', ({ people }) => {
      if (people.find((one) => one.personId === personId)?.disabledAt !== undefined) resolve();
    });
  });
  done(await window.call('people.setStanding', { session: lead, pin: PIN, personId, why: 'left', enabled: false }));
  await told;
  expect(refusedCodes(await window.call('exports.cancel', { session }))).toEqual(['not-signed-in']);
  expect(refusedCodes(await window.call('people.session', { session }))).toEqual(['person-disabled']);
});
