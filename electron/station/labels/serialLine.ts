import { SerialPort } from 'serialport';
import { because, type Reason } from '../../../core/domain/reason.ts';

/** How a serial printer is set up. ZPL printers leave the factory at 9600 baud, eight bits, no parity. */
export type SerialSettings = {
  readonly path: string;
  readonly baudRate: number;
  readonly parity: 'none' | 'even' | 'odd';
  readonly flowControl: 'none' | 'hardware' | 'software';
};

/** An open serial line. After `lost` is set every call answers as if nothing came. */
export type SerialLine = {
  /** Sends and waits until the operating system has passed everything on; `false` when the line broke or did not take it in time. */
  send(bytes: Uint8Array | string, timeoutMs: number): Promise<boolean>;
  /** Collects what comes in until `enough` says so; answers what came when the time is up or the line is lost. */
  collect(enough: (text: string) => boolean, timeoutMs: number): Promise<string>;
  /** Forgets what came in unasked. */
  discardInput(): void;
  lost(): boolean;
  close(): Promise<void>;
};

/** Opens the line, or says in one code why it cannot: `port-absent`, `port-locked`, `port-denied`, `port-failed`. */
export async function openSerialLine(settings: SerialSettings): Promise<{ line: SerialLine } | { why: Reason }> {
  const { path, baudRate, parity, flowControl } = settings;
  const port = new SerialPort({
    path,
    baudRate,
    parity,
    rtscts: flowControl === 'hardware',
    xon: flowControl === 'software',
    xoff: flowControl === 'software',
    autoOpen: false,
  });
  const failure = await new Promise<Error | null>((resolve) => port.open(resolve));
  if (failure !== null) return { why: whyNotOpen(failure, path) };
  return { line: lineOver(port) };
}

function whyNotOpen(failure: Error, path: string): Reason {
  const { message } = failure;
  if (/no such (file|device)|ENOENT|ENXIO|ENODEV/i.test(message)) return because('port-absent', { path });
  if (/cannot lock|busy|temporarily unavailable/i.test(message)) return because('port-locked', { path });
  if (/permission denied|access denied/i.test(message)) return because('port-denied', { path });
  return because('port-failed', { path, message });
}

function lineOver(port: SerialPort): SerialLine {
  let received = '';
  let lost = false;
  const watchers = new Set<() => void>();
  const wake = (): void => {
    for (const watcher of watchers) watcher();
  };
  const lose = (): void => {
    lost = true;
    wake();
  };
  port.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
    wake();
  });
  // A pulled plug shows as an error, as a close, or both; either way the line is gone.
  port.on('error', lose);
  port.on('close', lose);

  const within = (timeoutMs: number, settled: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        watchers.delete(look);
        resolve();
      };
      const look = (): void => {
        if (lost || settled()) finish();
      };
      const timer = setTimeout(finish, timeoutMs);
      watchers.add(look);
      look();
    });

  return {
    async send(bytes, timeoutMs) {
      let passedOn = false;
      port.write(typeof bytes === 'string' ? bytes : Buffer.from(bytes));
      port.drain((failure) => {
        if (failure === null || failure === undefined) passedOn = true;
        else lost = true;
        wake();
      });
      await within(timeoutMs, () => passedOn);
      return passedOn && !lost;
    },
    async collect(enough, timeoutMs) {
      await within(timeoutMs, () => enough(received));
      return received;
    },
    discardInput() {
      received = '';
    },
    lost: () => lost,
    close: () =>
      new Promise((resolve) => {
        if (!port.isOpen) resolve();
        // A line that is gone cannot be closed properly; there is nothing left to do for it.
        else port.close(() => resolve());
      }),
  };
}
