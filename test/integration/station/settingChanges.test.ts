import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CallInput, CallName } from '../../../core/contract/rpc.ts';
import { type StationContract, stationContract } from '../../../core/contract/station.ts';
import { FACTORY_PRINTER } from '../../../core/domain/printer.ts';
import { canonicalText } from '../../../core/record/canonicalJson.ts';
import { until } from '../../fixtures/station/until.ts';
import { actsOf, done, PIN, refusedCodes } from '../agent/agentProcess.ts';
import { type StationOverAgent, startStationOverAgent } from './stationOverAgent.ts';

let bench: StationOverAgent;
let window: StationOverAgent['window'];
let agent: StationOverAgent['agent'];
let lead: string;
let leadId: string;
beforeAll(async () => {
  bench = await startStationOverAgent();
  ({ window, agent } = bench);
  lead = await bench.signInFirst(['shift-lead']);
  leadId = done(await window.call('people.session', { session: lead })).person.personId;
});
afterAll(() => bench.close());

type Call = CallName<StationContract>;
type Written = { readonly act: string; readonly before: unknown; readonly after: unknown; readonly setting?: string };

/** Every entry of the ledger that tells of a change, with the person. */
async function changes(): Promise<readonly (Written & { readonly by: string | undefined })[]> {
  const acts = ['setting-changed', 'paper-set', 'person-changed'];
  const found = await Promise.all(
    acts.map(async (act) =>
      (await actsOf(agent.client, act)).map(({ person, details }) => {
        const { before, after, setting, ...paper } = details;
        const told = { act, before, after: act === 'paper-set' ? paper : after };
        return { ...told, ...(typeof setting === 'string' ? { setting } : {}), by: person?.personId };
      }),
    ),
  );
  return found.flat();
}

const printer = { ...FACTORY_PRINTER, path: '/dev/wipebench-has-no-such-port' };
const row = { path: 'virtual-01', number: 4, row: 0, column: 0, name: 'Left' };
const paper = { session: '', language: 'de', shopName: 'Nordwind', logo: null, timeStampUrl: null } as const;

type Verb = {
  [Name in Call]: {
    readonly call: Name;
    readonly input: () => Promise<CallInput<StationContract, Name>> | CallInput<StationContract, Name>;
    readonly written: readonly Written[];
  };
}[Call];
const changed = (setting: string, before: unknown, after: unknown): Written => {
  return { act: 'setting-changed', setting, before: canonicalText(before), after: canonicalText(after) };
};
const changedSink = (before: unknown, after: unknown): Written => {
  return { act: 'setting-changed', setting: 'upload-sink', before, after };
};
const stick = (folder: string) => {
  return { kind: 'directory', name: 'stick', folder: join(bench.directory.path, folder) } as const;
};
const person = { pin: PIN, why: 'test' };
/** Every verb that sets something for the station, with what must stand in the ledger after it. */
const verbs: readonly Verb[] = [
  {
    call: 'printer.configure',
    input: () => ({ session: lead, printer }),
    written: [changed('printer', null, printer)],
  },
  {
    call: 'printer.configure',
    input: () => ({ session: lead, printer: null }),
    written: [changed('printer', printer, null)],
  },
  {
    call: 'language.set',
    input: () => ({ session: lead, of: 'station', language: 'pl' }),
    written: [changed('station-language', null, 'pl')],
  },
  {
    call: 'paper.set',
    input: () => ({ ...paper, session: lead }),
    written: [
      {
        act: 'paper-set',
        before: JSON.stringify({ language: 'en', shopName: null, logoSha256: null }),
        after: { language: 'de', shopName: 'Nordwind', logoPngBase64: null },
      },
    ],
  },
  {
    call: 'paper.set',
    input: () => ({ ...paper, session: lead, timeStampUrl: 'http://127.0.0.1:9/stamp' }),
    written: [
      {
        act: 'paper-set',
        before: JSON.stringify({ language: 'de', shopName: 'Nordwind', logoSha256: null }),
        after: { language: 'de', shopName: 'Nordwind', logoPngBase64: null },
      },
      changed('time-stamp-server', null, 'http://127.0.0.1:9/stamp'),
    ],
  },
  {
    call: 'bays.setMap',
    input: () => ({ session: lead, map: [row], basedOn: null }),
    written: [{ act: 'setting-changed', setting: 'bay-map', before: 'automatic', after: JSON.stringify([row]) }],
  },
  {
    call: 'lots.create',
    input: () => ({ session: lead, customer: { name: 'Nordwind' }, name: 'Lot 1', deadline: null }),
    written: [
      {
        act: 'setting-changed',
        setting: 'customer',
        before: 'null',
        after: expect.stringContaining('"name":"Nordwind"'),
      },
    ],
  },
  {
    call: 'sinks.add',
    input: () => ({ session: lead, form: stick('one'), secret: { act: 'keep' } }),
    written: [changedSink('null', expect.stringContaining('/one"'))],
  },
  {
    call: 'sinks.change',
    input: () => ({ session: lead, form: stick('two'), secret: { act: 'keep' } }),
    written: [changedSink(expect.stringContaining('/one"'), expect.stringContaining('/two"'))],
  },
  {
    call: 'sinks.pause',
    input: () => ({ session: lead, sink: 'stick', paused: true }),
    written: [changedSink(expect.any(String), expect.stringContaining('"paused":true'))],
  },
  {
    call: 'sinks.remove',
    input: () => ({ session: lead, sink: 'stick' }),
    written: [changedSink(expect.stringContaining('"paused":true'), 'null')],
  },
  ...((
    [
      ['people.setRoles', { roles: ['technician', 'quality'] }, 'technician', 'technician quality'],
      ['people.setStanding', { enabled: false }, 'enabled', 'disabled'],
      ['people.setCompetences', { competences: [] }, expect.any(String), expect.any(String)],
      ['people.setBadge', { badge: 'BADGE-OF-BEN' }, 'no badge', 'a new badge'],
      ['people.resetPin', { newPin: '735194' }, 'a PIN', 'a new PIN'],
    ] as const
  ).map(([call, change, before, after]) => ({
    call,
    input: () => ({ session: lead, ...person, personId: benId, ...change }),
    written: [{ act: 'person-changed', before, after }],
  })) as unknown as Verb[]),
];
let benId = '';

