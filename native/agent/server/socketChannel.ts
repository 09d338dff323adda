import type { Socket } from 'node:net';
import type { Channel } from '../../../core/contract/rpc.ts';

export type SocketChannelOptions = {
  /** The longest line in bytes; a peer that sends more without a line feed is cut off while it is still sending. */
  readonly maxLineBytes: number;
  /** Called once with `oversized-frame` or `malformed-frame` before the channel closes by itself. */
  readonly onProblem: (code: 'oversized-frame' | 'malformed-frame', why: string) => void;
};

/** Newline-delimited frames over a connected socket. The socket is read from the first `onText` on. */
export function socketChannel(socket: Socket, options: SocketChannelOptions): Channel {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const closeListeners: ((why: string) => void)[] = [];
  let textListener: ((text: string) => void) | null = null;
  let pieces: Buffer[] = [];
  let pendingBytes = 0;
  let closedWhy: string | null = null;

  const tellClosed = (why: string): void => {
    if (closedWhy !== null) return;
    closedWhy = why;
    pieces = [];
    for (const listener of closeListeners) listener(why);
  };
  const close = (why: string): void => {
    if (closedWhy !== null) return;
    socket.end();
    // A peer that does not read would keep half a connection open for ever.
    socket.setTimeout(1_000, () => socket.destroy());
    tellClosed(why);
  };
  const give = (code: 'oversized-frame' | 'malformed-frame', why: string): void => {
    options.onProblem(code, why);
    if (closedWhy === null) {
      socket.write(`${JSON.stringify({ t: 'error', id: null, error: { code, message: why, details: {} } })}\n`);
    }
    close(code);
  };
  const takeLine = (line: Buffer): void => {
    let text: string;
    try {
      text = decoder.decode(line);
    } catch {
      give('malformed-frame', 'not UTF-8');
      return;
    }
    textListener?.(text);
  };
  const take = (chunk: Buffer): void => {
    let rest = chunk;
    while (closedWhy === null) {
      const end = rest.indexOf(0x0a);
      const piece = end === -1 ? rest : rest.subarray(0, end);
      pendingBytes += piece.length;
      if (pendingBytes > options.maxLineBytes) {
        give('oversized-frame', `more than ${options.maxLineBytes} bytes without a line feed`);
        return;
      }
      pieces.push(piece);
      if (end === -1) return;
      const line = Buffer.concat(pieces);
      pieces = [];
      pendingBytes = 0;
      takeLine(line);
      rest = rest.subarray(end + 1);
    }
  };

  socket.on('data', take);
  socket.on('close', () => tellClosed('the other side closed'));
  socket.on('error', (error) => {
    tellClosed(error.message);
    socket.destroy();
  });

  return {
    send(text) {
      if (closedWhy === null) socket.write(`${text}\n`);
    },
    onText(listener) {
      textListener = listener;
      socket.resume();
    },
    onClose(listener) {
      if (closedWhy === null) closeListeners.push(listener);
      else listener(closedWhy);
    },
    close,
    backlogBytes: () => socket.writableLength,
  };
}
