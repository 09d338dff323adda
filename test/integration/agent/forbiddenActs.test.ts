import { afterAll, beforeAll, expect, it } from 'vitest';
import { role } from '../../../core/domain/person.ts';
import { forbiddenTo, type GuardedAct, requests } from '../../fixtures/agent/forbiddenInputs.ts';
import {
  type Agent,
  actsOf,
  done,
  enrolAndSignIn,
  makeStationDirectory,
  PIN,
  refusedCodes,
  removeStationDirectory,
  signInFirstPerson,
  startAgent,
} from './agentProcess.ts';

const directory = makeStationDirectory();
let agent: Agent;
let lead: string;

beforeAll(async () => {
  agent = await startAgent(directory);
  lead = await signInFirstPerson(agent.client);
});
afterAll(async () => {
  await agent.stop();
  removeStationDirectory(directory);
});

async function tried(call: GuardedAct, session: string): Promise<string[]> {
  return refusedCodes(await agent.client.call(call, requests[call](session) as never));
}
const refusedActs = async () =>
  (await actsOf(agent.client, 'act-refused')).map(({ person, details: { act, codes, roles } }) => {
    return { by: person?.personId ?? null, act, codes, roles };
  });

it.each(role.options)(
  'every act forbidden to a %s is refused on the agent’s socket and stands in the ledger',
  async (one) => {
    const { personId, session } = await enrolAndSignIn(agent.client, lead, `Only ${one}`, [one]);
    const forbidden = forbiddenTo(one);
    expect(forbidden.length).toBeGreaterThan(3);
    const before = (await refusedActs()).length;
    for (const call of forbidden) expect(await tried(call, session), call).toEqual(['role-missing']);
    expect((await refusedActs()).slice(before)).toEqual(
      forbidden.map((act) => ({ by: personId, act, codes: 'role-missing', roles: one })),
    );
  },
);

it('without a session nobody acts at all, and that stands in the ledger too', async () => {
  const calls = Object.keys(requests) as GuardedAct[];
  const before = (await refusedActs()).length;
  for (const call of calls) expect(await tried(call, 'a-session-of-nobody'), call).toEqual(['not-signed-in']);
  expect((await refusedActs()).slice(before)).toEqual(
    calls.map((act) => ({ by: null, act, codes: 'not-signed-in', roles: '' })),
  );
});

it('an act of intent wants the right PIN again, and wrong ones lock like at the sign-in', async () => {
  const { client } = agent;
  const { personId, session } = await enrolAndSignIn(client, lead, 'Second Lead', ['shift-lead']);
  const wanted = { session, personId, why: 'test', badge: null };
  for (let tries = 1; tries < 5; tries += 1) {
    expect(refusedCodes(await client.call('people.setBadge', { ...wanted, pin: 'not-the-pin' }))).toEqual([
      'pin-wrong',
    ]);
  }
  expect(refusedCodes(await client.call('people.setBadge', { ...wanted, pin: 'not-the-pin' }))).toEqual(['pin-locked']);
  expect(refusedCodes(await client.call('people.setBadge', { ...wanted, pin: PIN }))).toEqual(['pin-locked']);
  const mine = (await refusedActs()).filter(({ by }) => by === personId);
  expect(mine.map(({ codes }) => codes)).toEqual([...Array(4).fill('pin-wrong'), 'pin-locked', 'pin-locked']);
  expect(await actsOf(client, 'sign-in-locked')).toMatchObject([{ details: { personId } }]);
});

it('a flood of forbidden acts does not fill the ledger, and the next entry says how many were left out', async () => {
  const { client } = agent;
  const { personId, session } = await enrolAndSignIn(client, lead, 'Flooding Desktop', ['technician']);
  for (let tries = 0; tries < 300; tries += 1) await tried('exports.seal', session);
  const written = (await refusedActs()).filter(({ by }) => by === personId);
  expect(written.length).toBeGreaterThanOrEqual(40);
  expect(written.length).toBeLessThan(60);
  done(await client.call('people.session', { session }));
});
