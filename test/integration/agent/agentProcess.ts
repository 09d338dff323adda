import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type AgentContract, agentContract } from '../../../core/contract/agent.ts';
import { type ContractClient, connectContract } from '../../../core/contract/rpcClient.ts';
import type { Job } from '../../../core/domain/job.ts';
import type { Role } from '../../../core/domain/person.ts';
import { socketChannel } from '../../../native/agent/server/socketChannel.ts';

export const REPOSITORY = resolve(import.meta.dirname, '../../..');
export const ENGINE = join(REPOSITORY, 'build/native/wipebench-engine');

/** A station's directory: state and bench live through restarts of the agent. */
export type StationDirectory = { readonly path: string; readonly state: string; readonly bench: string };

export function makeStationDirectory(): StationDirectory {
  const path = mkdtempSync(join(tmpdir(), 'wipebench-agent-test-'));
  return { path, state: join(path, 'state'), bench: join(path, 'bench') };
}

export function removeStationDirectory({ path }: StationDirectory): void {
  rmSync(path, { recursive: true, force: true });
}

/** A real agent process and a client on its socket. */
export type Agent = {
  readonly process: ChildProcess;
  readonly socketPath: string;
  readonly client: ContractClient<AgentContract>;
  readonly log: () => string;
  /** SIGTERM, and waits for the end; answers the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
};

/** Starts `node native/agent/main.ts` on a virtual bench and connects. */
export async function startAgent(directory: StationDirectory, extra: readonly string[] = []): Promise<Agent> {
  const socketPath = join(directory.path, 'agent.sock');
  // Nothing is drawn for quality by chance; a test of the draw says its share in `extra`.
  const share = ['--quality-share-ppm', '0'];
  const argv = ['--socket', socketPath, '--state', directory.state, '--virtual', directory.bench, ...share, ...extra];
  const started = await spawnAgent(argv);
  return { ...started, socketPath, client: await connectClient(socketPath) };
}

/** Starts the agent with any arguments and waits until it says it listens; rejects with what it said instead. */
export async function spawnAgent(argv: readonly string[]): Promise<Omit<Agent, 'client' | 'socketPath'>> {
  const child = spawn(process.execPath, [join(REPOSITORY, 'native/agent/main.ts'), ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  let out = '';
  child.stderr.on('data', (piece: Buffer) => {
    log += piece.toString();
  });
  await new Promise<void>((done, failed) => {
    child.stdout.on('data', (piece: Buffer) => {
      out += piece.toString();
      if (out.includes('wipebench-agent ready ')) done();
    });
    child.once('exit', (code) => failed(new Error(`the agent ended with ${code}: ${log}`)));
  });
  const gone = async () => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return {
    process: child,
    log: () => log,
    async stop() {
      child.kill('SIGTERM');
      await gone();
      return child.exitCode;
    },
    async kill() {
      child.kill('SIGKILL');
      await gone();
    },
  };
}

export async function connectClient(socketPath: string): Promise<ContractClient<AgentContract>> {
  const socket = connect(socketPath);
  const channel = socketChannel(socket, { maxLineBytes: 64 * 1024 * 1024, onProblem: () => undefined });
  const client = connectContract(agentContract, channel, { build: 'test' });
  await client.ready;
  return client;
}

export const PIN = 'bench-1234';

/** What the ledger holds of one kind of act, in its order. */
export async function actsOf(
  client: ContractClient<AgentContract>,
  act: string,
): Promise<{ person: { personId: string } | null; details: Record<string, unknown> }[]> {
  const found: { person: { personId: string } | null; details: Record<string, unknown> }[] = [];
  for (let fromSeq = 0; ; ) {
    const { entries } = await client.call('ledger.read', { fromSeq, limit: 500 });
    if (entries.length === 0) return found;
    fromSeq += entries.length;
    for (const { envelope } of entries) {
      const payload = JSON.parse(Buffer.from(envelope.payload, 'base64').toString());
      if (payload.act === act) found.push(payload);
    }
  }
}

/** Enrols somebody by a shift lead's session and signs them in; answers who and the token. */
export async function enrolAndSignIn(
  client: ContractClient<AgentContract>,
  lead: string,
  name: string,
  roles: Role[],
): Promise<{ personId: string; session: string }> {
  const wanted = { session: lead, name, title: '', roles, pin: PIN, badge: null };
  const { personId } = done(await client.call('people.enrol', wanted));
  return { personId, session: done(await client.call('people.signIn', { personId, pin: PIN })).token };
}

/** Enrols one person with every role as the station's first and signs in; answers the session token. */
export async function signInFirstPerson(client: ContractClient<AgentContract>): Promise<string> {
  const { people } = await client.call('snapshot', {});
  const [first] = people;
  const personId =
    first?.personId ??
    done(
      await client.call('people.enrol', {
        session: null,
        name: 'Alma Ruiz',
        title: 'Shift lead',
        roles: ['technician', 'quality', 'shift-lead'],
        pin: PIN,
        badge: null,
      }),
    ).personId;
  return done(await client.call('people.signIn', { personId, pin: PIN })).token;
}

export type PlugOptions = {
  readonly bayId?: string;
  readonly serialNumber?: string;
  readonly sizeMiB?: number;
  readonly maxBytesPerSecond?: number | null;
  readonly fileSystem?: 'ext4' | 'ntfs' | 'none';
};

/** Plugs a virtual drive and answers its driveId. */
export async function plugDrive(client: ContractClient<AgentContract>, options: PlugOptions = {}): Promise<string> {
  const { bayId = 'bay-01', serialNumber = 'WBTEST00017A3F', sizeMiB = 8 } = options;
  done(
    await client.call('virtual.plug', {
      bayId,
      sizeBytes: sizeMiB * 1024 * 1024,
      model: 'Virtual Test Drive',
      serialNumber,
      mediaType: 'magnetic',
      fileSystem: options.fileSystem ?? 'none',
      maxBytesPerSecond: options.maxBytesPerSecond ?? null,
    }),
  );
  const { drives } = await client.call('snapshot', {});
  const found = drives.find((drive) => drive.bayId === bayId);
  if (found === undefined) throw new Error(`no drive in ${bayId} after plugging`);
  return found.driveId;
}

export type StartOptions = {
  readonly policyId?: string;
  readonly techniqueId?: 'overwrite-zeros' | 'overwrite-stream';
};

/** Preflight and start of a wipe whose serial ends in `serialTail`. */
export async function startWipe(
  client: ContractClient<AgentContract>,
  session: string,
  driveId: string,
  serialTail = '7A3F',
  { policyId = 'nist-clear', techniqueId = 'overwrite-zeros' }: StartOptions = {},
): Promise<Job> {
  const { token } = done(await client.call('preflight', { session, driveId, policyId, techniqueId }));
  const asset = { assetTag: 'TAG-1', lotName: 'LOT-1' };
  return done(await client.call('jobs.start', { session, token, serialTail, asset }));
}

/** Waits until a job of the snapshot satisfies `wanted`; no clock decides but the test's own time limit. */
export async function jobWhen(
  client: ContractClient<AgentContract>,
  jobId: string,
  wanted: (job: Job) => boolean,
): Promise<Job> {
  for (;;) {
    const { jobs } = await client.call('snapshot', {});
    const found = jobs.find((job) => job.jobId === jobId);
    if (found !== undefined && wanted(found)) return found;
    await new Promise((next) => setTimeout(next, 30));
  }
}

export const isEnded = (job: Job): boolean => job.state.kind === 'ended';

/** The value of an answer that must not be a refusal. */
export function done<T>(answer: { outcome: 'done'; value: T } | { outcome: 'refused'; refusals: unknown[] }): T {
  if (answer.outcome === 'done') return answer.value;
  throw new Error(`refused: ${JSON.stringify(answer.refusals)}`);
}

/** The codes of an answer that must be a refusal. */
export function refusedCodes(
  answer: { outcome: 'done'; value: unknown } | { outcome: 'refused'; refusals: { code: string }[] },
): string[] {
  if (answer.outcome === 'refused') return answer.refusals.map(({ code }) => code);
  throw new Error(`not refused: ${JSON.stringify(answer.value)}`);
}
