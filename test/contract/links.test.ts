import { afterEach, describe, expect, it } from 'vitest';
import { agentContract } from '../../core/contract/agent.ts';
import type { Channel, Contract } from '../../core/contract/rpc.ts';
import { MAX_FRAME_LENGTH, PROTOCOL } from '../../core/contract/rpc.ts';
import { connectContract } from '../../core/contract/rpcClient.ts';
import { type ContractServer, type Handlers, serveContract } from '../../core/contract/rpcServer.ts';
import { stationContract } from '../../core/contract/station.ts';
import {
  type ChannelPair,
  memoryPair,
  messagePortPair,
  unixPair,
  webSocketPair,
} from '../fixtures/station/channelPairs.ts';
import { until } from '../fixtures/station/until.ts';

const host = {
  manufacturer: null,
  model: null,
  serialNumber: null,
  operatingSystem: 'Debian',
  loadPercent: null,
  temperatureCelsius: null,
  memoryFreeBytes: null,
  clockSynchronized: null,
};
const agentSnapshot = {
  station: {
    stationId: 's',
    stationName: 'Bench',
    keyId: 'a'.repeat(64),
    publicKeyBase64: '',
    virtual: true,
    build: 'test',
    hostname: 'h',
    startedAt: '2026-05-01T10:00:00.000Z',
  },
  bays: [],
  drives: [],
  jobs: [],
  people: [],
  policies: [],
  notices: [],
  ledgerEntries: 0,
  ledgerHead: '0'.repeat(64),
  lastEvent: 0,
};
const stationSnapshot = {
  build: 'test',
  agent: { state: 'lost', since: '2026-05-01T10:00:00.000Z', why: 'test' },
  host,
  bays: [],
  drives: [],
  jobs: [],
  people: [],
  policies: [],
  notices: [],
  labels: [],
  printer: { kind: 'not-configured' },
  ledger: { entries: 0, problem: null },
  lastEvent: 0,
};
const removed = { driveId: 'd', bayId: null };

const links = [
  { name: 'agent over memory', contract: agentContract, snapshot: agentSnapshot, open: memoryPair },
  { name: 'agent over a UNIX socket', contract: agentContract, snapshot: agentSnapshot, open: unixPair },
  { name: 'station over memory', contract: stationContract, snapshot: stationSnapshot, open: memoryPair },
  { name: 'station over a WebSocket', contract: stationContract, snapshot: stationSnapshot, open: webSocketPair },
  { name: 'station over a message port', contract: stationContract, snapshot: stationSnapshot, open: messagePortPair },
] as const;

const pairs: ChannelPair[] = [];
afterEach(async () => {
  for (const pair of pairs.splice(0)) await pair.release();
});

