import type { Channel } from './rpc.ts';

/**
 * Two channels joined in memory, for a client and a server in one process (the demo, tests). Texts arrive in order and never inside `send`, as
 * on a real link; what is sent before the other side listens is kept for it.
 */
export function channelPair(): [Channel, Channel] {
  const ends: [End, End] = [newEnd(), newEnd()];
  let closed = false;
  const close = (why: string) => {
    if (closed) return;
    closed = true;
    for (const end of ends) for (const listener of end.closeListeners) listener(why);
  };
  const join = (own: End, other: End): Channel => ({
    send(text) {
      if (closed) return;
      other.waiting.push(text);
      queueMicrotask(() => deliver(other));
    },
    onText(listener) {
      own.textListeners.push(listener);
      queueMicrotask(() => deliver(own));
    },
    onClose: (listener) => own.closeListeners.push(listener),
    close,
    backlogBytes: () => other.waiting.reduce((sum, text) => sum + text.length, 0),
  });
  return [join(ends[0], ends[1]), join(ends[1], ends[0])];
}

type End = {
  readonly textListeners: ((text: string) => void)[];
  readonly closeListeners: ((why: string) => void)[];
  readonly waiting: string[];
};

function newEnd(): End {
  return { textListeners: [], closeListeners: [], waiting: [] };
}

function deliver(end: End): void {
  if (end.textListeners.length === 0) return;
  for (let text = end.waiting.shift(); text !== undefined; text = end.waiting.shift()) {
    for (const listener of end.textListeners) listener(text);
  }
}
