import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromBase64 } from '../../../core/record/bytes.ts';
import { CHECKED_AT_START } from '../../../native/agent/ledger/openChain.ts';
import { makeLongLedger } from '../../bench/longLedger.ts';
import {
  type Agent,
  done,
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

const zeros = { policyId: 'nist-clear', techniqueId: 'overwrite-zeros' } as const;
let directory: StationDirectory;
let agent: Agent;

beforeEach(() => {
  directory = makeStationDirectory();
});
afterEach(async () => {
  await agent.stop();
  removeStationDirectory(directory);
});

async function wipeOne(): Promise<{ recordId: string; session: string }> {
  const session = await signInFirstPerson(agent.client);
  const { jobId } = await startWipe(agent.client, session, await plugDrive(agent.client));
  const { state } = await jobWhen(agent.client, jobId, isEnded);
  if (state.kind !== 'ended') throw new Error('not ended');
  return { recordId: state.recordId, session };
}

const ledgerPath = () => join(directory.state, 'ledger.jsonl');
const noticeCodes = async () => (await agent.client.call('snapshot', {})).notices.map(({ reason }) => reason.code);

it('a ledger line torn by a crash is kept aside, taken off, and the repair is told and sealed', async () => {
  agent = await startAgent(directory);
  await wipeOne();
  const { ledgerEntries } = await agent.client.call('snapshot', {});
  await agent.kill();
  const torn = '{"envelope":{"payload":"eyJhY3QiOiJzdGF0';
  appendFileSync(ledgerPath(), torn);
  agent = await startAgent(directory);
  expect(await noticeCodes()).toEqual(['ledger-repaired']);
  const copy = readdirSync(directory.state).find((name) => name.startsWith('torn-'));
  expect(readFileSync(join(directory.state, copy ?? 'none'), 'utf8')).toBe(torn);
  const after = await agent.client.call('snapshot', {});
  expect(after.ledgerEntries).toBe(ledgerEntries + 1);
  const [repair] = (await agent.client.call('ledger.read', { fromSeq: ledgerEntries, limit: 1 })).entries;
  const act = JSON.parse(Buffer.from(fromBase64(repair?.envelope.payload ?? '')).toString());
  expect(act).toMatchObject({ act: 'ledger-repaired', details: { bytes: torn.length, copy } });
  await wipeAgain();
});

async function wipeAgain(): Promise<void> {
  done(await agent.client.call('virtual.unplug', { bayId: 'bay-01' }));
  await wipeOne();
}

it.each([
  ['one letter of a payload is changed', (text: string) => text.replace('"payload":"eyJhY3Q', '"payload":"eyJhY3R')],
  ['an entry is dropped from the middle', (text: string) => text.split('\n').toSpliced(1, 1).join('\n')],
  [
    'two entries change places',
    (text: string) => {
      const [first = '', second = '', third = '', ...rest] = text.split('\n');
      return [first, third, second, ...rest].join('\n');
    },
  ],
  [
    'the last entry is cut off at its line',
    (text: string) => text.trimEnd().split('\n').slice(0, -1).join('\n').concat('\n'),
  ],
  ['a space is added', (text: string) => text.replace('{"envelope"', '{ "envelope"')],
  ['a signature is another', (text: string) => text.replace(/"sig":"../, '"sig":"AA')],
])('when %s, nothing is wiped or sealed any more, and reading goes on', async (_what, change) => {
  agent = await startAgent(directory);
  const { recordId } = await wipeOne();
  await agent.stop();
  writeFileSync(ledgerPath(), change(readFileSync(ledgerPath(), 'utf8')));
  agent = await startAgent(directory);
  const { notices } = await agent.client.call('snapshot', {});
  expect(notices).toMatchObject([{ severity: 'damage', reason: { code: 'ledger-damaged' } }]);
  const { people } = await agent.client.call('snapshot', {});
  const signIn = await agent.client.call('people.signIn', { personId: people[0]?.personId ?? '', pin: 'bench-1234' });
  const session = done(signIn).token;
  const driveId = (await agent.client.call('snapshot', {})).drives[0]?.driveId ?? '';
  expect(refusedCodes(await agent.client.call('preflight', { session, driveId, ...zeros }))).toEqual([
    'ledger-damaged',
  ]);
  const issue = { session, recordId, mediaSource: null, destination: null };
  const refused = refusedCodes(await agent.client.call('certificates.issue', issue));
  expect(['ledger-damaged', 'record-unknown']).toContain(refused[0]);
  expect(await agent.client.call('ledger.checkpoint', { entries: 1 })).toEqual({ checkpoint: null });
  await agent.client.call('ledger.read', { fromSeq: 0, limit: 500 });
  const size = readFileSync(ledgerPath()).length;
  await agent.stop();
  expect(readFileSync(ledgerPath()).length).toBe(size);
});

it('without its key a station with a ledger does not begin again as another one', async () => {
  agent = await startAgent(directory);
  await agent.stop();
  const key = join(directory.state, 'station-key.pem');
  const pem = readFileSync(key);
  rmSync(key);
  await expect(startAgent(directory)).rejects.toThrow(/missing although this station has a ledger/);
  expect(existsSync(key)).toBe(false);
  writeFileSync(key, pem, { mode: 0o600 });
  agent = await startAgent(directory);
  expect(await noticeCodes()).toEqual([]);
});

it('an ended job whose record was not sealed before the crash is sealed exactly once at the next start', async () => {
  agent = await startAgent(directory);
  const { recordId } = await wipeOne();
  await agent.stop();
  // Puts the station back to the moment between the journal's end and the seal: the record's entry and everything after it never were.
  const lines = readFileSync(ledgerPath(), 'utf8').trimEnd().split('\n');
  const at = lines.findIndex((line) => line.includes('vnd.wipebench.record.v1'));
  truncateSync(ledgerPath(), Buffer.byteLength(`${lines.slice(0, at).join('\n')}\n`));
  for (const name of ['checkpoint.txt', 'ledger-index.sqlite']) rmSync(join(directory.state, name));
  const done = join(directory.state, 'journal/done');
  const [name = ''] = readdirSync(done);
  const journal = readFileSync(join(done, name), 'utf8').trimEnd().split('\n');
  writeFileSync(join(directory.state, 'journal', name), `${journal.slice(0, -1).join('\n')}\n`);
  rmSync(join(done, name));
  for (let start = 0; start < 2; start += 1) {
    agent = await startAgent(directory);
    const job = await jobWhen(agent.client, name.replace('.jsonl', ''), isEnded);
    expect(job.state).toMatchObject({ kind: 'ended', recordId, recordSeq: at, verdict: { outcome: 'sanitized' } });
    await agent.stop();
    const sealed = readFileSync(ledgerPath(), 'utf8')
      .split('\n')
      .filter((line) => line.includes('record.v1'));
    expect(sealed).toHaveLength(1);
  }
});

it('a change far behind what a start looks at is told while the agent works, and then nothing is sealed any more', async () => {
  await makeLongLedger(directory.state, 2 * CHECKED_AT_START);
  const lines = readFileSync(ledgerPath(), 'utf8').split('\n');
  const changed = (lines[3] ?? '').replace('"payload":"eyJhY3Q', '"payload":"eyJhY3R');
  writeFileSync(ledgerPath(), lines.with(3, changed).join('\n'));
  agent = await startAgent(directory);
  while ((await noticeCodes()).length === 0) await new Promise((next) => setTimeout(next, 50));
  const { notices } = await agent.client.call('snapshot', {});
  expect(notices).toMatchObject([{ severity: 'damage', reason: { code: 'ledger-damaged', details: { entry: 3 } } }]);
  const enrol = { session: null, name: 'A', title: '', roles: ['shift-lead' as const], pin: 'bench-1234', badge: null };
  expect(refusedCodes(await agent.client.call('people.enrol', enrol))).toEqual(['ledger-damaged']);
});

const canMount = process.getuid?.() === 0 && tryMount();

function tryMount(): boolean {
  const probe = makeStationDirectory();
  try {
    execFileSync('/usr/bin/mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe.path], { stdio: 'ignore' });
    execFileSync('/usr/bin/umount', [probe.path]);
    return true;
  } catch {
    return false;
  } finally {
    removeStationDirectory(probe);
  }
}
if (!canMount) console.log('skipped: the full-disk test needs root and mount(8) of a tmpfs');

describe.skipIf(!canMount)('on a full disk', () => {
  it('nothing half-written stays, the job keeps its verdict, and its record is sealed when there is room again', async () => {
    mkdirSync(directory.state, { mode: 0o700 });
    execFileSync('/usr/bin/mount', ['-t', 'tmpfs', '-o', 'size=512k,mode=0700', 'tmpfs', directory.state]);
    try {
      agent = await startAgent(directory);
      const session = await signInFirstPerson(agent.client);
      const driveId = await plugDrive(agent.client, { maxBytesPerSecond: 8_000_000 });
      const { jobId } = await startWipe(agent.client, session, driveId);
      await jobWhen(agent.client, jobId, ({ state }) => state.kind === 'running' && state.phase === 'sanitize');
      const ballast = join(directory.state, 'ballast');
      fill(ballast);
      for (let told = false; !told; ) {
        told = (await noticeCodes()).includes('record-waits-for-space');
        await new Promise((next) => setTimeout(next, 50));
      }
      const before = readFileSync(ledgerPath(), 'utf8');
      expect(before.endsWith('\n')).toBe(true);
      const other = await plugDrive(agent.client, { bayId: 'bay-02', serialNumber: 'OTHER0002' });
      const asked = await agent.client.call('preflight', { session, driveId: other, ...zeros });
      if (asked.outcome === 'done') {
        const asset = { assetTag: null, lotName: null };
        const { token } = asked.value;
        const answer = await agent.client.call('jobs.start', { session, token, serialTail: '0002', asset });
        expect(refusedCodes(answer)).toContain('storage-full');
      }
      rmSync(ballast);
      const { state } = await jobWhen(agent.client, jobId, isEnded);
      expect(state).toMatchObject({ kind: 'ended', verdict: { outcome: 'sanitized' } });
      await agent.stop();
      agent = await startAgent(directory);
      expect(await noticeCodes()).toEqual([]);
    } finally {
      await agent.stop();
      execFileSync('/usr/bin/umount', [directory.state]);
    }
  });
});

/** Takes all room of the file system, to the last byte. */
function fill(path: string): void {
  const piece = Buffer.alloc(4096, 'x');
  try {
    for (;;) appendFileSync(path, piece);
  } catch (cause) {
    if (!(cause instanceof Error) || !cause.message.includes('ENOSPC')) throw cause;
  }
}
