import { because, type Reason } from '../../../core/domain/reason.ts';

/** An open way to a printer. After `lost` is set every call answers as if nothing came. */
export type PrinterLine = {
  /** Sends and waits until the operating system has passed everything on; `false` when the line broke or did not take it in time. */
  send(bytes: Uint8Array, timeoutMs: number): Promise<boolean>;
  /** Collects what comes in until `enough` says so; answers what came when the time is up or the line is lost. One character a byte. */
  collect(enough: (text: string) => boolean, timeoutMs: number): Promise<string>;
  /** Forgets what came in unasked. */
  discardInput(): void;
  /** Throws away what the operating system has not yet passed on. */
  dropUnsent(): Promise<void>;
  lost(): boolean;
  close(): Promise<void>;
};

/** The receiving half of a line: whoever reads calls `received` and `lose`. */
export type ReceivingLine = {
  readonly line: Pick<PrinterLine, 'collect' | 'discardInput' | 'lost'>;
  received(text: string): void;
  lose(): void;
  wake(): void;
  /** Waits until it is so, the line is lost, or the time is up. */
  within(timeoutMs: number, settled: () => boolean): Promise<void>;
};

export function receivingLine(): ReceivingLine {
  let text = '';
  let lost = false;
  const watchers = new Set<() => void>();
  const wake = (): void => {
    for (const watcher of watchers) watcher();
  };
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
    wake,
    within,
    received(more) {
      text += more;
      wake();
    },
    lose() {
      lost = true;
      wake();
    },
    line: {
      async collect(enough, timeoutMs) {
        await within(timeoutMs, () => enough(text));
        return text;
      },
      discardInput() {
        text = '';
      },
      lost: () => lost,
    },
  };
}

/** Why a port did not open, as one code: `port-absent`, `port-locked`, `port-denied`, `port-failed`. */
export function whyNotOpen(failure: Error, path: string): Reason {
  const { message } = failure;
  if (/no such (file|device)|ENOENT|ENXIO|ENODEV/i.test(message)) return because('port-absent', { path });
  if (/cannot lock|busy|temporarily unavailable/i.test(message)) return because('port-locked', { path });
  if (/permission denied|access denied|EACCES|EPERM/i.test(message)) return because('port-denied', { path });
  return because('port-failed', { path, message });
}
