import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { uploadMessage } from '../../../electron/station/uploads/uploadItem.ts';

export type PlainEndpoint = {
  readonly url: string;
  /** Each entry once, in the order of its first arrival. */
  readonly taken: readonly { readonly seq: number; readonly hash: string }[];
  /** Keys that came again with another body. */
  readonly differing: readonly string[];
  /** Requests, with repetitions. */
  requests(): number;
  stop(): Promise<void>;
};

/**
 * An upload endpoint on 127.0.0.1 that keeps what comes by its idempotency key. By `random` it sometimes takes an entry and hangs up without an answer, as
 * a network does.
 */
export async function startEndpoint(random: () => number): Promise<PlainEndpoint> {
  const bodies = new Map<string, string>();
  const taken: { seq: number; hash: string }[] = [];
  const differing: string[] = [];
  let requests = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      requests += 1;
      const body = Buffer.concat(parts).toString();
      const key = String(request.headers['idempotency-key']);
      const before = bodies.get(key);
      if (before === undefined) {
        const { entry } = uploadMessage.parse(JSON.parse(body));
        bodies.set(key, body);
        taken.push({ seq: entry.seq, hash: entry.hash });
      } else if (before !== body) differing.push(key);
      if (random() < 0.03) request.socket.destroy();
      else response.writeHead(201).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/wipebench`,
    taken,
    differing,
    requests: () => requests,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
