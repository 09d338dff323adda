import { spawn } from 'node:child_process';
import { closeSync, openSync, statSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { enginePath, linesOf, runEngine } from '../../fixtures/engine/engineRun.ts';
import { imageFolder } from '../../fixtures/engine/images.ts';

const folder = imageFolder();
afterAll(() => folder.remove());

describe('the engine', () => {
  test('tells its version', async () => {
    const child = spawn(enginePath, ['--version'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const text = (await child.stdout.toArray()).join('');
    expect(text).toBe('wipebench-engine 0.1.0\n');
  });

  test('passes the published AES-256 and SHA-256 answers on every path of this CPU', async () => {
    const end = await runEngine(['selftest']);
    expect(end.code, end.stderr).toBe(0);
    const tests = linesOf(end, 'selftest');
    for (const name of [
      'FIPS-197 C.3 AES-256',
      'SP 800-38A F.5.5 CTR-AES256',
      'seek consistency',
      'FIPS 180-4 SHA-256 examples',
      'FIPS 180-4 SHA-256 of a million a',
      'SHA-256 agreement with portable',
    ]) {
      const ofName = tests.filter((line) => line.test === name);
      expect(ofName.map((line) => line.path)).toContain('portable');
      expect(ofName.every((line) => line.passed === true)).toBe(true);
    }
  });
});

describe('probe', () => {
  test('tells what the file system says about an image, by path and by descriptor, and leaves it alone', async () => {
    const sizeBytes = 12_345;
    const image = folder.image('probed.img', sizeBytes);
    const before = statSync(image);
    const descriptor = openSync(image, 'r+');
    const byPath = await runEngine(['probe', '--path', image]);
    const byDescriptor = await runEngine(['probe', '--fd', '3'], descriptor);
    closeSync(descriptor);
    expect(byPath.code).toBe(0);
    expect(byPath.lines).toHaveLength(1);
    expect(byPath.lines[0]).toMatchObject({
      type: 'probe',
      kind: 'file',
      major: before.dev >> 8,
      inode: before.ino,
      sizeBytes,
      logicalBlockBytes: 512,
      readOnly: false,
      rotational: null,
      diskSequence: null,
    });
    expect(byDescriptor.lines).toEqual(byPath.lines);
    expect(statSync(image).mtimeMs).toBe(before.mtimeMs);
  });

  test('says so when an inherited descriptor is open for reading only', async () => {
    const descriptor = openSync(folder.image('read-only.img', 512), 'r');
    const end = await runEngine(['probe', '--fd', '3'], descriptor);
    closeSync(descriptor);
    expect(end.lines[0]).toMatchObject({ readOnly: true });
  });
});

/** The descriptor number behind a connected socket, which Node keeps on its handle. */
function descriptorOf(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, '_handle');
  if (typeof handle !== 'object' || handle === null || !('fd' in handle) || typeof handle.fd !== 'number') {
    throw new Error('the socket has no descriptor');
  }
  return handle.fd;
}

describe('peer', () => {
  test('names the process at the other end of an accepted UNIX socket', async () => {
    const path = join(folder.path(), 'peer.sock');
    const server = createServer();
    const accepted = new Promise<Socket>((done) => server.once('connection', done));
    await new Promise<void>((done) => server.listen(path, done));
    const client = spawn(
      process.execPath,
      ['-e', `require('node:net').connect(${JSON.stringify(path)}).on('close', () => process.exit(0)).resume()`],
      { stdio: 'ignore' },
    );
    const socket = await accepted;
    const end = await runEngine(['peer', '--fd', '3'], descriptorOf(socket));
    expect(end.code, end.stderr).toBe(0);
    expect(end.lines).toEqual([{ type: 'peer', pid: client.pid, uid: process.getuid?.(), gid: process.getgid?.() }]);
    socket.destroy();
    server.close();
  });

  test('refuses a descriptor that is no UNIX socket', async () => {
    const descriptor = openSync(folder.image('no-socket.img', 512), 'r');
    expect((await runEngine(['peer', '--fd', '3'], descriptor)).code).toBe(4);
    closeSync(descriptor);

    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const client = createConnection(address.port, '127.0.0.1');
    await new Promise<void>((done) => client.once('connect', done));
    expect((await runEngine(['peer', '--fd', '3'], descriptorOf(client))).code).toBe(4);
    client.destroy();
    server.close();
  });
});
