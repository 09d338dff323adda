import type { Socket } from 'node:net';
import type { GuestDoor } from './guestDoor.ts';
import type { FromGuest, ToGuest } from './guestProtocol.ts';
import { readLines } from './lines.ts';

export type ExecResult = {
  /** `null` when it ended by a signal. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
};

/** A program that runs in the guest. */
export type GuestProcess = {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
  readonly ended: Promise<ExecResult>;
};

/** Orders to one booted guest. Every promise rejects with `the guest is gone` when it is. */
export type GuestLink = {
  start(argv: readonly string[], timeoutMs: number | null): Promise<GuestProcess>;
  /** A stream to a UNIX socket of the guest, by root of the guest. */
  openSocket(path: string): Promise<Socket>;
  /** A stream to standard input and output of a program. */
  openProcess(argv: readonly string[]): Promise<Socket>;
  powerOff(): void;
  readonly gone: Promise<void>;
};

type Listener = (frame: FromGuest | 'gone') => void;

export function guestLink(socket: Socket, door: GuestDoor): GuestLink {
  const listeners = new Map<number, Listener>();
  let nextId = Date.now();
  let isGone = false;
  const tell = (order: ToGuest): void => {
    socket.write(`${JSON.stringify(order)}\n`);
  };
  readLines(socket, (line) => {
    const frame = line as FromGuest;
    if (frame.t !== 'hello') listeners.get(frame.id)?.(frame);
    return 'more';
  });
  const gone = new Promise<void>((resolve) => {
    socket.on('close', () => {
      isGone = true;
      for (const listener of listeners.values()) listener('gone');
      listeners.clear();
      resolve();
    });
  });
  socket.resume();

  const order = (listen: Listener): number => {
    if (isGone) throw new Error('the guest is gone');
    const id = nextId;
    nextId += 1;
    listeners.set(id, listen);
    return id;
  };
  const open = (orderOf: (id: number) => ToGuest): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const id = order((frame) => {
        if (frame === 'gone') reject(new Error('the guest is gone'));
        else if (frame.t === 'failed') reject(new Error(frame.why));
      });
      door.stream(id).then((stream) => {
        listeners.delete(id);
        resolve(stream);
      }, reject);
      tell(orderOf(id));
    });

  return {
    start: (argv, timeoutMs) =>
      new Promise((resolve, reject) => {
        const output = { stdout: '', stderr: '' };
        const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
        let end: (result: ExecResult) => void;
        let fail: (error: Error) => void;
        const ended = new Promise<ExecResult>((done, failed) => {
          end = done;
          fail = failed;
        });
        // Who never asks how it ended is not told.
        ended.catch(() => undefined);
        const id = order((frame) => {
          if (frame === 'gone' || frame.t === 'failed') {
            const error = new Error(frame === 'gone' ? `the guest is gone (${argv.join(' ')})` : frame.why);
            listeners.delete(id);
            reject(error);
            fail(error);
          } else if (frame.t === 'started') {
            resolve({
              pid: frame.pid,
              stdout: () => output.stdout,
              stderr: () => output.stderr,
              signal: (signal) => tell({ t: 'signal', id, signal }),
              ended,
            });
          } else if (frame.t === 'output') {
            output[frame.to] += decoders[frame.to].decode(Buffer.from(frame.base64, 'base64'), { stream: true });
          } else if (frame.t === 'ended') {
            listeners.delete(id);
            end({ ...output, code: frame.code, signal: frame.signal, timedOut: frame.timedOut });
          }
        });
        tell({ t: 'run', id, argv, timeoutMs });
      }),
    openSocket: (path) => open((id) => ({ t: 'open-socket', id, path })),
    openProcess: (argv) => open((id) => ({ t: 'open-process', id, argv })),
    powerOff: () => tell({ t: 'power-off' }),
    gone,
  };
}
