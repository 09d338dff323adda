import type { Socket } from 'node:net';
import { type Channel, MAX_FRAME_LENGTH } from '../../../core/contract/rpc.ts';

/** UTF-8 needs at most three bytes per UTF-16 code unit, so no frame that the kit would take is cut off here. */
export const MAX_LINE_BYTES = MAX_FRAME_LENGTH * 3;

const NEWLINE = 0x0a;
const FLUSH_MS = 500;

/**
 * Newline-delimited JSON over a stream socket. A line beyond `maxLineBytes` or bytes that are not UTF-8 end the link before they are
 * gathered further. `close` gives a reader half a second to take what was sent, then cuts.
 */
export function lineChannel(socket: Socket, maxLineBytes: number = MAX_LINE_BYTES): Channel {
  const textListeners: ((text: string) => void)[] = [];
  const closeListeners: ((why: string) => void)[] = [];
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let closedWhy: string | null = null;

  function ended(why: string): void {
    if (closedWhy !== null) return;
    closedWhy = why;
    held = [];
    for (const listener of closeListeners) listener(why);
  }

  function close(why: string): void {
    if (closedWhy !== null) return;
    ended(why);
    socket.end();
    setTimeout(() => socket.destroy(), FLUSH_MS).unref();
  }

  function take(line: Uint8Array): void {
    const text = textOf(line);
    if (text === null) close('malformed-frame: not UTF-8');
    else for (const listener of textListeners) listener(text);
  }

  function textOf(line: Uint8Array): string | null {
    try {
      return decoder.decode(line);
    } catch {
      // A fatal decoder throws on anything that is not UTF-8; that is the answer.
      return null;
    }
  }

  socket.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1 && closedWhy === null; at = chunk.indexOf(NEWLINE, from)) {
      const line = Buffer.concat([...held, chunk.subarray(from, at)]);
      held = [];
      heldBytes = 0;
      from = at + 1;
      if (line.length > maxLineBytes) return close(`oversized-frame: more than ${maxLineBytes} bytes in one line`);
      take(line);
    }
    if (closedWhy !== null) return;
    heldBytes += chunk.length - from;
    if (heldBytes > maxLineBytes) return close(`oversized-frame: more than ${maxLineBytes} bytes in one line`);
    if (from < chunk.length) held.push(chunk.subarray(from));
  });
  socket.on('error', (cause) => ended(cause.message));
  socket.on('close', () => ended('the other side closed the link'));

  return {
    send(text) {
      if (closedWhy === null) socket.write(`${text}\n`);
    },
    onText: (listener) => void textListeners.push(listener),
    onClose(listener) {
      if (closedWhy !== null) listener(closedWhy);
      else closeListeners.push(listener);
    },
    close,
    backlogBytes: () => socket.writableLength,
  };
}
