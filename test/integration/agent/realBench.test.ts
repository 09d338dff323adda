import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentContract } from '../../../core/contract/agent.ts';
import type { ContractClient } from '../../../core/contract/rpcClient.ts';
import type { Drive } from '../../../core/domain/drive.ts';
import {
  type Agent,
  connectClient,
  done,
  isEnded,
  jobWhen,
  makeStationDirectory,
  REPOSITORY,
  refusedCodes,
  removeStationDirectory,
  type StationDirectory,
  signInFirstPerson,
  spawnAgent,
  startWipe,
} from './agentProcess.ts';

const run = (program: string, ...argv: string[]): string => execFileSync(program, argv, { encoding: 'utf8' }).trim();
const whyNot = reasonToSkip();
if (whyNot !== null) console.log(`skipped: real bench of the agent: ${whyNot}`);

function reasonToSkip(): string | null {
  if (process.getuid?.() !== 0) return 'needs root';
  const probe = makeStationDirectory();
  const image = join(probe.path, 'probe.img');
  try {
    writeFileSync(image, '');
    truncateSync(image, 1024 * 1024);
    const loop = run('/usr/sbin/losetup', '--find', '--show', image);
    run('/usr/sbin/losetup', '--detach', loop);
    return null;
  } catch (cause) {
    return `no loop device can be set up (${cause instanceof Error ? cause.message.split('\n')[0] : cause})`;
  } finally {
    removeStationDirectory(probe);
  }
}

const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

describe.skipIf(whyNot !== null)('the agent on real block devices', () => {
  let directory: StationDirectory;
  let agent: Omit<Agent, 'client' | 'socketPath'>;
  let client: ContractClient<AgentContract>;
  let image: string;
  let loop: string | null;
  let mountPoint: string | null;

  beforeEach(async () => {
    directory = makeStationDirectory();
    loop = null;
    mountPoint = null;
    image = join(directory.path, 'disk.img');
    writeFileSync(image, '');
    truncateSync(image, 16 * 1024 * 1024);
    run('/usr/sbin/mke2fs', '-q', '-t', 'ext4', '-F', image);
    loop = run('/usr/sbin/losetup', '--find', '--show', image);
    agent = await spawnAgent([
      ...['--socket', join(directory.path, 'run/agent.sock'), '--state', directory.state],
      ...['--allow-loop', '--group', 'wipebench-no-such-group'],
    ]);
    client = await connectClient(join(directory.path, 'run/agent.sock'));
  });
  afterEach(async () => {
    await agent.stop();
    if (mountPoint !== null) run('/usr/bin/umount', mountPoint);
    if (loop !== null) run('/usr/sbin/losetup', '--detach', loop);
    removeStationDirectory(directory);
  });

  async function ourDrive(): Promise<Drive> {
    for (;;) {
      const { drives } = await client.call('snapshot', {});
      const found = drives.find(({ kernelName }) => `/dev/${kernelName}` === loop);
      if (found !== undefined) return found;
      await new Promise((next) => setTimeout(next, 100));
    }
  }

  it('wipes a loop device to a sealed record that is not called virtual', async () => {
    const session = await signInFirstPerson(client);
    const { driveId, serialNumber } = await ourDrive();
    const { jobId } = await startWipe(client, session, driveId, serialNumber?.slice(-4));
    const { state } = await jobWhen(client, jobId, isEnded);
    expect(state).toMatchObject({ kind: 'ended', verdict: { outcome: 'sanitized' } });
    expect((await client.call('snapshot', {})).station.virtual).toBe(false);
    expect(readFileSync(image).every((byte) => byte === 0)).toBe(true);
    const plug = { bayId: 'bay-01', model: 'x', serialNumber: 'y', mediaType: 'flash', fileSystem: 'none' } as const;
    const answer = await client.call('virtual.plug', { ...plug, sizeBytes: 1 << 20, maxBytesPerSecond: null });
    expect(refusedCodes(answer)).toEqual(['not-virtual']);
  });

  it('a drive that is mounted between preflight and start is refused and not one byte of it changes', async () => {
    const session = await signInFirstPerson(client);
    const { driveId, serialNumber } = await ourDrive();
    const asked = { session, driveId, policyId: 'nist-clear', techniqueId: 'overwrite-zeros' } as const;
    const { token } = done(await client.call('preflight', asked));
    const where = join(directory.path, 'mounted');
    mkdirSync(where);
    run('/usr/bin/mount', '-o', 'ro', loop ?? '', where);
    mountPoint = where;
    const before = sha256(image);
    const asset = { assetTag: null, lotName: null };
    const serialTail = serialNumber?.slice(-4) ?? '';
    expect(refusedCodes(await client.call('jobs.start', { session, token, serialTail, asset }))).toContain(
      'drive-mounted',
    );
    expect(refusedCodes(await client.call('preflight', asked))).toContain('drive-mounted');
    run('/usr/bin/sync');
    expect(sha256(image)).toBe(before);
    const { jobs } = await client.call('snapshot', {});
    expect(jobs).toEqual([]);
  });

  it('another user is turned away by the kernel’s word on who is calling, even where the socket file would let them in', async () => {
    const socketPath = join(directory.path, 'run/agent.sock');
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
    chmodSync(directory.path, 0o755);
    chmodSync(socketPath, 0o666);
    const script = `
      const socket = require('node:net').connect(${JSON.stringify(socketPath)});
      let heard = '';
      socket.on('data', (piece) => { heard += piece; });
      socket.on('close', () => console.log(JSON.stringify(heard)));
      socket.on('error', () => {});`;
    const node = join(directory.path, 'node');
    writeFileSync(node, readFileSync(process.execPath), { mode: 0o755 });
    chownSync(node, 0, 0);
    expect(
      run(
        node,
        '-e',
        script.replace("socket.on('data',", "socket.once('data', () => socket.end()); socket.on('data',"),
      ),
    ).toContain('hello');
    const said = run('/usr/bin/setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups', node, '-e', script);
    expect(said).toBe('""');
    // The log was not read while the programs above ran.
    while (!agent.log().includes('"msg":"peer-refused"')) await new Promise((next) => setTimeout(next, 20));
    expect(agent.log()).toMatch(/"uid":65534,.*"why":"not a member"/);
    expect((await client.call('snapshot', {})).notices.map(({ reason }) => reason.code)).toContain('group-missing');
  });
});

