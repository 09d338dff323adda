import { createServer, type Server } from 'node:net';
import type { GuestAgent } from './guestAgent.ts';

/**
 * Listens on a UNIX socket of the host and carries every connection to the agent in the guest, so that a station (or the window on it) works
 * on a lab bench as on its own. Only the user who started it can open the socket. Close the server to end.
 */
export async function serveGuestAgent(path: string, agent: GuestAgent): Promise<Server> {
  const server = createServer({ pauseOnConnect: true }, (outer) => {
    outer.on('error', () => outer.destroy());
    agent.open().then(
      (inner) => {
        inner.on('error', () => inner.destroy());
        inner.on('close', () => outer.destroy());
        outer.on('close', () => inner.destroy());
        outer.pipe(inner);
        inner.pipe(outer);
      },
      () => outer.destroy(),
    );
  });
  const mask = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  } finally {
    process.umask(mask);
  }
  return server;
}
