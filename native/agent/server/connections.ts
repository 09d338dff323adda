import type { Socket } from 'node:net';
import type { AgentContract } from '../../../core/contract/agent.ts';
import { MAX_FRAME_LENGTH } from '../../../core/contract/rpc.ts';
import type { ContractServer } from '../../../core/contract/rpcServer.ts';
import type { RunTool, Tool } from '../tools/run.ts';
import type { AgentLog } from './agentLog.ts';
import type { SystemGroup } from './groupMembers.ts';
import { mayTalk, type Peer, peerOf } from './peerCheck.ts';
import { socketChannel } from './socketChannel.ts';

/** More connections than any station needs; beyond it new ones are turned away. */
const MOST_CONNECTIONS = 64;
const HELLO_MS = 10_000;

export type ConnectionNeeds = {
  readonly server: ContractServer<AgentContract, Peer | null>;
  readonly run: RunTool;
  /** Without an engine nobody can say who is calling: then only a socket that its owner alone can open (`ownerOnly`) is served. */
  readonly engine: Tool | null;
  readonly ownerOnly: boolean;
  readonly group: () => SystemGroup | null;
  readonly log: AgentLog;
};

/** Takes new connections: who is it, then the first frame in time, then the contract. Nothing is read before the peer is known. */
export function takeConnections(needs: ConnectionNeeds): (socket: Socket) => void {
  const { server, log } = needs;
  let count = 0;
  return (socket) => {
    count += 1;
    socket.once('close', () => {
      count -= 1;
    });
    socket.on('error', (error) => log.info('connection-error', { why: error.message }));
    if (count > MOST_CONNECTIONS) {
      log.warn('too-many-connections', { count });
      socket.destroy();
      return;
    }
    admit(needs, socket).then(
      (peer) => {
        if (peer !== 'refused' && !socket.destroyed) serve(socket, peer, server, log);
      },
      (cause: unknown) => {
        log.error('peer-check-failed', { why: String(cause) });
        socket.destroy();
      },
    );
  };
}

async function admit(needs: ConnectionNeeds, socket: Socket): Promise<Peer | null | 'refused'> {
  const { engine, run, log } = needs;
  const turnAway = (facts: Record<string, unknown>): 'refused' => {
    log.warn('peer-refused', facts);
    socket.destroy();
    return 'refused';
  };
  if (engine === null) return needs.ownerOnly ? null : turnAway({ why: 'the engine that names the peer is missing' });
  const peer = await peerOf(socket, run, engine);
  if ('problem' in peer) return needs.ownerOnly ? null : turnAway({ why: peer.problem });
  return mayTalk(peer, process.getuid?.() ?? -1, needs.group()) ? peer : turnAway({ ...peer, why: 'not a member' });
}

function serve(socket: Socket, peer: Peer | null, server: ConnectionNeeds['server'], log: AgentLog): void {
  const channel = socketChannel(socket, {
    maxLineBytes: MAX_FRAME_LENGTH,
    onProblem: (code, why) => log.warn(code, { why, uid: peer?.uid }),
  });
  const impatience = setTimeout(() => channel.close('no hello in time'), HELLO_MS);
  socket.once('data', () => clearTimeout(impatience));
  channel.onClose((why) => {
    clearTimeout(impatience);
    log.info('peer-left', { why, uid: peer?.uid });
  });
  log.info('peer-came', { uid: peer?.uid, pid: peer?.pid });
  server.accept(channel, peer);
}
