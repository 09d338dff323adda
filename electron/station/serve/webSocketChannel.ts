import type { WebSocket } from 'ws';
import type { Channel } from '../../../core/contract/rpc.ts';

/** A WebSocket as a channel: text frames only. The size limit is the server's `maxPayload`. */
export function webSocketChannel(socket: WebSocket): Channel {
  const textListeners: ((text: string) => void)[] = [];
  const closeListeners: ((why: string) => void)[] = [];
  let closedWhy: string | null = null;
  const ended = (why: string) => {
    if (closedWhy !== null) return;
    closedWhy = why;
    for (const listener of closeListeners) listener(why);
  };
  const close = (why: string) => {
    if (closedWhy !== null) return;
    ended(why);
    // RFC 6455 section 5.5.1: a close reason has at most 123 bytes.
    socket.close(1000, why.replace(/[^\x20-\x7e]/g, '?').slice(0, 120));
    setTimeout(() => socket.terminate(), 500).unref();
  };
  socket.on('message', (data, isBinary) => {
    if (closedWhy !== null) return;
    if (isBinary) return close('malformed-frame: not text');
    const text = data.toString();
    for (const listener of textListeners) listener(text);
  });
  socket.on('error', (cause) => ended(cause.message));
  socket.on('close', () => ended('the window closed the link'));
  return {
    send(text) {
      if (closedWhy === null) socket.send(text);
    },
    onText: (listener) => void textListeners.push(listener),
    onClose(listener) {
      if (closedWhy !== null) listener(closedWhy);
      else closeListeners.push(listener);
    },
    close,
    backlogBytes: () => socket.bufferedAmount,
  };
}
