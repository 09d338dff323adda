import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { fromBase64 } from '../../../core/record/bytes.ts';
import {
  type Agent,
  connectClient,
  done,
  isEnded,
  jobWhen,
  makeStationDirectory,
  PIN,
  plugDrive,
  refusedCodes,
  removeStationDirectory,
  signInFirstPerson,
  startAgent,
  startWipe,
} from './agentProcess.ts';

const directory = makeStationDirectory();
const other = makeStationDirectory();
const bays = join(directory.bench, 'bays');
const zeros = { policyId: 'nist-clear', techniqueId: 'overwrite-zeros' } as const;
const asset = { assetTag: null, lotName: null };
let agent: Agent;
let session: string;
let driveId: string;

beforeAll(async () => {
  agent = await startAgent(directory);
  session = await signInFirstPerson(agent.client);
});
afterAll(async () => {
  await agent.stop();
  removeStationDirectory(directory);
  removeStationDirectory(other);
});
beforeEach(async () => {
  await agent.client.call('virtual.unplug', { bayId: 'bay-01' });
  driveId = await plugDrive(agent.client);
});

const preflight = () => agent.client.call('preflight', { session, driveId, ...zeros });
const start = (token: string, serialTail = '7A3F') =>
  agent.client.call('jobs.start', { session, token, serialTail, asset });

async function acts(name: string): Promise<Record<string, unknown>[]> {
  const { entries } = await agent.client.call('ledger.read', { fromSeq: 0, limit: 500 });
  return entries
    .map(({ envelope }) => JSON.parse(Buffer.from(fromBase64(envelope.payload)).toString()))
    .filter(({ act }) => act === name)
    .map(({ details }) => details);
}

it('nobody starts without signing in, and a technician is needed', async () => {
  const { client } = agent;
  const stranger = 'not-a-session-at-all';
  expect(refusedCodes(await client.call('preflight', { session: stranger, driveId, ...zeros }))).toEqual([
    'not-signed-in',
  ]);
  const enrol = { session, name: 'Quinn Hale', title: 'QA', roles: ['quality' as const], pin: PIN, badge: 'B-77' };
  done(await client.call('people.enrol', enrol));
  const quality = done(await client.call('people.signInByBadge', { badge: 'B-77', pin: PIN })).token;
  expect(refusedCodes(await client.call('preflight', { session: quality, driveId, ...zeros }))).toEqual([
    'role-missing',
  ]);
  expect(refusedCodes(await client.call('people.enrol', { ...enrol, name: 'Somebody Else' }))).toEqual([
    'person-exists',
  ]);
  expect(
    refusedCodes(await client.call('people.enrol', { ...enrol, session: quality, name: 'X', badge: null })),
  ).toEqual(['role-missing']);
  expect(refusedCodes(await client.call('people.enrol', { ...enrol, session: null, name: 'X', badge: null }))).toEqual([
    'not-signed-in',
  ]);
});

it('an unknown drive, policy or job is refused by name', async () => {
  const { client } = agent;
  expect(refusedCodes(await client.call('preflight', { session, driveId: 'nowhere', ...zeros }))).toEqual([
    'drive-unknown',
  ]);
  expect(refusedCodes(await client.call('plan', { driveId: 'nowhere', policyId: 'nist-clear' }))).toEqual([
    'drive-unknown',
  ]);
  expect(refusedCodes(await client.call('plan', { driveId, policyId: 'none' }))).toEqual(['policy-unknown']);
  expect(refusedCodes(await client.call('preflight', { session, driveId, ...zeros, policyId: 'none' }))).toEqual([
    'policy-unknown',
  ]);
  expect(refusedCodes(await client.call('jobs.journal', { jobId: '../../../etc/passwd' }))).toEqual(['job-unknown']);
  expect(refusedCodes(await client.call('jobs.cancel', { session, jobId: 'x', why: 'y' }))).toEqual(['job-unknown']);
});

it('a start needs the right end of the serial, and the attempt is written into the ledger with the identity', async () => {
  const before = (await acts('wipe-refused')).length;
  for (const typed of ['7A3E', '7A3', 'A3F', 'WBTEST00017A3FX', 'X7A3F', '7A3F0']) {
    const { token } = done(await preflight());
    expect(refusedCodes(await start(token, typed)), typed).toEqual(['confirmation-mismatch']);
  }
  const written = (await acts('wipe-refused')).slice(before);
  expect(written).toHaveLength(6);
  expect(written[0]).toMatchObject({ step: 'start', codes: 'confirmation-mismatch', serialNumber: 'WBTEST00017A3F' });
});

