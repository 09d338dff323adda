import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reason } from '../../../core/domain/reason.ts';
import { type PrinterLine, receivingLine, whyNotOpen } from './printerLine.ts';

const LOOK_AGAIN_MS = 15;

/**
 * Opens a USB printer of the kernel's usblp driver (`/dev/usb/lpN`): a file without speed or parity. It is read and written without blocking, so a silent
 * printer holds up no thread. The driver gives it to one program at a time; a second one is told `port-locked`.
 */
export async function openUsbPrinterLine(path: string): Promise<{ line: PrinterLine } | { why: Reason }> {
  try {
    const handle = await open(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
    return { line: lineOver(handle) };
  } catch (cause) {
    return { why: whyNotOpen(cause instanceof Error ? cause : new Error(String(cause)), path) };
  }
}

function lineOver(handle: FileHandle): PrinterLine {
  const incoming = receivingLine();
  let closed = false;
  const over = (): boolean => closed || incoming.line.lost();

  async function listen(): Promise<void> {
    const buffer = Buffer.alloc(4096);
    while (!over()) {
      const count = await waiting(() => handle.read(buffer, 0, buffer.length, null).then(({ bytesRead }) => bytesRead));
      if (count === 'lost') incoming.lose();
      else if (typeof count === 'number' && count > 0) incoming.received(buffer.toString('latin1', 0, count));
      else await sleep(LOOK_AGAIN_MS);
    }
  }
  const listening = listen();

  return {
    ...incoming.line,
    async send(bytes, timeoutMs) {
      const deadline = performance.now() + timeoutMs;
      for (let sent = 0; sent < bytes.length; ) {
        if (over() || performance.now() > deadline) return false;
        const from = sent;
        const count = await waiting(() =>
          handle.write(bytes, from, bytes.length - from, null).then(({ bytesWritten }) => bytesWritten),
        );
        if (count === 'lost') incoming.lose();
        else if (count === 'later') await sleep(LOOK_AGAIN_MS);
        else sent += count;
      }
      return !over();
    },
    // The driver keeps nothing back: what write took is on its way.
    dropUnsent: async () => undefined,
    async close() {
      closed = true;
      await listening;
      await handle.close();
    },
  };
}

/** Tries once; `later` when the driver has nothing or takes nothing now, `lost` when the printer is gone. */
async function waiting(attempt: () => Promise<number>): Promise<number | 'later' | 'lost'> {
  try {
    return await attempt();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    return code === 'EAGAIN' ? 'later' : 'lost';
  }
}
