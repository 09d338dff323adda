import { lstat } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Channel } from '../../../core/contract/rpc.ts';
import { isCode } from '../paths/durableFile.ts';
import { lineChannel } from './lineChannel.ts';

/** Why the agent's socket is not used; `message` is one sentence for a person. */
export class AgentUnreachable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AgentUnreachable';
  }
}

/**
 * Opens the agent's UNIX socket. Refuses (`AgentUnreachable`) one that belongs to neither root nor the station's own user: whoever owns the
 * socket answers in the agent's name and would be told PINs.
 */
export async function dialAgent(path: string, ownUserId: number = process.getuid?.() ?? -1): Promise<Channel> {
  const found = await lstat(path).catch((cause: unknown) => {
    if (isCode(cause, 'ENOENT') || isCode(cause, 'ENOTDIR'))
      throw new AgentUnreachable(`there is no agent socket at ${path}`);
    throw cause;
  });
  if (!found.isSocket()) throw new AgentUnreachable(`${path} is not a socket`);
  if (found.uid !== 0 && found.uid !== ownUserId) {
    throw new AgentUnreachable(
      `the socket ${path} belongs to user ${found.uid}, neither root nor this user; it is not trusted`,
    );
  }
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    const refused = (cause: Error) =>
      reject(new AgentUnreachable(`the agent at ${path} does not answer: ${cause.message}`));
    socket.once('error', refused);
    socket.once('connect', () => {
      socket.off('error', refused);
      resolve(lineChannel(socket));
    });
  });
}
