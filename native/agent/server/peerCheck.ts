import type { Socket } from 'node:net';
import { z } from 'zod';
import { jsonOutput } from '../tools/jsonOutput.ts';
import type { RunTool, Tool } from '../tools/run.ts';
import type { SystemGroup } from './groupMembers.ts';

export type Peer = { readonly uid: number; readonly gid: number; readonly pid: number };

const peerLine = z.looseObject({
  type: z.literal('peer'),
  pid: z.number().int().positive(),
  uid: z.number().int().nonnegative(),
  gid: z.number().int().nonnegative(),
});

/** Who is at the other end, by the kernel's word (SO_PEERCRED, unix(7)); Node cannot ask, so the engine does. Or why that is not known. */
export async function peerOf(socket: Socket, run: RunTool, engine: Tool): Promise<Peer | { readonly problem: string }> {
  const descriptor = descriptorOf(socket);
  if (descriptor === null) return { problem: 'the connection has no descriptor' };
  const result = await run(engine, ['peer', '--fd', '3'], { timeoutMs: 5_000, descriptors: [descriptor] });
  if (result.ending !== 'exited' || result.exitCode !== 0) {
    return { problem: `the engine did not say who it is (${result.ending}, exit code ${result.exitCode})` };
  }
  const answer = jsonOutput(result, peerLine);
  return answer.read ? answer.value : { problem: answer.why };
}

/** Root, the agent's own user, and members of the group may talk to the agent. Pure. */
export function mayTalk(peer: Peer, ownUid: number, group: SystemGroup | null): boolean {
  if (peer.uid === 0 || peer.uid === ownUid) return true;
  return group !== null && (peer.gid === group.gid || group.uids.has(peer.uid));
}

/** Node keeps the descriptor to itself; without it the peer stays unknown and is turned away. */
function descriptorOf(socket: Socket): number | null {
  const handle: unknown = '_handle' in socket ? socket._handle : null;
  if (typeof handle !== 'object' || handle === null || !('fd' in handle)) return null;
  return typeof handle.fd === 'number' && handle.fd > 2 ? handle.fd : null;
}
