import { SerialPort } from 'serialport';
import type { PrinterSettings } from '../../../core/domain/printer.ts';
import type { Reason } from '../../../core/domain/reason.ts';
import { type PrinterLine, receivingLine, whyNotOpen } from './printerLine.ts';

/** How the bytes of a serial printer travel. */
export type SerialSettings = Pick<PrinterSettings, 'baudRate' | 'dataBits' | 'parity' | 'stopBits' | 'flowControl'>;

/** Opens the line, or says in one code why it cannot: `port-absent`, `port-locked`, `port-denied`, `port-failed`. */
export async function openSerialLine(
  path: string,
  { baudRate, dataBits, parity, stopBits, flowControl }: SerialSettings,
): Promise<{ line: PrinterLine } | { why: Reason }> {
  const port = new SerialPort({
    path,
    baudRate,
    dataBits,
    parity,
    stopBits,
    rtscts: flowControl === 'hardware',
    xon: flowControl === 'software',
    xoff: flowControl === 'software',
    autoOpen: false,
  });
  const failure = await new Promise<Error | null>((resolve) => port.open(resolve));
  if (failure !== null) return { why: whyNotOpen(failure, path) };
  return { line: lineOver(port) };
}

function lineOver(port: SerialPort): PrinterLine {
  const incoming = receivingLine();
  port.on('data', (chunk: Buffer) => incoming.received(chunk.toString('latin1')));
  // A pulled plug shows as an error, as a close, or both; either way the line is gone.
  port.on('error', incoming.lose);
  port.on('close', incoming.lose);
  return {
    ...incoming.line,
    async send(bytes, timeoutMs) {
      let passedOn = false;
      port.write(Buffer.from(bytes));
      port.drain((failure) => {
        if (failure === null || failure === undefined) passedOn = true;
        else incoming.lose();
        incoming.wake();
      });
      const reminder = setInterval(() => remindOfWaiting(port), REMIND_MS);
      await incoming.within(timeoutMs, () => passedOn);
      clearInterval(reminder);
      return passedOn && !incoming.line.lost();
    },
    // What the printer never took must not come out of the wire later, when nobody watches.
    dropUnsent: () =>
      new Promise((resolve) => {
        if (!port.isOpen) resolve();
        else port.flush(() => resolve());
      }),
    close: () =>
      new Promise((resolve) => {
        if (!port.isOpen) resolve();
        // A line that is gone cannot be closed properly; there is nothing left to do for it.
        else port.close(() => resolve());
      }),
  };
}

const REMIND_MS = 100;
/** UV_READABLE and UV_WRITABLE of libuv. */
const BOTH_WAYS = 3;

/**
 * The serial binding watches either for bytes to come or for room to write, whichever it was asked last (bindings-cpp 13, `Poller::poll` hands libuv only
 * the new event). A write that a printer held back (XOFF, RTS) would wait until the printer says something; so it is asked for both again.
 */
function remindOfWaiting({ port }: SerialPort): void {
  if (port === undefined || !port.isOpen || !('poller' in port)) return;
  port.poller.poll(BOTH_WAYS);
}
