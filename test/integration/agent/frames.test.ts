import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAX_FRAME_LENGTH } from '../../../core/contract/rpc.ts';
import { type Agent, connectClient, makeStationDirectory, removeStationDirectory, startAgent } from './agentProcess.ts';

const directory = makeStationDirectory();
const hello = `${JSON.stringify({ t: 'hello', contract: 'wipebench-agent', protocol: 1, build: 'x' })}\n`;
let agent: Agent;

beforeAll(async () => {
  agent = await startAgent(directory);
});
afterAll(async () => {
  await agent.stop();
  removeStationDirectory(directory);
});

/** Sends raw bytes, and answers everything that came back until the agent closed. */
async function sendRaw(write: (socket: Socket) => void): Promise<string> {
  const socket = connect(agent.socketPath);
  let heard = '';
  socket.on('data', (piece: Buffer) => {
    heard += piece.toString();
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  write(socket);
  if (!socket.destroyed) await once(socket, 'close');
  return heard;
}

async function expectAlive(): Promise<void> {
  const client = await connectClient(agent.socketPath);
  expect((await client.call('snapshot', {})).station.virtual).toBe(true);
  client.close();
}

it.each([
  ['no JSON', 'malformed-frame', `${hello}this is not JSON\n`],
  ['an empty line', 'malformed-frame', `${hello}\n`],
  ['JSON of another shape', 'malformed-frame', `${hello}{"t":"call","id":-1,"name":"snapshot","in":{}}\n`],
  ['a call before the hello', 'malformed-frame', '{"t":"call","id":1,"name":"snapshot","in":{}}\n'],
  ['an unknown call', 'unknown-call', `${hello}{"t":"call","id":1,"name":"sign.this","in":{}}\n`],
  ['a name from the prototype', 'unknown-call', `${hello}{"t":"call","id":1,"name":"constructor","in":{}}\n`],
  ['another protocol', 'protocol-mismatch', hello.replace('"protocol":1', '"protocol":2')],
  ['another contract', 'protocol-mismatch', hello.replace('wipebench-agent', 'wipebench-station')],
  ['bytes that are no UTF-8', 'malformed-frame', Buffer.concat([Buffer.from(hello), Buffer.from([0xff, 0xfe, 0x0a])])],
])('%s is answered with %s, logged, and the connection closed; the agent lives', async (_what, code, bytes) => {
  const heard = await sendRaw((socket) => socket.write(bytes));
  expect(heard).toContain(`"code":"${code}"`);
  expect(agent.log()).toContain(`"msg":"${code}"`);
  await expectAlive();
});

it('a line without an end is cut off while it streams in, long before it is all taken', async () => {
  const piece = Buffer.alloc(1024 * 1024, 'x');
  let sent = 0;
  const heard = await sendRaw((socket) => {
    socket.write(hello);
    const pump = () => {
      while (!socket.destroyed && sent < 1024 && socket.write(piece)) sent += 1;
      if (!socket.destroyed && sent < 1024) socket.once('drain', pump);
    };
    pump();
  });
  expect(heard === '' || heard.includes('oversized-frame')).toBe(true);
  expect(agent.log()).toContain('"msg":"oversized-frame"');
  expect(sent).toBeLessThan((MAX_FRAME_LENGTH / piece.length) * 4);
  await expectAlive();
});

it('bad arguments are refused by name, and the connection goes on', async () => {
  const client = await connectClient(agent.socketPath);
  const wrong = { driveId: 'x', policyId: 'y', path: '/dev/sda' };
  await expect(client.call('plan', wrong)).rejects.toMatchObject({ code: 'invalid-input' });
  expect((await client.call('snapshot', {})).drives).toEqual([]);
  client.close();
});

it('a second agent on the same state or the same socket ends with a sentence and disturbs nobody', async () => {
  await expect(startAgent(directory)).rejects.toThrow(/Another agent already works in/);
  const elsewhere = { ...directory, state: `${directory.state}-of-another` };
  await expect(startAgent(elsewhere)).rejects.toThrow(/Another agent is listening on/);
  await expectAlive();
});

it('the socket file of a killed agent is taken over', async () => {
  await agent.kill();
  agent = await startAgent(directory);
  await expectAlive();
});
