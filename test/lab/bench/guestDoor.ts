import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { DoorPlate, FromGuest } from './guestProtocol.ts';
import { readLines } from './lines.ts';

/** Where guests call the host: a port on the loopback, open only to who says the secret that lies in the shared folder. */
export type GuestDoor = {
  /** The next guest that calls. */
  nextGuest(timeoutMs: number): Promise<Socket>;
  /** The stream that the guest opens for order `id`. */
  stream(id: number): Promise<Socket>;
  close(): void;
};

/** The guest's name of the host's loopback in QEMU's user network. */
const HOST_IN_GUEST = '10.0.2.2';

export async function openGuestDoor(outFolder: string): Promise<GuestDoor> {
  const token = randomBytes(24).toString('base64url');
  const sockets = new Set<Socket>();
  const streams = new Map<number, (socket: Socket) => void>();
  let takeGuest: ((socket: Socket) => void) | null = null;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    readLines(socket, (line) => {
      const frame = line as FromGuest;
      if (frame.t === 'hello' && frame.token === token) takeGuest?.(socket);
      else if (frame.t === 'stream' && frame.token === token) streams.get(frame.id)?.(socket);
      else socket.destroy();
      return 'stop';
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the guest door has no port');
  const plate: DoorPlate = { host: HOST_IN_GUEST, port: address.port, token };
  writeFileSync(join(outFolder, 'door.json'), JSON.stringify(plate), { mode: 0o600 });
  return {
    nextGuest(timeoutMs) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          takeGuest = null;
          reject(new Error(`the guest did not call within ${timeoutMs} ms`));
        }, timeoutMs);
        takeGuest = (socket) => {
          clearTimeout(timer);
          takeGuest = null;
          resolve(socket);
        };
      });
    },
    stream: (id) =>
      new Promise((resolve) => {
        streams.set(id, (socket) => {
          streams.delete(id);
          resolve(socket);
        });
      }),
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
