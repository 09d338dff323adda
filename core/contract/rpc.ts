import { z } from 'zod';
import { details } from '../domain/reason.ts';

/** Changed whenever an old peer could misread a new one; both sides compare it before anything else. */
export const PROTOCOL = 1;

/** The longest frame a peer may send, in UTF-16 code units of its JSON text. */
export const MAX_FRAME_LENGTH = 8 * 1024 * 1024;

export type CallShape = { readonly in: z.ZodType; readonly out: z.ZodType };
export type Contract = {
  readonly name: string;
  readonly calls: Readonly<Record<string, CallShape>>;
  readonly events: Readonly<Record<string, z.ZodType>>;
};

/** Declares one call: `in` and `out` are parsed at both ends. */
export function call<In extends z.ZodType, Out extends z.ZodType>(shape: { in: In; out: Out }) {
  return shape;
}

export type CallName<C extends Contract> = keyof C['calls'] & string;
export type CallInput<C extends Contract, N extends CallName<C>> = z.input<C['calls'][N]['in']>;
export type CallOutput<C extends Contract, N extends CallName<C>> = z.output<C['calls'][N]['out']>;
export type EventName<C extends Contract> = keyof C['events'] & string;
export type EventData<C extends Contract, N extends EventName<C>> = z.output<C['events'][N]>;

/** A two-way text pipe: UNIX socket, WebSocket or MessagePort. `send` after close is a silent no-op; `onClose` tells once. */
export type Channel = {
  send(text: string): void;
  onText(listener: (text: string) => void): void;
  onClose(listener: (why: string) => void): void;
  close(why: string): void;
  /** Bytes accepted but not yet taken by the peer; a reader that stops reading is cut off, so that it cannot fill our memory. */
  backlogBytes(): number;
};

/** What travels. `hello` is the first frame of each side. Events carry a server-wide number; a gap means: ask for a snapshot again. */
export const frame = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('hello'), contract: z.string(), protocol: z.number().int(), build: z.string() }),
  z.strictObject({
    t: z.literal('call'),
    id: z.number().int().nonnegative(),
    name: z.string().max(128),
    in: z.unknown(),
  }),
  z.strictObject({ t: z.literal('ok'), id: z.number().int().nonnegative(), out: z.unknown() }),
  z.strictObject({
    t: z.literal('error'),
    id: z.number().int().nonnegative().nullable(),
    error: z.strictObject({ code: z.string(), message: z.string(), details }),
  }),
  z.strictObject({
    t: z.literal('event'),
    number: z.number().int().positive(),
    name: z.string().max(128),
    data: z.unknown(),
  }),
]);
export type Frame = z.infer<typeof frame>;

/** Parses one frame, or says in one sentence why it is none. Never throws. */
export function parseFrame(
  text: string,
): { frame: Frame } | { problem: 'oversized-frame' | 'malformed-frame'; why: string } {
  if (text.length > MAX_FRAME_LENGTH) return { problem: 'oversized-frame', why: `frame of ${text.length} characters` };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return { problem: 'malformed-frame', why: `not JSON: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
  const parsed = frame.safeParse(value);
  return parsed.success ? { frame: parsed.data } : { problem: 'malformed-frame', why: z.prettifyError(parsed.error) };
}