it.skipIf(process.getuid?.() !== 0)(
  'a member of the group is let in by the socket file and by the peer check',
  async () => {
    const directory = makeStationDirectory();
    const socketPath = join(directory.path, 'run/agent.sock');
    const agent = await spawnAgent(['--socket', socketPath, '--state', directory.state, '--group', 'nogroup']);
    try {
      expect(statSync(socketPath).mode & 0o777).toBe(0o660);
      chmodSync(directory.path, 0o755);
      const node = join(directory.path, 'node');
      writeFileSync(node, readFileSync(process.execPath), { mode: 0o755 });
      const script = `require('node:net').connect(${JSON.stringify(socketPath)}).once('data', (piece) => { console.log(String(piece)); process.exit(); })`;
      const said = run('/usr/bin/setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups', node, '-e', script);
      expect(said).toContain('"t":"hello"');
    } finally {
      await agent.stop();
      removeStationDirectory(directory);
    }
  },
);

it.skipIf(process.getuid?.() !== 0)('without root the real bench says what it needs', () => {
  const main = join(REPOSITORY, 'native/agent/main.ts');
  const argv = ['--socket', '/nonexistent/a', '--state', '/nonexistent/b'];
  const script = `process.getuid = () => 1000; process.argv = ${JSON.stringify(['node', main, ...argv])}; import(${JSON.stringify(main)})`;
  expect(() => execFileSync(process.execPath, ['-e', script], { stdio: 'pipe' })).toThrow(
    /needs root to work on real drives/,
  );
});
