import { z } from 'zod';
import { ContractError, type ContractErrorCode } from './errors.ts';
import {
  type CallInput,
  type CallName,
  type CallOutput,
  type Channel,
  type Contract,
  type EventData,
  type EventName,
  PROTOCOL,
  parseFrame,
} from './rpc.ts';

export type ContractClient<C extends Contract> = {
  /** Calls the peer; rejects with a `ContractError` (never hangs: `link-closed` when the link ends, `timed-out` after `timeoutMs`). */
  call<N extends CallName<C>>(
    name: N,
    input: CallInput<C, N>,
    options?: { timeoutMs?: number },
  ): Promise<CallOutput<C, N>>;
  /** Hears one kind of event; returns how to stop. */
  on<N extends EventName<C>>(name: N, listener: (data: EventData<C, N>, number: number) => void): () => void;
  /** An event was missed: the state must be asked for again. */
  onGap(listener: () => void): void;
  onClose(listener: (why: string) => void): void;
  /** Resolves with the peer's build once it has said hello in our protocol; rejects when it speaks another or closes. */
  ready: Promise<{ build: string }>;
  close(): void;
};

type Pending = {
  resolve: (out: unknown) => void;
  reject: (error: Error) => void;
  name: string;
  timer: ReturnType<typeof setTimeout>;
};

/** Connects a client to a contract over a channel. Everything that comes in is parsed; a peer that sends nonsense is hung up on. */
export function connectContract<C extends Contract>(
  contract: C,
  channel: Channel,
  options: { build: string; callTimeoutMs?: number },
): ContractClient<C> {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Set<(data: unknown, number: number) => void>>();
  const gapListeners: (() => void)[] = [];
  const closeListeners: ((why: string) => void)[] = [];
  let nextId = 1;
  let lastEvent: number | null = null;
  let closedWhy: string | null = null;
  let greet: (hello: { build: string }) => void;
  let refuseGreeting: (error: Error) => void;
  const ready = new Promise<{ build: string }>((resolve, reject) => {
    greet = resolve;
    refuseGreeting = reject;
  });
  ready.catch(() => undefined);

  channel.onClose((why) => {
    closedWhy = why;
    refuseGreeting(new ContractError('link-closed', why));
    for (const waiting of pending.values())
      settle(waiting).reject(new ContractError('link-closed', `${waiting.name}: ${why}`));
    pending.clear();
    for (const listener of closeListeners) listener(why);
  });
  channel.onText((text) => {
    const parsed = parseFrame(text);
    if ('problem' in parsed) return channel.close(`${parsed.problem}: ${parsed.why}`);
    const message = parsed.frame;
    switch (message.t) {
      case 'hello':
        if (message.protocol !== PROTOCOL || message.contract !== contract.name) {
          const why = `the other side speaks ${message.contract} ${message.protocol}, this one ${contract.name} ${PROTOCOL}; update both to one version`;
          refuseGreeting(new ContractError('protocol-mismatch', why));
          return channel.close(why);
        }
        return greet({ build: message.build });
      case 'ok':
        return finish(message.id, message.out);
      case 'error': {
        const error = new ContractError(
          message.error.code as ContractErrorCode,
          message.error.message,
          message.error.details,
        );
        if (message.id === null) return refuseGreeting(error);
        const waiting = pending.get(message.id);
        pending.delete(message.id);
        if (waiting !== undefined) settle(waiting).reject(error);
        return;
      }
      case 'event':
        return hear(message.name, message.number, message.data);
      case 'call':
        return channel.close('a server does not call');
    }
  });
  channel.send(JSON.stringify({ t: 'hello', contract: contract.name, protocol: PROTOCOL, build: options.build }));

  function settle(waiting: Pending): Pending {
    clearTimeout(waiting.timer);
    return waiting;
  }

  function finish(id: number, out: unknown): void {
    const waiting = pending.get(id);
    if (waiting === undefined) return;
    pending.delete(id);
    settle(waiting);
    const parsed = contract.calls[waiting.name]?.out.safeParse(out);
    if (parsed?.success === true) waiting.resolve(parsed.data);
    else
      waiting.reject(
        new ContractError('invalid-output', `${waiting.name}: ${parsed ? z.prettifyError(parsed.error) : 'unknown'}`),
      );
  }

  function hear(name: string, number: number, data: unknown): void {
    const schema = contract.events[name];
    const parsed = schema?.safeParse(data);
    const gap = lastEvent !== null && number !== lastEvent + 1;
    lastEvent = number;
    if (gap || parsed === undefined || !parsed.success) for (const listener of gapListeners) listener();
    if (parsed?.success === true) for (const listener of listeners.get(name) ?? []) listener(parsed.data, number);
  }

  return {
    call(name, input, callOptions) {
      if (closedWhy !== null) return Promise.reject(new ContractError('link-closed', `${name}: ${closedWhy}`));
      const id = nextId;
      nextId += 1;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => {
            pending.delete(id);
            reject(new ContractError('timed-out', `${name} got no answer`));
          },
          callOptions?.timeoutMs ?? options.callTimeoutMs ?? 30_000,
        );
        pending.set(id, { resolve: resolve as (out: unknown) => void, reject, name, timer });
        channel.send(JSON.stringify({ t: 'call', id, name, in: input }));
      });
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      const hearing = listener as (data: unknown, number: number) => void;
      set.add(hearing);
      return () => set.delete(hearing);
    },
    onGap: (listener) => gapListeners.push(listener),
    onClose(listener) {
      if (closedWhy !== null) listener(closedWhy);
      else closeListeners.push(listener);
    },
    ready,
    close: () => channel.close('closed by this side'),
  };
}
