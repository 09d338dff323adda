import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyEvidence } from '../../../core/record/verifyEvidence.ts';
import { comparePdfWith, loadDrawingProgram } from '../../../electron/cli/verify/drawAgain.ts';
import { nodeCrypto } from '../../../electron/cli/verify/nodeCrypto.ts';
import { requests } from '../../fixtures/agent/forbiddenInputs.ts';
import { until } from '../../fixtures/station/until.ts';
import { actsOf, done, refusedCodes } from '../agent/agentProcess.ts';
import { type StationOverAgent, startStationOverAgent } from './stationOverAgent.ts';

let started: StationOverAgent;
let session: string;
let lotId: string;

beforeAll(async () => {
  started = await startStationOverAgent();
  session = await started.signInFirst(['shift-lead']);
  const wish = { session, customer: { name: 'Nordwind GmbH' }, name: 'Office 7', deadline: null };
  ({ lotId } = done(await started.window.call('lots.create', wish)));
});
afterAll(() => started.close());

/** A drive of the lot that nobody expected, arrived now. */
async function drive(serialNumber: string): Promise<string> {
  const identity = { serialNumber, assetTag: null, deviceKind: 'drive', assetId: null, insideOf: null } as const;
  const { thing } = done(await started.window.call('receiving.arrive', { session, lotId, ...identity }));
  if (thing === null) throw new Error('nothing arrived');
  return thing.thingId;
}
const destroy = (thingId: string, act: { how?: string; witness?: string } = {}) =>
  started.window.call('custody.add', {
    session,
    lotId,
    subject: { kind: 'thing', thingId },
    at: new Date().toISOString(),
    act: {
      act: 'destroyed',
      how: 'shredder',
      witness: 'Ben Ott',
      place: 'Cage 2',
      particleSizeMicrometres: 6500,
      ...act,
    },
  });
const eventsOf = async (thingId: string) =>
  done(await started.window.call('custody.list', { lotId, subject: { kind: 'thing', thingId } })).events;

it('a destruction is sealed before it is written down, once, and its files are genuine to the last byte', async () => {
  const { window, agent, station } = started;
  const thingId = await drive('S3Z8NB0K1');
  const { destructionId } = done(await destroy(thingId));
  if (destructionId === null) throw new Error('no certificate');
  // Asked again, whatever is said: the words that were sealed stand.
  expect(done(await destroy(thingId, { how: 'hammer', witness: 'Carl Weiss' })).destructionId).toBe(destructionId);
  expect(await eventsOf(thingId)).toMatchObject([
    { destructionId, by: 'Alma Ruiz', act: { act: 'destroyed', how: 'shredder', witness: 'Ben Ott', place: 'Cage 2' } },
  ]);

  const opened = done(await window.call('destructions.open', { destructionId }));
  expect(opened.destruction).toMatchObject({
    destructionId,
    evidence: 'attested',
    thing: { thingId, kind: 'drive', serialNumber: 'S3Z8NB0K1' },
    customer: 'Nordwind GmbH',
    lotName: 'Office 7',
    person: { name: 'Alma Ruiz' },
    wipes: [],
  });
  expect(opened.pages).toHaveLength(1);
  await until('the files', () => existsSync(opened.jsonPath) && existsSync(opened.pdfPath));
  await station.settled();
  const { keyId } = (await agent.client.call('snapshot', {})).station;
  const tools = { pinnedKeyId: keyId, comparePdf: comparePdfWith(loadDrawingProgram), crypto: nodeCrypto };
  for (const path of [opened.jsonPath, opened.pdfPath]) {
    const report = await verifyEvidence(path, readFileSync(path), { subject: '', bytes: null }, tools);
    expect(report.findings.filter(({ outcome }) => outcome === 'not-genuine')).toEqual([]);
    expect(report).toMatchObject({ outcome: 'genuine', destructions: [{ destruction: { destructionId } }] });
    expect(report.findings.map(({ code }) => code)).toContain('destruction-attested');
  }
  const checked = done(await window.call('certificates.verify', { certificateId: destructionId }));
  expect(checked.genuine).toBe(true);
  expect(checked.findings.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['pdf-signed', 'pdf-rendered-again']),
  );
});

it('a destruction that a break left unwritten is written down from the ledger', async () => {
  const thingId = await drive('S3Z8NB0K2');
  const { thing, ...rest } = requests['destructions.seal'](session);
  await started.agent.client.call('destructions.seal', { ...rest, thing: { ...thing, thingId } });
  await expect.poll(() => eventsOf(thingId), { timeout: 30_000 }).toHaveLength(1);
  expect(await eventsOf(thingId)).toMatchObject([{ act: { how: rest.how, witness: rest.witness }, by: 'Alma Ruiz' }]);
});

it('what is sealed is not taken back, is of one thing, and nobody is their own witness', async () => {
  const { window, agent } = started;
  const thingId = await drive('S3Z8NB0K3');
  done(await destroy(thingId));
  const [event] = await eventsOf(thingId);
  const back = await window.call('custody.takeBack', { session, eventSeq: event?.eventSeq ?? -1 });
  expect(back).toMatchObject({ refusals: [{ code: 'receiving-impossible', details: { why: 'destruction-sealed' } }] });
  const whole = { session, lotId, subject: { kind: 'lot' }, at: new Date().toISOString() } as const;
  const lot = await window.call('custody.add', {
    ...whole,
    act: { act: 'destroyed', how: 'fire', witness: 'Ben Ott' },
  });
  expect(lot).toMatchObject({ refusals: [{ details: { why: 'destroyed-each-by-itself' } }] });

  const other = await drive('S3Z8NB0K4');
  expect((await destroy(other, { witness: 'alma ruiz' })).outcome).toBe('refused');
  // The agent does not take the station's word for it.
  const { thing, ...rest } = requests['destructions.seal'](session);
  const own = { ...rest, thing: { ...thing, thingId: other }, witness: 'ALMA.RUIZ' };
  expect(refusedCodes(await agent.client.call('destructions.seal', own))).toEqual(['witness-not-apart']);
  expect(await actsOf(agent.client, 'act-refused')).toMatchObject([{ details: { codes: 'witness-not-apart' } }]);
  const ahead = { ...own, witness: 'Ben Ott', destroyedAt: new Date(Date.now() + 3_600_000).toISOString() };
  expect(refusedCodes(await agent.client.call('destructions.seal', ahead))).toEqual(['destruction-ahead']);
  const unknown = { ...own, witness: 'Ben Ott', recordIds: ['0198a7f2-1111-7222-8333-000000000001'] };
  expect(refusedCodes(await agent.client.call('destructions.seal', unknown))).toEqual(['record-unknown']);
  expect(await eventsOf(other)).toEqual([]);
});

it('the report back names the certificate', async () => {
  const { files } = done(await started.window.call('report.create', { session, lotId, format: 'csv' }));
  const text = files.map(({ path }) => readFileSync(path, 'utf8')).join('\n');
  expect(text).toContain('wipebench_destruction_certificate');
  expect(text).toMatch(/S3Z8NB0K1.*WD-[0-9A-F]{8}-\d{8}/);
});
