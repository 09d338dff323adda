import { z } from 'zod';
import { ContractError } from './errors.ts';
import {
  type CallInput,
  type CallName,
  type CallOutput,
  type Channel,
  type Contract,
  type EventData,
  type EventName,
  type Frame,
  PROTOCOL,
  parseFrame,
} from './rpc.ts';

/** One handler per call. `Caller` is what the transport knows about the peer (its user id, its window). */
export type Handlers<C extends Contract, Caller> = {
  [N in CallName<C>]: (
    input: z.output<C['calls'][N]['in']>,
    caller: Caller,
  ) => Promise<CallOutput<C, N>> | CallOutput<C, N>;
};

export type ServerLog = (event: { code: string; why: string; call?: string }) => void;

export type ContractServer<C extends Contract, Caller> = {
  /** Takes a new peer over `channel`; the link is served until either side closes it. */
  accept(channel: Channel, caller: Caller): void;
  /** Parses and sends to every peer that said hello; returns the event's number. */
  emit<N extends EventName<C>>(name: N, data: EventData<C, N>): number;
  /** The number of the last event: part of every snapshot. */
  lastEvent(): number;
  /** Leaves one number out, so that the next event shows every peer a gap and it asks for a snapshot again: more changed than events tell. */
  leaveGap(): void;
  closeAll(why: string): void;
};

/** A peer that leaves this much unread is closed. */
const MAX_BACKLOG_BYTES = 32 * 1024 * 1024;

/**
 * Serves a contract. Malformed, oversized and unknown frames are logged and end the link, never the process. Bad arguments get
 * `invalid-input`. A handler that throws gets the caller `internal` with the message; the log keeps the cause.
 */
export function serveContract<C extends Contract, Caller>(
  contract: C,
  handlers: Handlers<C, Caller>,
  options: { build: string; log: ServerLog },
): ContractServer<C, Caller> {
  const peers = new Set<Channel>();
  let eventNumber = 0;

  function accept(channel: Channel, caller: Caller): void {
    let greeted = false;
    const send = (message: Frame) => channel.send(JSON.stringify(message));
    const end = (code: 'malformed-frame' | 'oversized-frame' | 'protocol-mismatch' | 'unknown-call', why: string) => {
      options.log({ code, why });
      send({ t: 'error', id: null, error: { code, message: why, details: {} } });
      channel.close(code);
    };
    channel.onClose(() => peers.delete(channel));
    channel.onText((text) => {
      const parsed = parseFrame(text);
      if ('problem' in parsed) return end(parsed.problem, parsed.why);
      const message = parsed.frame;
      if (message.t === 'hello' && !greeted) {
        if (message.protocol !== PROTOCOL || message.contract !== contract.name) {
          return end(
            'protocol-mismatch',
            `this side speaks ${contract.name} ${PROTOCOL}, the other ${message.contract} ${message.protocol}`,
          );
        }
        greeted = true;
        peers.add(channel);
        return;
      }
      if (message.t !== 'call' || !greeted) return end('malformed-frame', `unexpected frame "${message.t}"`);
      if (!Object.hasOwn(contract.calls, message.name)) return end('unknown-call', `no call "${message.name}"`);
      void answerCall(message, send, caller);
    });
    send({ t: 'hello', contract: contract.name, protocol: PROTOCOL, build: options.build });
  }

  async function answerCall(
    message: Extract<Frame, { t: 'call' }>,
    send: (f: Frame) => void,
    caller: Caller,
  ): Promise<void> {
    const name = message.name as CallName<C>;
    try {
      const shape = contract.calls[name];
      const input = shape?.in.safeParse(message.in);
      if (shape === undefined || input === undefined) throw new ContractError('unknown-call', `no call "${name}"`);
      if (!input.success) throw new ContractError('invalid-input', z.prettifyError(input.error));
      const result: unknown = await handlers[name](input.data as never, caller);
      const out = shape.out.safeParse(result);
      if (!out.success) throw new ContractError('invalid-output', `${name}: ${z.prettifyError(out.error)}`);
      send({ t: 'ok', id: message.id, out: out.data });
    } catch (cause) {
      const error = cause instanceof ContractError ? cause : new ContractError('internal', describe(cause));
      options.log({
        code: error.code,
        why: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
        call: name,
      });
      send({ t: 'error', id: message.id, error: { code: error.code, message: error.message, details: error.details } });
    }
  }

  return {
    accept,
    emit(name, data) {
      eventNumber += 1;
      const schema = contract.events[name];
      if (schema === undefined) throw new ContractError('invalid-output', `no event "${name}"`);
      const text = JSON.stringify({ t: 'event', number: eventNumber, name, data: schema.parse(data) } satisfies Frame);
      for (const peer of peers) {
        if (peer.backlogBytes() > MAX_BACKLOG_BYTES) peer.close('reads too slowly');
        else peer.send(text);
      }
      return eventNumber;
    },
    lastEvent: () => eventNumber,
    leaveGap() {
      eventNumber += 1;
    },
    closeAll(why) {
      for (const peer of peers) peer.close(why);
    },
  };
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

export type { CallInput };
