import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fromBase64 } from '../../../core/record/bytes.ts';
import { type RecordV1, recordV1 } from '../../../core/record/recordV1.ts';
import {
  type Agent,
  ENGINE,
  isEnded,
  jobWhen,
  makeStationDirectory,
  plugDrive,
  refusedCodes,
  removeStationDirectory,
  type StationDirectory,
  signInFirstPerson,
  startAgent,
  startWipe,
} from './agentProcess.ts';

const SIZE = 8 * 1024 * 1024;
let directory: StationDirectory;
let agent: Agent | null = null;

beforeEach(() => {
  directory = makeStationDirectory();
});
afterEach(async () => {
  await agent?.stop();
  agent = null;
  removeStationDirectory(directory);
});

/**
 * The real engine behind a program that plays a bad drive: for the verb named in `plays` it prints these lines instead of doing the work;
 * everything else goes to the engine as it is, the held descriptor with it.
 */
function enginePlaying(plays: string, lines: readonly object[], exitCode: number, then = ''): string {
  const path = join(directory.path, 'engine');
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  writeFileSync(
    path,
    `#!${process.execPath}
const argv = process.argv.slice(2);
const verb = argv[0] === 'canary' ? argv.slice(0, 2).join(' ') : argv[0];
if (verb === ${JSON.stringify(plays)}) {
  process.stdout.write(${JSON.stringify(text)});
  process.exitCode = ${exitCode};
  ${then}
} else {
  const stdio = argv.includes('--fd') ? ['ignore', 'inherit', 'inherit', 3] : ['ignore', 'inherit', 'inherit'];
  process.exitCode = require('node:child_process').spawnSync(${JSON.stringify(ENGINE)}, argv, { stdio }).status;
}
`,
  );
  chmodSync(path, 0o755);
  return path;
}

async function wipeWith(engine: string, extra: readonly string[] = []): Promise<RecordV1> {
  agent = await startAgent(directory, ['--engine', engine, ...extra]);
  const { client } = agent;
  const session = await signInFirstPerson(client);
  const { jobId } = await startWipe(client, session, await plugDrive(client));
  const { state } = await jobWhen(client, jobId, isEnded);
  if (state.kind !== 'ended') throw new Error('not ended');
  const issue = { session, recordId: state.recordId, mediaSource: null, destination: null };
  expect(refusedCodes(await client.call('certificates.issue', issue))).toEqual(['record-not-passing']);
  const [entry] = (await client.call('ledger.read', { fromSeq: state.recordSeq, limit: 1 })).entries;
  return recordV1.parse(JSON.parse(Buffer.from(fromBase64(entry?.envelope.payload ?? '')).toString()));
}

const begin = (verb: string) => ({ type: 'begin', verb, engineVersion: '0', sizeBytes: SIZE });
const end = (verb: string, outcome: string, facts: object = {}) => ({ type: 'end', verb, outcome, ...facts });
const badWrite = { type: 'bad-range', operation: 'write', firstLba: 100, lastLba: 107, errno: 5, errnoName: 'EIO' };
const badRead = { ...badWrite, operation: 'read' };

it('a drive that says “written” and writes nothing is caught by its canaries', async () => {
  const lie = end('overwrite', 'completed', { durableBytes: SIZE, bytesWritten: SIZE, badBlocks: 0 });
  const record = await wipeWith(enginePlaying('overwrite', [begin('overwrite'), lie], 0));
  expect(record.verdict.outcome).toBe('failed');
  expect(record.verdict.reasons.map(({ code }) => code)).toContain('canary-survived');
  expect(record.canaries?.survivors).toBeGreaterThan(0);
});

it('a drive that also forgets its canaries is caught by the read-back', async () => {
  const lie = end('canary check', 'completed', {
    checked: 66,
    gone: 66,
    survivors: 0,
    partialSurvivors: 0,
    unreadable: 0,
  });
  const written = end('overwrite', 'completed', { durableBytes: SIZE, bytesWritten: SIZE, badBlocks: 0 });
  const path = enginePlaying('overwrite', [begin('overwrite'), written], 0);
  const first = join(directory.path, 'first');
  const { readFileSync } = await import('node:fs');
  writeFileSync(first, readFileSync(path, 'utf8'), { mode: 0o755 });
  const second = enginePlaying('canary check', [begin('canary check'), lie], 0);
  writeFileSync(second, readFileSync(second, 'utf8').replaceAll(JSON.stringify(ENGINE), JSON.stringify(first)));
  const record = await wipeWith(second);
  expect(record.verdict.outcome).toBe('failed');
  expect(record.verdict.reasons.map(({ code }) => code)).toContain('earlier-data-found');
  expect(record.verification?.mismatchBytes).toBeGreaterThan(0);
});

