import { chmodSync, chownSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';

export type SocketAccess = { readonly gid: number | null };

/**
 * Listens on a UNIX socket that only its owner can open, or also a group's members when `gid` is given. The socket file of a dead agent is
 * removed; where one answers, that is an error, and so is any other kind of file.
 */
export async function listenSocket(
  path: string,
  access: SocketAccess,
  onConnection: (socket: Socket) => void,
): Promise<Server> {
  makeReachableDirectory(dirname(path));
  await clearStale(path);
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: false }, onConnection);
  // The file appears in bind(2): under this mask nobody else can open it before it has its final mode.
  const mask = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } finally {
    process.umask(mask);
  }
  if (access.gid !== null) {
    chownSync(path, 0, access.gid);
    chmodSync(path, 0o660);
  }
  return server;
}

/** Holds a name that the kernel frees with the process (abstract socket, unix(7)): one agent per state directory. */
export async function holdStateDirectory(directory: string): Promise<Server> {
  const status = lstatSync(directory);
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', () => reject(new Error(`Another agent already works in ${directory}.`)));
    server.listen(`\0wipebench-state-${status.dev}-${status.ino}`, () => resolve());
  });
  server.unref();
  return server;
}

/** The members of the group must reach the socket; what else lies there has its own mode. */
function makeReachableDirectory(directory: string): void {
  const mask = process.umask(0o022);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o755 });
  } finally {
    process.umask(mask);
  }
}

async function clearStale(path: string): Promise<void> {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return;
  if (!status.isSocket()) throw new Error(`${path} is there and is no socket. Name another --socket.`);
  if (await answers(path)) throw new Error(`Another agent is listening on ${path}.`);
  rmSync(path);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}
