import type { Socket } from 'node:net';
import { join } from 'node:path';
import { type AgentContract, agentContract } from '../../../core/contract/agent.ts';
import { type ContractClient, connectContract } from '../../../core/contract/rpcClient.ts';
import { socketChannel } from '../../../native/agent/server/socketChannel.ts';
import { AGENT_FILE, COMPILE_CACHE } from './agentFile.ts';
import type { GuestLink } from './guestLink.ts';
import { PROJECT } from './labPaths.ts';

export type GuestAgentOptions = {
  readonly silenceMs?: number;
  readonly patienceMs?: number;
  /** Arguments besides socket and state. */
  readonly argv?: readonly string[];
};

/** The real agent, root of the guest, on the guest's drives. Its state lies in the shared folder and lives through power cuts. */
export type GuestAgent = {
  readonly client: ContractClient<AgentContract>;
  readonly pid: number;
  /** One more connection to it, as plain bytes. */
  open(): Promise<Socket>;
  /** One more client. */
  connect(): Promise<ContractClient<AgentContract>>;
  log(): string;
  /** SIGTERM, and waits for the end; answers the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
};

const SOCKET = '/run/wipebench/agent.sock';
/** As the guest sees it; on the host it is `out/agent-state` in the bench's folder. */
export const AGENT_STATE_IN_GUEST = '/run/out/agent-state';

/** Starts the agent, as the one file that a package ships, in the guest and connects. Rejects with what the agent said when it does not begin. */
export async function startGuestAgent(link: GuestLink, options: GuestAgentOptions = {}): Promise<GuestAgent> {
  const { silenceMs, patienceMs, argv = [] } = options;
  const process = await link.start(
    [
      ...['env', `NODE_COMPILE_CACHE=${COMPILE_CACHE}`],
      ...[join(PROJECT, 'node_modules/node/bin/node'), AGENT_FILE],
      ...['--socket', SOCKET, '--state', AGENT_STATE_IN_GUEST, '--name', 'Lab bench'],
      ...(silenceMs === undefined ? [] : ['--silence-ms', String(silenceMs)]),
      ...(patienceMs === undefined ? [] : ['--patience-ms', String(patienceMs)]),
      ...argv,
    ],
    null,
  );
  let ended = false;
  const end = process.ended.then(
    (result) => {
      ended = true;
      return result;
    },
    (error: unknown) => {
      ended = true;
      throw error;
    },
  );
  end.catch(() => undefined);
  while (!process.stdout().includes('wipebench-agent ready ')) {
    if (ended) throw new Error(`the agent ended in the guest: ${process.stdout()}${process.stderr()}`);
    await new Promise((next) => setTimeout(next, 50));
  }
  const open = (): Promise<Socket> => link.openSocket(SOCKET);
  const connect = async (): Promise<ContractClient<AgentContract>> => {
    const socket = await open();
    const channel = socketChannel(socket, { maxLineBytes: 64 * 1024 ** 2, onProblem: () => undefined });
    const client = connectContract(agentContract, channel, { build: 'lab', callTimeoutMs: 240_000 });
    await client.ready;
    return client;
  };
  return {
    client: await connect(),
    pid: process.pid,
    open,
    connect,
    log: process.stderr,
    async stop() {
      process.signal('SIGTERM');
      return (await end).code;
    },
    async kill() {
      process.signal('SIGKILL');
      await end;
    },
  };
}
