import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connectContract } from '../../../core/contract/rpcClient.ts';
import { stationContract } from '../../../core/contract/station.ts';
import { webSocketChannel } from '../../../electron/station/serve/webSocketChannel.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';
import { type AgentStandIn, startAgentStandIn } from '../../fixtures/station/agentStandIn.ts';

const program = resolve(import.meta.dirname, '../../../electron/station/main.ts');

describe('the station as a process', () => {
  let folder = '';
  let agent: AgentStandIn;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-process-'));
    mkdirSync(join(folder, 'renderer'));
    writeFileSync(join(folder, 'renderer/index.html'), '<!doctype html>');
    agent = await startAgentStandIn(join(folder, 'agent.sock'), await TestLedger.create());
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    await agent.die();
    rmSync(folder, { recursive: true });
  });

  function start(): ChildProcess {
    const argv = [
      program,
      '--agent',
      join(folder, 'agent.sock'),
      '--serve-port',
      '0',
      '--renderer',
      join(folder, 'renderer'),
    ];
    const child = spawn(process.execPath, argv, {
      env: { ...process.env, WIPEBENCH_HOME: join(folder, 'home') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    return child;
  }
  async function readyUrl(child: ChildProcess): Promise<URL> {
    if (child.stdout === null) throw new Error('no output');
    for await (const line of createInterface({ input: child.stdout })) {
      const [, address] = /^wipebench-station ready (http:\S+)$/.exec(line) ?? [];
      if (address !== undefined) return new URL(address);
    }
    throw new Error('the station ended before it was ready');
  }

  it('prints one address, serves the snapshot over it, and ends cleanly on SIGTERM', async () => {
    const child = start();
    const url = await readyUrl(child);
    const exchanged = await fetch(url, { redirect: 'manual' });
    const cookie = exchanged.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(exchanged.status).toBe(303);
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(403);
    const socket = new WebSocket(`ws://${url.host}/rpc`, { headers: { cookie, origin: url.origin } });
    const channel = webSocketChannel(socket);
    await once(socket, 'open');
    const window = connectContract(stationContract, channel, { build: 'test' });
    const snapshot = await window.call('snapshot', {});
    expect(snapshot.ledger).toEqual({ entries: 0, problem: null });
    child.kill('SIGTERM');
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(0);
  });

  it('refuses in words to write a store that another station writes', async () => {
    await readyUrl(start());
    const second = start();
    let words = '';
    second.stderr?.setEncoding('utf8').on('data', (text: string) => {
      words += text;
    });
    const [code] = (await once(second, 'close')) as [number | null];
    expect(code).toBe(1);
    expect(words).toMatch(/^wipebench-station: Another Wipebench station is using .*\n$/);
  });

  it('frees its store when it is killed', async () => {
    const first = start();
    await readyUrl(first);
    first.kill('SIGKILL');
    await once(first, 'close');
    expect((await readyUrl(start())).searchParams.get('token')).not.toBeNull();
  });
});