describe.each(links)('the link: $name', ({ contract, snapshot, open }) => {
  type Served = { server: ContractServer<Contract, null>; pair: ChannelPair; logged: string[] };

  async function serve(): Promise<Served> {
    const pair = await open();
    pairs.push(pair);
    const logged: string[] = [];
    const unserved = Object.keys(contract.calls).map((name) => [name, () => Promise.reject(new Error('no'))]);
    const handlers = { ...Object.fromEntries(unserved), snapshot: () => snapshot } as Handlers<Contract, null>;
    const server = serveContract<Contract, null>(contract, handlers, {
      build: 'server',
      log: (event) => logged.push(event.code),
    });
    server.accept(pair.near, null);
    return { server, pair, logged };
  }

  /** What the far end hears, and whether it was hung up on. */
  function listen(channel: Channel) {
    const heard: string[] = [];
    let closed = false;
    channel.onText((text) => heard.push(text));
    channel.onClose(() => {
      closed = true;
    });
    return { heard, isClosed: () => closed };
  }

  const hello = (changes: object = {}) =>
    JSON.stringify({ t: 'hello', contract: contract.name, protocol: PROTOCOL, build: 'client', ...changes });

  it('answers a call with what the handler answered', async () => {
    const { pair } = await serve();
    const client = connectContract<Contract>(contract, pair.far, { build: 'client' });
    expect(await client.ready).toEqual({ build: 'server' });
    expect(await client.call('snapshot', {})).toEqual(snapshot);
  });

  it.each([{ protocol: PROTOCOL + 1 }, { contract: 'another' }])(
    'refuses a peer that says hello as %o',
    async (changes) => {
      const { pair, logged } = await serve();
      const { isClosed } = listen(pair.far);
      pair.far.send(hello(changes));
      await until('the link is closed', isClosed);
      expect(logged).toEqual(['protocol-mismatch']);
    },
  );

  it('tells the client that the server speaks another protocol', async () => {
    const pair = await open();
    pairs.push(pair);
    const client = connectContract<Contract>(contract, pair.far, { build: 'client' });
    pair.near.send(hello({ protocol: PROTOCOL + 1 }));
    await expect(client.ready).rejects.toMatchObject({ code: 'protocol-mismatch' });
    await expect(client.call('snapshot', {})).rejects.toMatchObject({ code: 'link-closed' });
  });

  it.each([
    ['malformed-frame', '{"t":'],
    ['malformed-frame', '{"t":"hello","extra":1}'],
    ['malformed-frame', 'null'],
    ['unknown-call', '{"t":"call","id":1,"name":"toString","in":{}}'],
    ['unknown-call', '{"t":"call","id":1,"name":"drives.format","in":{}}'],
  ])('logs %s and closes the link for %s, and serves the next peer', async (code, text) => {
    const { server, pair, logged } = await serve();
    const { isClosed } = listen(pair.far);
    pair.far.send(hello());
    pair.far.send(text);
    await until('the link is closed', isClosed);
    expect(logged).toEqual([code]);
    const next = await memoryPair();
    server.accept(next.near, null);
    const client = connectContract<Contract>(contract, next.far, { build: 'client' });
    expect(await client.call('snapshot', {})).toEqual(snapshot);
  });

  it('closes the link for a frame beyond the limit', async () => {
    const { pair, logged } = await serve();
    const { isClosed } = listen(pair.far);
    pair.far.send(hello());
    pair.far.send(JSON.stringify({ t: 'call', id: 1, name: 'snapshot', in: 'x'.repeat(MAX_FRAME_LENGTH) }));
    await until('the link is closed', isClosed);
    expect(logged).toEqual(['oversized-frame']);
  });

  it('answers wrong arguments with invalid-input and keeps the link', async () => {
    const { pair } = await serve();
    const client = connectContract<Contract>(contract, pair.far, { build: 'client' });
    await expect(client.call('plan', { driveId: 7 })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(client.call('snapshot', { more: 1 })).rejects.toMatchObject({ code: 'invalid-input' });
    expect(await client.call('snapshot', {})).toEqual(snapshot);
  });

  it('tells a client that missed an event to ask again', async () => {
    const { server, pair } = await serve();
    const client = connectContract<Contract>(contract, pair.far, { build: 'client' });
    const numbers: number[] = [];
    let gaps = 0;
    client.on('drive.removed', (_data, number) => void numbers.push(number));
    client.onGap(() => {
      gaps += 1;
    });
    await client.call('snapshot', {});
    server.emit('drive.removed', removed);
    server.emit('drive.removed', removed);
    await until('both events', () => numbers.length === 2);
    expect(gaps).toBe(0);
    server.leaveGap();
    server.emit('drive.removed', removed);
    await until('the third event', () => numbers.length === 3);
    expect(numbers).toEqual([1, 2, 4]);
    expect(gaps).toBe(1);
  });

  it('rejects what waits for an answer when the link ends', async () => {
    const { pair } = await serve();
    const client = connectContract<Contract>(contract, pair.far, { build: 'client' });
    await client.ready;
    const waiting = client.call('snapshot', {});
    pair.near.close('gone');
    await expect(waiting).rejects.toMatchObject({ code: 'link-closed' });
  });
});

describe.each([
  { name: 'a UNIX socket', open: unixPair },
  { name: 'a WebSocket', open: webSocketPair },
])('a reader that stops reading over $name', ({ open }) => {
  it('is cut off before it fills the memory', async () => {
    const pair = await open();
    pairs.push(pair);
    const handlers = { snapshot: () => stationSnapshot } as unknown as Handlers<typeof stationContract, null>;
    const server = serveContract(stationContract, handlers, { build: 'server', log: () => undefined });
    let why = '';
    pair.near.onClose((reason) => {
      why = reason;
    });
    server.accept(pair.near, null);
    pair.far.send(JSON.stringify({ t: 'hello', contract: stationContract.name, protocol: PROTOCOL, build: 'client' }));
    await until('the hello arrived', () => server.emit('progress', { task: 'export', done: 0, total: 1 }) > 3);
    pair.stopReading?.();
    const big = { at: '2026-05-01T10:00:00.000Z', severity: 'warning' as const };
    const details = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`n${index}`, 'x'.repeat(4000)]));
    await until('the link is cut', () => {
      server.emit('notice', { ...big, reason: { code: 'big', details } });
      return why !== '';
    });
    expect(why).toBe('reads too slowly');
  });
});