it('a token works once, and a wrong try uses it up', async () => {
  const { token } = done(await preflight());
  expect(refusedCodes(await start(token, 'nope'))).toEqual(['confirmation-mismatch']);
  expect(refusedCodes(await start(token))).toEqual(['token-used']);
  expect(refusedCodes(await start('a-token-nobody-gave'))).toEqual(['token-unknown']);
});

it('two starts with one token at the same moment begin one job', async () => {
  const { token } = done(await preflight());
  const answers = await Promise.all([start(token), start(token)]);
  expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['done', 'refused']);
  const begun = answers.find((answer) => answer.outcome === 'done');
  await jobWhen(agent.client, done(begun ?? { outcome: 'refused', refusals: [] }).jobId, isEnded);
});

it('two permissions for one drive begin one job', async () => {
  const tokens = [done(await preflight()).token, done(await preflight()).token];
  const answers = await Promise.all(tokens.map((token) => start(token)));
  expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['done', 'refused']);
  expect(answers.flatMap((answer) => (answer.outcome === 'refused' ? refusedCodes(answer) : []))).toEqual([
    'job-running',
  ]);
  for (const answer of answers) if (answer.outcome === 'done') await jobWhen(agent.client, answer.value.jobId, isEnded);
});

it("a token of one station or one person is nothing to another's", async () => {
  const second = await startAgent(other);
  try {
    const secondSession = await signInFirstPerson(second.client);
    const secondDrive = await plugDrive(second.client);
    const theirs = done(
      await second.client.call('preflight', { session: secondSession, driveId: secondDrive, ...zeros }),
    );
    expect(refusedCodes(await start(theirs.token))).toEqual(['token-unknown']);
    expect(refusedCodes(await agent.client.call('preflight', { session: secondSession, driveId, ...zeros }))).toEqual([
      'not-signed-in',
    ]);
  } finally {
    await second.stop();
  }
  const { token } = done(await preflight());
  const colleague = { session, name: 'Tomas Berg', title: '', roles: ['technician' as const], pin: PIN, badge: null };
  const { personId } = done(await agent.client.call('people.enrol', colleague));
  const theirs = done(await agent.client.call('people.signIn', { personId, pin: PIN })).token;
  const taken = await agent.client.call('jobs.start', { session: theirs, token, serialTail: '7A3F', asset });
  expect(refusedCodes(taken)).toEqual(['token-unknown']);
});

it('another drive under the same name since the preflight is not touched', async () => {
  const { token } = done(await preflight());
  const image = join(bays, 'bay-01.img');
  const impostor = Buffer.alloc(8 * 1024 * 1024, 'precious ');
  writeFileSync(`${image}.new`, impostor);
  renameSync(`${image}.new`, image);
  expect(refusedCodes(await start(token))).toEqual(['drive-changed']);
  expect(readFileSync(image).equals(impostor)).toBe(true);
  const { jobs } = await agent.client.call('snapshot', {});
  expect(jobs.filter((job) => job.driveId === driveId)).toEqual([]);
});

it('a drive whose description changed since the preflight is not started', async () => {
  const { token } = done(await preflight());
  const description = join(bays, 'bay-01.json');
  writeFileSync(description, readFileSync(description, 'utf8').replace('WBTEST00017A3F', 'OTHER00017A3F'));
  expect(refusedCodes(await start(token))).toEqual(['drive-changed']);
  expect(readFileSync(join(bays, 'bay-01.img')).some((byte) => byte !== 0)).toBe(true);
});