it('unwritable sectors fail the drive, and the record lists them', async () => {
  const facts = {
    durableBytes: SIZE,
    bytesWritten: SIZE - 4096,
    badBlocks: 8,
    reason: '8 blocks could not be written.',
  };
  const lines = [begin('overwrite'), badWrite, end('overwrite', 'findings', facts)];
  const record = await wipeWith(enginePlaying('overwrite', lines, 1));
  expect(record.verdict.outcome).toBe('failed');
  expect(record.verdict.reasons).toContainEqual({ code: 'unwritable-sectors', details: { blocks: 8 } });
  expect(record.technique.passes).toMatchObject([{ badBlocks: 8, writtenBytes: SIZE - 4096 }]);
  expect(record.badRanges).toEqual([{ firstLba: 100, lastLba: 107, operation: 'write', error: 'EIO' }]);
  expect(record.verification).toBeNull();
});

it('unreadable sectors in the read-back fail the drive', async () => {
  const facts = { bytesRead: SIZE - 4096, badBlocks: 8, mismatchBytes: 0 };
  const record = await wipeWith(
    enginePlaying('verify', [begin('verify'), badRead, end('verify', 'findings', facts)], 1),
  );
  expect(record.verdict.outcome).toBe('failed');
  expect(record.verdict.reasons).toContainEqual({ code: 'unreadable-sectors', details: { blocks: 8 } });
});

it.each([
  ['too-many-bad', 1, 'failed', 'too-many-bad-sectors'],
  ['fault', 5, 'failed', 'drive-fault'],
  ['device-lost', 5, 'interrupted', 'drive-vanished'],
  ['refused', 4, 'interrupted', 'engine-refused'],
  ['stopped', 3, 'interrupted', 'engine-stopped-from-outside'],
])('an overwrite that ends “%s” (exit code %i) is %s', async (outcome, exitCode, verdictOutcome, code) => {
  const lines = [begin('overwrite'), end('overwrite', outcome, { reason: 'as played' })];
  const record = await wipeWith(enginePlaying('overwrite', lines, exitCode));
  expect(record.verdict.outcome).toBe(verdictOutcome);
  expect(record.verdict.reasons.map((reason) => reason.code)).toContain(code);
});

it('an engine that dies in the read-back leaves the drive interrupted', async () => {
  const record = await wipeWith(enginePlaying('verify', [begin('verify')], 0, "process.kill(process.pid, 'SIGKILL');"));
  expect(record.verdict).toMatchObject({ outcome: 'interrupted', reasons: [{ code: 'engine-died' }] });
});

it('an engine that says something unknown leaves the drive unverified', async () => {
  const lines = [begin('verify'), { type: 'miracle' }, end('verify', 'completed', { bytesRead: SIZE })];
  const record = await wipeWith(enginePlaying('verify', lines, 0));
  expect(record.verdict.outcome).toBe('unverified');
});

it('a read-back that says “completed” after fewer bytes is not believed', async () => {
  const lines = [
    begin('verify'),
    end('verify', 'completed', { bytesRead: SIZE - 512, badBlocks: 0, mismatchBytes: 0 }),
  ];
  const record = await wipeWith(enginePlaying('verify', lines, 0));
  expect(record.verdict).toMatchObject({ outcome: 'unverified', reasons: [{ code: 'read-back-short' }] });
});

it('an engine that hangs and does not heed SIGTERM is given up, and the agent answers meanwhile', async () => {
  // The agent ends before it would kill this one; nothing is left behind all the same.
  const hang =
    "const agent = process.ppid; process.on('SIGTERM', () => {}); setInterval(() => process.ppid === agent || process.exit(), 1000);";
  const record = await wipeWith(enginePlaying('overwrite', [begin('overwrite')], 0, hang), ['--silence-ms', '600']);
  expect(record.verdict).toMatchObject({ outcome: 'stalled', reasons: [{ code: 'progress-stood-still' }] });
  expect(record.drive.identityAfter).toBe('not-read');
});
