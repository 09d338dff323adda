import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export interface Listener {
  readonly port: number;
  /** Stops listening and resolves when the port is free. Open connections are the caller's. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 only. Port 0 takes a free one. Rejects when the port is taken. */
export async function listenOnLoopback(port: number, accept: (socket: Socket) => void): Promise<Listener> {
  const server = createServer(accept);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the target has no TCP address');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve, reject) => server.close((error) => (error === undefined ? resolve() : reject(error)))),
  };
}
