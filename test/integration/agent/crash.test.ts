import { appendFileSync, chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Job } from '../../../core/domain/job.ts';
import { fromBase64 } from '../../../core/record/bytes.ts';
import { type RecordV1, recordV1 } from '../../../core/record/recordV1.ts';
import {
  type Agent,
  done,
  isEnded,
  jobWhen,
  makeStationDirectory,
  plugDrive,
  removeStationDirectory,
  type StationDirectory,
  signInFirstPerson,
  startAgent,
  startWipe,
} from './agentProcess.ts';

let directory: StationDirectory;
let agent: Agent;

beforeEach(async () => {
  directory = makeStationDirectory();
  agent = await startAgent(directory);
});
afterEach(async () => {
  await agent.stop();
  removeStationDirectory(directory);
});

async function beginSlowWipe(maxBytesPerSecond: number | null, sizeMiB = 8): Promise<Job> {
  const session = await signInFirstPerson(agent.client);
  return startWipe(agent.client, session, await plugDrive(agent.client, { maxBytesPerSecond, sizeMiB }));
}

async function records(): Promise<RecordV1[]> {
  const { entries } = await agent.client.call('ledger.read', { fromSeq: 0, limit: 500 });
  return entries
    .filter(({ envelope }) => envelope.payloadType.includes('record'))
    .map(({ envelope }) => recordV1.parse(JSON.parse(Buffer.from(fromBase64(envelope.payload)).toString())));
}

async function journalCodes(jobId: string): Promise<string[]> {
  return done(await agent.client.call('jobs.journal', { jobId })).map(({ code }) => code);
}

const isDoing = (phase: string) => (job: Job) =>
  job.state.kind === 'running' && job.state.phase === phase && job.state.doneBytes > 0;

it('killed in the middle of an overwrite, the job goes on from its checkpoint after the restart and ends sanitized', async () => {
  const { jobId } = await beginSlowWipe(2_500_000);
  for (let seen = false; !seen; ) {
    seen = (await journalCodes(jobId)).includes('checkpoint');
    await new Promise((next) => setTimeout(next, 50));
  }
  await agent.kill();
  agent = await startAgent(directory);
  const { state, resumed } = await jobWhen(agent.client, jobId, isEnded);
  expect(state).toMatchObject({ kind: 'ended', verdict: { outcome: 'sanitized' } });
  expect(resumed).toBe(1);
  const [record, ...more] = await records();
  expect(more).toEqual([]);
  expect(record).toMatchObject({ jobId, resumed: 1, technique: { passes: [{ writtenBytes: 8 * 1024 * 1024 }] } });
  const [, second] = done(await agent.client.call('jobs.journal', { jobId })).filter(
    ({ code }) => code === 'overwrite-started',
  );
  expect(second?.details.fromBytes).toBeGreaterThan(0);
  expect(readFileSync(join(directory.bench, 'bays/bay-01.img')).every((byte) => byte === 0)).toBe(true);
});

it('stopped by SIGTERM, the job is left where it stands and goes on at the next start', async () => {
  const { jobId } = await beginSlowWipe(4_000_000);
  await jobWhen(agent.client, jobId, isDoing('sanitize'));
  expect(await agent.stop()).toBe(0);
  agent = await startAgent(directory);
  const { state } = await jobWhen(agent.client, jobId, isEnded);
  expect(state).toMatchObject({ kind: 'ended', verdict: { outcome: 'sanitized' } });
  const codes = await journalCodes(jobId);
  expect(codes).toContain('agent-stopping');
  expect(codes.filter((code) => code === 'job-resumed')).toHaveLength(1);
});

it('with its drive gone after the crash, the job waits, then ends interrupted with a sealed record', async () => {
  const { jobId } = await beginSlowWipe(2_000_000);
  await jobWhen(agent.client, jobId, isDoing('sanitize'));
  await agent.kill();
  for (const name of ['bay-01.img', 'bay-01.json']) rmSync(join(directory.bench, 'bays', name));
  agent = await startAgent(directory, ['--patience-ms', '2500']);
  await jobWhen(agent.client, jobId, ({ state }) => state.kind === 'waiting-for-drive');
  for (let found = false; !found; ) {
    found = (await records()).length === 1;
    await new Promise((next) => setTimeout(next, 100));
  }
  const [record] = await records();
  expect(record).toMatchObject({ jobId, drive: { identityAfter: 'not-read', capacityAfterBytes: null } });
  expect(record?.verdict).toMatchObject({ outcome: 'interrupted', reasons: [{ code: 'drive-not-back' }] });
});

