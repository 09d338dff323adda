import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CallInput } from '../../../core/contract/rpc.ts';
import type { ContractClient } from '../../../core/contract/rpcClient.ts';
import { type StationContract, stationContract } from '../../../core/contract/station.ts';
import { type Role, role } from '../../../core/domain/person.ts';
import { forbiddenTo, requests } from '../../fixtures/agent/forbiddenInputs.ts';
import { type Agent, actsOf, done, PIN, refusedCodes } from '../agent/agentProcess.ts';
import { type StationOverAgent, startStationOverAgent } from './stationOverAgent.ts';

let started: StationOverAgent;
let agent: Agent;
let window: ContractClient<StationContract>;
let lead: string;

beforeAll(async () => {
  started = await startStationOverAgent();
  ({ agent, window } = started);
  lead = await started.signInFirst(['shift-lead']);
});
afterAll(() => started.close());

type OwnCall =
  | 'paper.set'
  | 'language.set'
  | 'printer.configure'
  | 'printer.test'
  | 'exports.create'
  | 'exports.cancel'
  | 'people.lastActs'
  | 'setup.export'
  | 'setup.read'
  | 'setup.take'
  | 'uploads.unpark'
  | 'lots.create'
  | 'lots.offerFile'
  | 'lots.sendFile'
  | 'lots.dropFile'
  | 'lots.propose'
  | 'lots.import'
  | 'lots.cancelImport'
  | 'receiving.closeLot'
  | 'report.create';
const NOWHERE = '00000000-0000-4000-8000-000000000000';
const plan = {
  format: { kind: 'csv', encoding: 'utf-8', delimiter: ';' },
  headerRow: 1,
  fields: ['serialNumber'],
  dateOrder: 'day-first',
} as const;
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
  'people.lastActs': (session) => ({ session, personId: 'nobody' }),
  'setup.export': (session) => ({ session }),
  'setup.read': (session) => ({ session, text: '{}' }),
  'setup.take': (session) => ({ session, text: '{}', shown: 'a'.repeat(64), sections: ['bay-map'] }),
  'uploads.unpark': (session) => ({ session, sink: 'none' }),
  'lots.create': (session) => ({ session, customer: { name: 'Eve' }, name: 'Eve', deadline: null }),
  'lots.offerFile': (session) => ({ session, fileName: 'list.csv', sizeBytes: 1 }),
  'lots.sendFile': (session) => ({ session, fileId: NOWHERE, offsetBytes: 0, bytesBase64: 'QQ==' }),
  'lots.dropFile': (session) => ({ session, fileId: NOWHERE }),
  'lots.propose': (session) => ({ session, lotId: 'none', fileId: NOWHERE, corrected: null }),
  'lots.import': (session) => ({
    session,
    lotId: 'none',
    fileId: NOWHERE,
    plan: { ...plan, fields: [...plan.fields] },
  }),
  'lots.cancelImport': (session) => ({ session }),
  'receiving.closeLot': (session) => ({ session, lotId: 'none' }),
  'report.create': (session) => ({ session, lotId: 'none', format: 'csv' }),
};
const ownCalls = Object.keys(own) as OwnCall[];

type AnyonesCall =
  | 'receiving.scan'
  | 'receiving.arrive'
  | 'receiving.link'
  | 'receiving.lookAt'
  | 'receiving.foundEmpty'
  | 'receiving.pulledFrom'
  | 'receiving.finish'
  | 'receiving.takeBack'
  | 'exceptions.close'
  | 'exceptions.reopen'
  | 'custody.add'
  | 'custody.takeBack'
  | 'disposition.set'
  | 'labels.asset';
/** What everybody who is signed in may do at the dock and after it. */
const anyones: { readonly [Call in AnyonesCall]: (session: string) => CallInput<StationContract, Call> } = {
  'receiving.scan': (session) => ({ session, lotId: 'none', text: 'X1', deviceKind: null, insideOf: null }),
  'receiving.arrive': (session) => ({
    session,
    lotId: 'none',
    serialNumber: 'X1',
    assetTag: null,
    deviceKind: null,
    assetId: null,
    insideOf: null,
  }),
  'receiving.link': (session) => ({ session, thingId: 'none', assetId: 1 }),
  'receiving.lookAt': (session) => ({ session, thingId: 'none', deviceKind: 'drive' }),
  'receiving.foundEmpty': (session) => ({ session, thingId: 'none' }),
  'receiving.pulledFrom': (session) => ({ session, thingId: 'none', insideOf: 'other' }),
  'receiving.finish': (session) => ({ session, lotId: 'none' }),
  'receiving.takeBack': (session) => ({ session, actSeq: 1 }),
  'exceptions.close': (session) => ({ session, exceptionId: 'none', reason: 'other', note: 'x' }),
  'exceptions.reopen': (session) => ({ session, exceptionId: 'none' }),
  'custody.add': (session) => ({
    session,
    lotId: 'none',
    subject: { kind: 'lot' },
    at: '2026-05-04T08:00:00.000Z',
    act: { act: 'destroyed', how: 'shredder', witness: 'Eve' },
  }),
  'custody.takeBack': (session) => ({ session, eventSeq: 1 }),
  'disposition.set': (session) => ({
    session,
    lotId: 'none',
    thingIds: ['none'],
    disposition: {
      grade: null,
      gradeReasons: [],
      repairs: [],
      notes: '',
      estimated: null,
      realized: null,
      route: 'remarket',
    },
  }),
  'labels.asset': (session) => ({ session, thingIds: ['none'] }),
};
const anyonesCalls = Object.keys(anyones) as AnyonesCall[];

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

it('nobody acts at the dock without a sign-in, and each try stands in the ledger as a stranger’s', async () => {
  const stranger = 'a-session-that-nobody-has-opened';
  const tried = [...anyonesCalls, ...ownCalls];
  for (const call of anyonesCalls) {
    expect(refusedCodes(await window.call(call, anyones[call](stranger) as never)), call).toEqual(['not-signed-in']);
  }
  for (const call of ownCalls) {
    expect(refusedCodes(await window.call(call, own[call](stranger) as never)), call).toEqual(['not-signed-in']);
  }
  const written = (await actsOf(agent.client, 'act-refused')).filter(({ person }) => person === null);
  expect(written.map(({ details: { act, codes, where } }) => [act, codes, where])).toEqual(
    tried.map((act) => [act, 'not-signed-in', 'station']),
  );
});

it('a refusal that only the act itself can see, the completeness of a delivery taken back by a technician, is written too', async () => {
  const wish = { session: lead, customer: { name: 'Nordwind' }, name: 'Dock', deadline: null };
  const { lotId } = done(await window.call('lots.create', wish));
  const { actSeq } = done(await window.call('receiving.finish', { session: lead, lotId }));
  const badge = { session: lead, name: 'Second technician', title: '', pin: PIN, badge: null };
  const { personId } = done(await window.call('people.enrol', { ...badge, roles: ['technician'] }));
  const { token: session } = done(await window.call('people.signIn', { personId, pin: PIN }));
  expect(refusedCodes(await window.call('receiving.takeBack', { session, actSeq }))).toEqual(['role-missing']);
  const written = (await actsOf(agent.client, 'act-refused')).filter(({ person }) => person?.personId === personId);
  expect(written.map(({ details: { act, codes, where } }) => [act, codes, where])).toEqual([
    ['receiving.takeBack', 'role-missing', 'station'],
  ]);
});

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
