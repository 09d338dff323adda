import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentSnapshot } from '../../core/contract/agent.ts';
import type { AgentLink } from '../../core/contract/stationSnapshot.ts';
import {
  type AgentConnection,
  type AgentEvent,
  connectAgent,
} from '../../electron/station/agentLink/agentConnection.ts';
import { dialAgent } from '../../electron/station/agentLink/dialAgent.ts';
import { lineChannel } from '../../electron/station/agentLink/lineChannel.ts';
import { TestLedger } from '../fixtures/record/testLedger.ts';
import { type AgentStandIn, standInJob, startAgentStandIn } from '../fixtures/station/agentStandIn.ts';
import { until } from '../fixtures/station/until.ts';

let folder = '';
let path = '';
const cleanUp: (() => unknown)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wipebench-link-'));
  path = join(folder, 'agent.sock');
});
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
  rmSync(folder, { recursive: true });
});

/** A server that does with each socket what the test says. */
async function listen(serve: (socket: Socket) => void): Promise<Server> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  cleanUp.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return server;
}

describe('dialling the agent', () => {
  it('says in words that there is no socket, or that it is something else', async () => {
    await expect(dialAgent(path)).rejects.toThrow(`there is no agent socket at ${path}`);
    writeFileSync(path, '');
    await expect(dialAgent(path)).rejects.toThrow('is not a socket');
  });

  it("does not trust a socket that is neither root's nor its own", async () => {
    await listen(() => undefined);
    const uid = process.getuid?.() ?? -1;
    if (uid === 0) {
      chownSync(path, 65534, 65534);
      await expect(dialAgent(path, 1000)).rejects.toThrow('belongs to user 65534');
      chownSync(path, 0, 0);
      (await dialAgent(path, 1000)).close('done');
    } else {
      await expect(dialAgent(path, uid + 1)).rejects.toThrow(`belongs to user ${uid}`);
    }
    (await dialAgent(path, uid)).close('done');
  });
});

describe('the line channel', () => {
  it.each([
    ['a line that never ends', (socket: Socket) => socket.write('x'.repeat(5000)), /oversized-frame/],
    ['one line beyond the limit', (socket: Socket) => socket.write(`${'x'.repeat(1001)}\n`), /oversized-frame/],
    ['bytes that are not UTF-8', (socket: Socket) => socket.write(Buffer.from([0xff, 0xfe, 0x0a])), /not UTF-8/],
  ])('ends the link for %s', async (_what, misbehave, expected) => {
    let why = '';
    await listen((socket) =>
      lineChannel(socket, 1000).onClose((reason) => {
        why = reason;
      }),
    );
    const peer = connect({ path });
    cleanUp.push(() => peer.destroy());
    peer.on('error', () => undefined);
    misbehave(peer);
    await until('the end', () => why !== '');
    expect(why).toMatch(expected);
  });

  it('puts lines together that come in pieces, and takes apart those that come at once', async () => {
    const texts: string[] = [];
    await listen((socket) => lineChannel(socket).onText((text) => texts.push(text)));
    const peer = connect({ path });
    cleanUp.push(() => peer.destroy());
    const bytes = Buffer.from('{"ł":1}\n{"b":2}\n{"c"');
    for (const byte of bytes) peer.write(Buffer.from([byte]));
    peer.write(':3}\n');
    await until('three lines', () => texts.length === 3);
    expect(texts).toEqual(['{"ł":1}', '{"b":2}', '{"c":3}']);
  });
});

describe('the link to the agent', () => {
  let snapshots: AgentSnapshot[] = [];
  let events: AgentEvent[] = [];
  let states: AgentLink[] = [];
  function follow(options: { helloTimeoutMs?: number } = {}): AgentConnection {
    snapshots = [];
    events = [];
    states = [];
    const connection = connectAgent({
      dial: () => dialAgent(path),
      build: 'test',
      clock: () => new Date(),
      onSnapshot: (snapshot) => snapshots.push(snapshot),
      onEvent: (event) => events.push(event),
      onState: (state) => states.push(state),
      firstDelayMs: 5,
      lastDelayMs: 40,
      ...options,
    });
    cleanUp.push(() => connection.stop());
    return connection;
  }
  async function agentUp(): Promise<AgentStandIn> {
    const agent = await startAgentStandIn(path, await TestLedger.create());
    cleanUp.push(() => agent.die());
    return agent;
  }

  it('tells since when the agent is lost, and keeps that time while it tries again', async () => {
    const connection = follow();
    await until('several tries', () => states.length >= 4);
    const since = new Set(states.map((state) => (state.state === 'lost' ? state.since : '')));
    expect(since.size).toBe(1);
    await expect(connection.call('snapshot', {})).rejects.toMatchObject({ code: 'link-closed' });
  });

  it('gives up on a peer that does not say hello', async () => {
    await listen(() => undefined);
    follow({ helloTimeoutMs: 20 });
    await until('the end of patience', () => states.some((s) => s.state === 'lost' && s.why.includes('hello')));
  });

  it('does not speak with another contract', async () => {
    await listen((socket) => {
      socket.write(`${JSON.stringify({ t: 'hello', contract: 'other', protocol: 1, build: 'x' })}\n`);
    });
    follow();
    await until('the refusal', () => states.some((s) => s.state === 'lost' && s.why.includes('speaks other')));
  });

  it('gives a snapshot first, then every event once and in order, and a snapshot again after a gap', async () => {
    const agent = await agentUp();
    follow();
    agent.showJob(standInJob('before'));
    await until('the snapshot', () => snapshots.length === 1);
    agent.showJob(standInJob('job-1'));
    agent.showJob(standInJob('job-2'));
    await until('two events', () => events.length >= 2);
    agent.leaveGap();
    agent.showJob(standInJob('job-3'));
    await until('the second snapshot', () => snapshots.length === 2);
    const shown = snapshots[1]?.jobs.map(({ jobId }) => jobId);
    expect(shown).toEqual(['before', 'job-1', 'job-2', 'job-3']);
    const heard = events.flatMap((event) => (event.name === 'job.changed' ? [event.data.jobId] : []));
    expect(heard.filter((jobId) => jobId !== 'before')).toEqual(['job-1', 'job-2']);
  });

  it('comes back after the agent died, with a fresh snapshot', async () => {
    const first = await agentUp();
    const connection = follow();
    await until('the snapshot', () => snapshots.length === 1);
    await first.die();
    await until('the loss', () => connection.state().state === 'lost');
    await agentUp();
    await until('the second snapshot', () => snapshots.length === 2);
    await until('the connection', () => connection.state().state === 'connected');
  });
});