it('every change of a setting stands in the ledger with the person, what it was and what it is', async () => {
  const ben = { session: lead, name: 'Ben', title: '', roles: ['technician' as const], pin: PIN, badge: null };
  benId = done(await window.call('people.enrol', ben)).personId;
  for (const { call, input, written } of verbs) {
    const before = await changes();
    done((await window.call(call as 'printer.configure', (await input()) as never)) as never);
    const fresh = (await changes()).filter(
      (one) => !before.some((known) => JSON.stringify(known) === JSON.stringify(one)),
    );
    const expected = written.map((one) => ({ ...one, by: leadId }));
    expect([...fresh].sort(byAct), call).toEqual([...expected].sort(byAct));
  }
});
const byAct = (one: Written, other: Written) => one.act.localeCompare(other.act);

/** Verbs by which somebody makes something or acts on it, and that set nothing for later. */
const ACTS: readonly RegExp[] = [
  /^(snapshot|plan|preflight)$/,
  /^(jobs|records|certificates|destructions|labels|exports|quality|receiving|exceptions|custody|disposition|report|insight|virtual|uploads)\./,
  /^people\.(enrol|signIn|signInByBadge|signOut|session|lastActs)$/,
  /\.(read|view|list|lists|settings|candidates|test|locate)$/,
  // A file is taken over through the same changes as above: setup.test.ts.
  /^setup\./,
  /^lots\.(offerFile|sendFile|dropFile|propose|cancelImport|assets|rejected)$/,
  // What it changes in a customer’s columns: test/unit/station/settingChanges.test.ts.
  /^lots\.import$/,
];

it('no verb that sets something is left out of this proof: a new one must be named here', () => {
  const proved = new Set<string>(verbs.map(({ call }) => call));
  const unnamed = Object.keys(stationContract.calls).filter(
    (call) => !proved.has(call) && !ACTS.some((act) => act.test(call)),
  );
  expect(unnamed).toEqual([]);
});

it('the same setting set again is no change, and without the agent no setting changes at all', async () => {
  const before = (await changes()).length;
  done(await window.call('language.set', { session: lead, of: 'station', language: 'pl' }));
  expect((await changes()).length).toBe(before);
  await agent.kill();
  await until('the loss', () => bench.station.snapshot().agent.state === 'lost');
  expect(refusedCodes(await window.call('printer.configure', { session: lead, printer }))).toEqual(['agent-lost']);
  expect((await window.call('printer.settings', {})).printer).toBeNull();
  expect(refusedCodes(await window.call('language.set', { session: lead, of: 'station', language: 'zh' }))).toEqual([
    'agent-lost',
  ]);
  expect(await window.call('language.read', {})).toMatchObject({ station: 'pl' });
});
