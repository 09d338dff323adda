import { connect } from 'node:net';
import { readLines } from './lines.ts';

export type QmpEvent = { readonly event: string; readonly data: Readonly<Record<string, unknown>> };

/** QEMU's machine protocol on its UNIX socket (qemu-qmp-ref(7)). */
export type Qmp = {
  /** Runs a command; rejects with QEMU's own words, or when QEMU is gone. `argumentsJson` is JSON text, for numbers above 2^53. */
  execute(command: string, argumentsJson?: string): Promise<unknown>;
  onEvent(listener: (event: QmpEvent) => void): () => void;
  /** The next event that is `wanted`; rejects after `timeoutMs` and when QEMU is gone. */
  nextEvent(wanted: (event: QmpEvent) => boolean, timeoutMs: number): Promise<QmpEvent>;
  close(): void;
};

type Answer = {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
  readonly id?: number;
  readonly event?: string;
  readonly data?: Record<string, unknown>;
};

/** Connects and ends the greeting; rejects when nobody listens there. */
export async function connectQmp(path: string): Promise<Qmp> {
  const socket = connect(path);
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const listeners = new Set<(event: QmpEvent) => void>();
  const goneListeners = new Set<() => void>();
  let nextId = 1;
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    for (const { reject } of pending.values()) reject(new Error('QEMU is gone'));
    pending.clear();
    for (const listener of goneListeners) listener();
  });
  readLines(socket, (line) => {
    const answer = line as Answer;
    if (answer.event !== undefined) {
      for (const listener of listeners) listener({ event: answer.event, data: answer.data ?? {} });
    }
    const waiting = answer.id === undefined ? undefined : pending.get(answer.id);
    if (answer.id !== undefined) pending.delete(answer.id);
    if (answer.error !== undefined) waiting?.reject(new Error(answer.error.desc));
    else waiting?.resolve(answer.return);
    return 'more';
  });
  const qmp: Qmp = {
    execute(command, argumentsJson = '{}') {
      if (socket.destroyed) return Promise.reject(new Error('QEMU is gone'));
      const id = nextId;
      nextId += 1;
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject });
        socket.write(`{"execute":${JSON.stringify(command)},"arguments":${argumentsJson},"id":${id}}\n`);
      });
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    nextEvent(wanted, timeoutMs) {
      return new Promise((resolve, reject) => {
        const end = (act: () => void): void => {
          clearTimeout(timer);
          listeners.delete(hear);
          goneListeners.delete(gone);
          act();
        };
        const hear = (event: QmpEvent): void => {
          if (wanted(event)) end(() => resolve(event));
        };
        const gone = (): void => end(() => reject(new Error('QEMU is gone')));
        const timer = setTimeout(() => end(() => reject(new Error(`no such event within ${timeoutMs} ms`))), timeoutMs);
        listeners.add(hear);
        goneListeners.add(gone);
      });
    },
    close: () => socket.destroy(),
  };
  await qmp.execute('qmp_capabilities');
  return qmp;
}