it('a cancelled job ends interrupted with who and why, sealed, and gets no certificate', async () => {
  await agent.client.call('virtual.unplug', { bayId: 'bay-02' });
  const slow = await plugDrive(agent.client, {
    bayId: 'bay-02',
    serialNumber: 'SLOW0002',
    maxBytesPerSecond: 2_000_000,
  });
  const { jobId } = await startWipe(agent.client, session, slow, '0002');
  await jobWhen(agent.client, jobId, ({ state }) => state.kind === 'running' && state.doneBytes > 0);
  const again = await agent.client.call('preflight', { session, driveId: slow, ...zeros });
  expect(refusedCodes(again)).toEqual(['job-running']);
  done(await agent.client.call('jobs.cancel', { session, jobId, why: 'wrong lot' }));
  const { state } = await jobWhen(agent.client, jobId, isEnded);
  if (state.kind !== 'ended') throw new Error('not ended');
  expect(state.verdict.outcome).toBe('interrupted');
  expect(state.verdict.reasons).toEqual([{ code: 'cancelled', details: { name: 'Alma Ruiz', why: 'wrong lot' } }]);
  const issue = { session, recordId: state.recordId, mediaSource: null, destination: null };
  expect(refusedCodes(await agent.client.call('certificates.issue', issue))).toEqual(['record-not-passing']);
  expect(await acts('job-cancelled')).toMatchObject([{ jobId, why: 'wrong lot' }]);
  done(await agent.client.call('labels.code', { recordId: state.recordId }));
});

it('a drive taken out in the middle ends interrupted as vanished, with a sealed record', async () => {
  const slow = await plugDrive(agent.client, {
    bayId: 'bay-03',
    serialNumber: 'SLOW0003',
    maxBytesPerSecond: 2_000_000,
  });
  const { jobId } = await startWipe(agent.client, session, slow, '0003');
  await jobWhen(agent.client, jobId, ({ state }) => state.kind === 'running' && state.doneBytes > 0);
  const ended = new Promise<string>((resolve) => {
    agent.client.on('job.changed', (job) => {
      if (job.jobId === jobId && job.state.kind === 'ended') resolve(JSON.stringify(job.state.verdict));
    });
  });
  done(await agent.client.call('virtual.unplug', { bayId: 'bay-03' }));
  expect(JSON.parse(await ended)).toMatchObject({ outcome: 'interrupted', reasons: [{ code: 'drive-vanished' }] });
});

it('certificates and exports are refused for what this station does not know', async () => {
  const { client } = agent;
  const issue = { session, recordId: '00000000-0000-4000-8000-000000000000', mediaSource: null, destination: null };
  expect(refusedCodes(await client.call('certificates.issue', issue))).toEqual(['record-unknown']);
  expect(refusedCodes(await client.call('labels.code', { recordId: issue.recordId }))).toEqual(['record-unknown']);
  const sealing = { session, certificateIds: ['WB-00000000-00000001'], manifestSha256: 'a'.repeat(64) };
  expect(refusedCodes(await client.call('exports.seal', sealing))).toEqual(['certificate-unknown']);
});

it('five wrong PINs lock the person, in the ledger, also after a restart, and never tell whether the name exists', async () => {
  const { client } = agent;
  const enrol = { session, name: 'Locked Person', title: '', roles: ['technician' as const], pin: PIN, badge: null };
  const { personId } = done(await client.call('people.enrol', enrol));
  const wrong = (id: string, pin = 'wrong-one') => client.call('people.signIn', { personId: id, pin });
  const unknown = await wrong('nobody-at-all');
  expect(await wrong(personId)).toEqual(unknown);
  for (let tries = 2; tries < 5; tries += 1) expect(refusedCodes(await wrong(personId))).toEqual(['pin-wrong']);
  expect(refusedCodes(await wrong(personId))).toEqual(['pin-locked']);
  expect(refusedCodes(await wrong(personId, PIN))).toEqual(['pin-locked']);
  expect(await acts('sign-in-locked')).toMatchObject([{ personId }]);
  await agent.stop();
  agent = await startAgent(directory);
  expect(refusedCodes(await agent.client.call('people.signIn', { personId, pin: PIN }))).toEqual(['pin-locked']);
  const after = await agent.client.call('preflight', { session, driveId, ...zeros });
  expect(refusedCodes(after)).toEqual(['not-signed-in']);
  session = await signInFirstPerson(agent.client);
});

it('without an engine the agent lives and refuses by name', async () => {
  const bare = makeStationDirectory();
  const crippled = await startAgent(bare, ['--engine', join(bare.path, 'no-engine')]);
  try {
    const token = await signInFirstPerson(crippled.client);
    const drive = await plugDrive(crippled.client);
    const answer = await crippled.client.call('preflight', { session: token, driveId: drive, ...zeros });
    expect(refusedCodes(answer)).toContain('engine-missing');
    const again = await connectClient(crippled.socketPath);
    expect((await again.call('snapshot', {})).notices.map(({ reason }) => reason.code)).toContain('engine-missing');
  } finally {
    await crippled.stop();
    removeStationDirectory(bare);
  }
});
