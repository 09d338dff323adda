import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Channel } from '../../../core/contract/rpc.ts';
import {
  CONTENT_SECURITY_POLICY,
  type LoopbackServer,
  serveLoopback,
} from '../../../electron/station/serve/loopbackServer.ts';

type Reply = { status: number; headers: Record<string, string | string[] | undefined>; body: string };

describe('the window server on the loopback', () => {
  let folder = '';
  let server: LoopbackServer;
  let accepted: Channel[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-serve-'));
    mkdirSync(join(folder, 'renderer/assets'), { recursive: true });
    writeFileSync(join(folder, 'renderer/index.html'), '<!doctype html><title>Wipebench</title>');
    writeFileSync(join(folder, 'renderer/assets/app.js'), 'export {};');
    writeFileSync(join(folder, 'secret.json'), '{"secret":true}');
    symlinkSync(join(folder, 'secret.json'), join(folder, 'renderer/link.json'));
    server = await serveLoopback({
      port: 0,
      rendererFolder: join(folder, 'renderer'),
      accept: (channel) => accepted.push(channel),
    });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const own = () => `127.0.0.1:${server.port}`;
  /** A raw request: the path goes out as it stands, unlike with `fetch`. */
  function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          body += text;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      });
      sent.on('error', reject);
      sent.end();
    });
  }
  const tokenPath = () => new URL(server.oneTimeUrl()).search.replace(/^/, '/');
  async function cookie(): Promise<string> {
    const reply = await ask(tokenPath());
    return String(reply.headers['set-cookie']).split(';')[0] ?? '';
  }
  function upgrade(path: string, headers: Record<string, string>): Promise<number | 'open'> {
    return new Promise((resolve) => {
      const socket = new WebSocket(`ws://${own()}${path}`, { headers });
      socket.on('open', () => {
        resolve('open');
        socket.close();
      });
      socket.on('unexpected-response', (_request, response) => {
        resolve(response.statusCode ?? 0);
        socket.terminate();
      });
      socket.on('error', () => undefined);
    });
  }

  it('listens on the loopback only', () => {
    expect(server.oneTimeUrl()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
  });

  it('exchanges the token once for a strict HttpOnly cookie and takes the token out of the address', async () => {
    const path = tokenPath();
    const first = await ask(path);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    expect(String(first.headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    const second = await ask(path);
    expect(second.status).toBe(403);
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  it('serves nothing without the cookie, whatever the token', async () => {
    expect((await ask('/')).status).toBe(401);
    expect((await ask('/assets/app.js')).status).toBe(401);
    expect((await ask('/?token=guess')).status).toBe(403);
    expect((await ask('/?token=')).status).toBe(403);
    expect((await ask('/', { cookie: `wipebench-${server.port}=guess` })).status).toBe(401);
  });

  it('serves the renderer to the cookie, under the content security policy', async () => {
    const headers = { cookie: await cookie() };
    const page = await ask('/', headers);
    expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>Wipebench</title>' });
    expect(page.headers['content-security-policy']).toBe(CONTENT_SECURITY_POLICY);
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect((await ask('/assets/app.js', headers)).headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  it.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/..%2f..%2fsecret.json',
    '//etc/passwd',
    '/link.json',
    '/index.html%00.js',
    '/%',
    '/assets',
    '/none.js',
  ])('reads nothing outside the renderer for %s', async (path) => {
    const reply = await ask(path, { cookie: await cookie() });
    expect(reply.status).toBe(404);
    expect(reply.body).not.toContain('secret":true');
  });

  it.each(['evil.example', 'localhost:80', '127.0.0.1'])(
    'refuses the host name %s, against DNS rebinding',
    async (host) => {
      expect((await ask('/', { host, cookie: await cookie() })).status).toBe(403);
    },
  );

  it('refuses other pages and other methods', async () => {
    const headers = { cookie: await cookie() };
    expect((await ask('/', { ...headers, origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask('/', headers, 'POST')).status).toBe(405);
  });

  it('opens the contract only to its own origin, host and cookie, on its own path', async () => {
    const good = { cookie: await cookie(), origin: `http://${own()}` };
    accepted = [];
    expect(await upgrade('/rpc', { origin: good.origin })).toBe(401);
    expect(await upgrade('/rpc', { ...good, cookie: `wipebench-${server.port}=guess` })).toBe(401);
    expect(await upgrade('/rpc', { cookie: good.cookie })).toBe(403);
    expect(await upgrade('/rpc', { ...good, origin: 'http://evil.example' })).toBe(403);
    expect(await upgrade('/rpc', { ...good, origin: 'null' })).toBe(403);
    expect(await upgrade('/rpc', { ...good, host: 'evil.example' })).toBe(403);
    expect(await upgrade('/other', good)).toBe(404);
    expect(accepted).toHaveLength(0);
    expect(await upgrade('/rpc', good)).toBe('open');
    expect(accepted).toHaveLength(1);
  });
});
