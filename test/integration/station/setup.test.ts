import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SetupSection } from '../../../core/contract/setupVerbs.ts';
import { FACTORY_PRINTER } from '../../../core/domain/printer.ts';
import { setupFile } from '../../../core/domain/setup.ts';
import { actsOf, done, plugDrive, refusedCodes, startWipe } from '../agent/agentProcess.ts';
import { type StationOverAgent, startStationOverAgent } from './stationOverAgent.ts';

type Bench = StationOverAgent & { readonly session: string };
async function startBench(): Promise<Bench> {
  const started = await startStationOverAgent();
  return { ...started, session: await started.signInFirst(['technician', 'shift-lead']) };
}

let first: Bench;
let next: Bench;
let text: string;
beforeAll(async () => {
  [first, next] = await Promise.all([startBench(), startBench()]);
});
afterAll(async () => {
  await first.close();
  await next.close();
});

const map = [{ path: 'virtual-02', number: 5, row: 0, column: 0, name: 'Top left' }];
const printer = { ...FACTORY_PRINTER, path: '/dev/wipebench-has-no-such-port' };
const paper = { language: 'de', shopName: 'Nordwind', logo: null, timeStampUrl: 'http://127.0.0.1:9/stamp' } as const;
const read = async ({ window, session }: Bench, file: string) =>
  done(await window.call('setup.read', { session, text: file }));
const rowsOf = async (bench: Bench, file: string) =>
  Object.fromEntries((await read(bench, file)).rows.map(({ section, change }) => [section, change]));
/** All that is set, read as a person reads it. */
const everything = async ({ window }: Bench) => ({
  bays: done(await window.call('bays.view', {})).map,
  paper: done(await window.call('paper.read', {})),
  printer: await window.call('printer.settings', {}),
  language: (await window.call('language.read', {})).station,
  customers: (await window.call('customers.list', {})).customers.map(({ name }) => name),
});
const ALL: SetupSection[] = ['bay-map', 'paper', 'time-stamp-server', 'station-language', 'printer', 'customers'];

it('a station’s set-up is one file, without people, keys or secrets', async () => {
  const { window, session } = first;
  done(await window.call('bays.setMap', { session, map, basedOn: null }));
  done(await window.call('printer.configure', { session, printer }));
  done(await window.call('language.set', { session, of: 'station', language: 'pl' }));
  done(await window.call('paper.set', { session, ...paper }));
  done(await window.call('lots.create', { session, customer: { name: 'Nordwind' }, name: 'Lot 1', deadline: null }));
  const { path } = done(await window.call('setup.export', { session }));
  text = readFileSync(path, 'utf8');
  const file = setupFile.parse(JSON.parse(text));
  expect(file.values).toMatchObject({
    bayMap: map,
    printer,
    stationLanguage: 'pl',
    timeStampServer: paper.timeStampUrl,
  });
  expect(file.leftOut).toEqual(expect.arrayContaining(['people', 'station-key', 'upload-secrets']));
  expect(text).not.toMatch(/Alma|alma-ruiz|PRIVATE|Lot 1/);
});

it('is shown before it is taken: what changes, what is the same, what is left alone; looking changes nothing', async () => {
  const before = await everything(next);
  expect(await rowsOf(first, text)).toMatchObject(Object.fromEntries(ALL.map((section) => [section, 'same'])));
  expect(await rowsOf(next, text)).toEqual({
    ...Object.fromEntries(ALL.map((section) => [section, 'changed'])),
    policies: 'left-alone',
    uploads: 'left-alone',
  });
  expect(await everything(next)).toEqual(before);
});

it('is taken over by another station, with every change in its ledger; taken again it changes nothing', async () => {
  const { shown } = await read(next, text);
  const { taken } = done(await next.window.call('setup.take', { session: next.session, text, shown, sections: ALL }));
  expect(taken).toEqual(ALL);
  expect(await everything(next)).toEqual(await everything(first));
  const acts = await actsOf(next.agent.client, 'setting-changed');
  expect(acts.map(({ details }) => details.setting).sort()).toEqual(
    ['bay-map', 'customer', 'printer', 'station-language', 'time-stamp-server'].sort(),
  );
  expect(await actsOf(next.agent.client, 'paper-set')).toHaveLength(1);
  expect(await rowsOf(next, text)).toMatchObject(Object.fromEntries(ALL.map((section) => [section, 'same'])));
});

it('only what is chosen is taken', async () => {
  const { window, session } = next;
  const other = JSON.stringify({
    ...JSON.parse(text),
    values: { ...JSON.parse(text).values, stationLanguage: 'zh', printer: null },
  });
  const { shown } = await read(next, other);
  done(await window.call('setup.take', { session, text: other, shown, sections: ['station-language'] }));
  expect(await everything(next)).toEqual({ ...(await everything(first)), language: 'zh' });
});

it('is taken whole or not at all: a map under a wipe refuses it, and so does a logo that is none, after which the map is as before', async () => {
  const { window, session, agent } = next;
  const before = await everything(next);
  const values = { ...JSON.parse(text).values, stationLanguage: 'en' };
  const noLogo = { ...values, bayMap: null, paper: { ...values.paper, logoPngBase64: 'AAAA' } };
  const withNoLogo = JSON.stringify({ ...JSON.parse(text), values: noLogo });
  const { shown } = await read(next, withNoLogo);
  expect(refusedCodes(await window.call('setup.take', { session, text: withNoLogo, shown, sections: ALL }))).toEqual([
    'logo-unsuitable',
  ]);
  expect(await everything(next)).toEqual(before);

  const slow = { bayId: 'bay-05', serialNumber: 'WBTEST00018B4A', maxBytesPerSecond: 2_000_000 };
  const { jobId } = await startWipe(agent.client, session, await plugDrive(agent.client, slow), '8B4A');
  const moved = JSON.stringify({ ...JSON.parse(text), values: { ...values, bayMap: null } });
  const again = (await read(next, moved)).shown;
  expect(refusedCodes(await window.call('setup.take', { session, text: moved, shown: again, sections: ALL }))).toEqual([
    'bay-map-busy',
  ]);
  expect(await everything(next)).toEqual(before);
  done(await agent.client.call('jobs.cancel', { session, jobId, why: 'enough seen' }));
});

it('a file that is none, of another version, or shown before something was set otherwise is refused', async () => {
  const { window, session } = next;
  const broken = [
    '',
    '{',
    '[]',
    JSON.stringify({ ...JSON.parse(text), format: 'wipebench-setup/2' }),
    text.replace('"Nordwind"', '"\\ud800"'),
  ];
  for (const one of broken) {
    expect(refusedCodes(await window.call('setup.read', { session, text: one })), one.slice(0, 20)).toEqual([
      'setup-unsuitable',
    ]);
  }
  const { shown } = await read(next, text);
  done(await window.call('language.set', { session, of: 'station', language: 'de' }));
  expect(refusedCodes(await window.call('setup.take', { session, text, shown, sections: ALL }))).toEqual([
    'setup-changed',
  ]);
});