it('killed at many moments, a job is never lost and never has two records', async () => {
  const { jobId } = await beginSlowWipe(16_000_000, 4);
  // From the first moments of the job through its phases to the seal, each time a little later.
  for (const afterMs of [0, 60, 120, 200, 330, 450, 600]) {
    await new Promise((next) => setTimeout(next, afterMs));
    await agent.kill();
    agent = await startAgent(directory);
    expect((await records()).length).toBeLessThanOrEqual(1);
  }
  const { state } = await jobWhen(agent.client, jobId, isEnded);
  expect(state).toMatchObject({ kind: 'ended', verdict: { outcome: 'sanitized' } });
  await agent.kill();
  agent = await startAgent(directory);
  const [record, ...more] = await records();
  expect(more).toEqual([]);
  expect(record).toMatchObject({ jobId, verdict: { outcome: 'sanitized' } });
  expect(await journalCodes(jobId)).toContain('record-sealed');
});

it('a drive that stands still is given up as stalled, and the agent goes on', async () => {
  await agent.stop();
  agent = await startAgent(directory, ['--silence-ms', '700']);
  // One block a second: the engine is alive but nothing moves for longer than the patience.
  const { jobId } = await beginSlowWipe(512);
  const { state } = await jobWhen(agent.client, jobId, isEnded);
  expect(state).toMatchObject({ kind: 'ended', verdict: { outcome: 'stalled' } });
});

it('a journal line that a crash tore is cut off and the job goes on; a torn intent began nothing and leaves nothing', async () => {
  const { jobId } = await beginSlowWipe(4_000_000);
  await jobWhen(agent.client, jobId, isDoing('sanitize'));
  await agent.kill();
  const journals = join(directory.state, 'journal');
  appendFileSync(join(journals, `${jobId}.jsonl`), '{"at":"2030-01-01T00:00:00.000Z","code":"overwr');
  const torn = join(journals, '00000000-0000-4000-8000-000000000000.jsonl');
  writeFileSync(torn, '{"at":"2030-01-01T00:00:00.000Z","code":"job-inten');
  agent = await startAgent(directory);
  const { state } = await jobWhen(agent.client, jobId, isEnded);
  expect(state).toMatchObject({ kind: 'ended', verdict: { outcome: 'sanitized' } });
  expect(existsSync(torn)).toBe(false);
  expect((await records()).length).toBe(1);
});

it('a journal that was changed ends its job interrupted, never sanitized, and a copy of it is kept', async () => {
  const { jobId } = await beginSlowWipe(4_000_000);
  await jobWhen(agent.client, jobId, isDoing('sanitize'));
  await agent.kill();
  const path = join(directory.state, 'journal', `${jobId}.jsonl`);
  const lines = readFileSync(path, 'utf8').split('\n');
  const changed = lines.toSpliced(2, 1, lines[2]?.replace('"code"', '"Code"') ?? '').join('\n');
  writeFileSync(path, changed);
  agent = await startAgent(directory);
  const { state } = await jobWhen(agent.client, jobId, isEnded);
  expect(state).toMatchObject({ verdict: { outcome: 'interrupted', reasons: [{ code: 'journal-damaged' }] } });
  expect(readFileSync(`${path}.damaged`, 'utf8')).toBe(changed);
  const { notices } = await agent.client.call('snapshot', {});
  expect(notices).toMatchObject([{ severity: 'damage', reason: { code: 'journal-unreadable' } }]);
});

it('a drive that may no longer be written after the restart ends its job interrupted, with the reason', async () => {
  const { jobId } = await beginSlowWipe(2_000_000);
  await jobWhen(agent.client, jobId, isDoing('sanitize'));
  await agent.kill();
  chmodSync(join(directory.bench, 'bays/bay-01.img'), 0o400);
  agent = await startAgent(directory);
  const { state } = await jobWhen(agent.client, jobId, isEnded);
  expect(state).toMatchObject({
    verdict: {
      outcome: 'interrupted',
      reasons: [{ code: 'drive-refused-after-restart', details: { codes: 'drive-read-only' } }],
    },
  });
});
