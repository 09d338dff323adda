import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { type Channel, MAX_FRAME_LENGTH } from '../../../core/contract/rpc.ts';
import { rendererFile } from './rendererFiles.ts';
import { webSocketChannel } from './webSocketChannel.ts';

export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export type LoopbackServer = {
  readonly port: number;
  /** A URL that opens the window once; each call makes a new one. */
  oneTimeUrl(): string;
  stop(): Promise<void>;
};

/**
 * Serves the window on 127.0.0.1: the built renderer over HTTP and the contract on `/rpc`. The URL's token is exchanged once for an HttpOnly
 * cookie; without the cookie nothing is served. Host and Origin must be this very address, against DNS rebinding and other pages of the browser.
 */
export async function serveLoopback(options: {
  readonly port: number;
  readonly rendererFolder: string;
  readonly accept: (channel: Channel) => void;
}): Promise<LoopbackServer> {
  const tokens = new Set<string>();
  const cookieValue = randomBytes(32).toString('base64url');
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_LENGTH * 3 });
  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) refuse(response, 500, "The station could not read the window's files.");
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  const origin = `http://${host}`;
  // Browsers keep cookies by host, not by port: the name carries the port, so that two stations do not take each other's.
  const cookieName = `wipebench-${port}`;

  server.on('upgrade', (request, socket, head) => {
    const path = new URL(request.url ?? '/', origin).pathname;
    const why =
      request.headers.host !== host || request.headers.origin !== origin
        ? 403
        : !hasCookie(request)
          ? 401
          : path !== '/rpc'
            ? 404
            : null;
    if (why !== null) return refuseUpgrade(socket, why);
    sockets.handleUpgrade(request, socket, head, (opened) => options.accept(webSocketChannel(opened)));
  });

  function hasCookie(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    return cookies.some(
      (pair) => pair.startsWith(`${cookieName}=`) && sameSecret(pair.slice(cookieName.length + 1), cookieValue),
    );
  }

  /** Takes the token out, if it is one of ours that was not used. */
  function spendToken(offered: string): boolean {
    for (const token of tokens) if (sameSecret(offered, token)) return tokens.delete(token);
    return false;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.host !== host) return refuse(response, 403, "This address is not the station's own.");
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 405, 'Only reading is possible here.');
    if (request.headers.origin !== undefined && request.headers.origin !== origin) {
      return refuse(response, 403, 'Another page may not ask the station.');
    }
    const url = new URL(request.url ?? '/', origin);
    const token = url.searchParams.get('token');
    if (token !== null && url.pathname === '/') {
      if (!hasCookie(request) && !spendToken(token)) {
        return refuse(
          response,
          403,
          "This one-time address was used already or is not valid. Start the station's window again.",
        );
      }
      response.writeHead(303, {
        ...securityHeaders,
        location: '/',
        'set-cookie': `${cookieName}=${cookieValue}; HttpOnly; SameSite=Strict; Path=/`,
        'cache-control': 'no-store',
      });
      response.end();
      return;
    }
    if (!hasCookie(request))
      return refuse(response, 401, "Open the station's window with the one-time address it printed.");
    const file = await rendererFile(options.rendererFolder, url.pathname);
    if (file === null) return refuse(response, 404, 'There is no such file.');
    response.writeHead(200, {
      ...securityHeaders,
      'content-type': file.type,
      'content-length': file.bytes.length,
      'cache-control': 'no-cache',
    });
    response.end(request.method === 'HEAD' ? undefined : file.bytes);
  }

  return {
    port,
    oneTimeUrl() {
      const token = randomBytes(32).toString('base64url');
      tokens.add(token);
      return `${origin}/?token=${token}`;
    },
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

const securityHeaders = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, {
    ...securityHeaders,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(`${sentence}\n`);
}

function refuseUpgrade(socket: Duplex, status: number): void {
  const words = status === 401 ? 'Unauthorized' : status === 403 ? 'Forbidden' : 'Not Found';
  socket.end(`HTTP/1.1 ${status} ${words}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Compares in constant time; the digests make the lengths equal. */
function sameSecret(offered: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(offered), digest(secret));
}
