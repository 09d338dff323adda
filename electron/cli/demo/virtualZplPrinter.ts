import { once } from 'node:events';
import { SerialPort } from 'serialport';

/**
 * A MODEL of a ZPL label printer, for the demo and the tests; no printer. It sits on the other end of a real tty (a pseudo-terminal pair), collects
 * the labels between ^XA and ^XZ, and answers ~HS with the three strings of the Zebra Programming Guide. It draws nothing and knows no other command.
 */
export type VirtualZplPrinter = {
  /** The printed labels, in the order in which they came out. */
  labels(): readonly Uint8Array[];
  /** What a hand at the printer can change. A label that was received while it cannot print comes out once it can. */
  set(condition: Partial<PrinterCondition>): void;
  /** Pulls the plug: the tty is closed, what was inside is lost. */
  unplug(): Promise<void>;
};

export type PrinterCondition = {
  readonly paperOut: boolean;
  readonly headOpen: boolean;
  readonly paused: boolean;
  /** How ~HS is answered: as the guide says, not at all, or with line noise. */
  readonly answers: 'host-status' | 'silence' | 'garbage';
  /** How long one label takes. */
  readonly printMs: number;
};

const STARTING: PrinterCondition = {
  paperOut: false,
  headOpen: false,
  paused: false,
  answers: 'host-status',
  printMs: 30,
};

/** Plugs the model into its end of the pair. `onLabel` hears each label that comes out. */
export async function plugVirtualZplPrinter(
  path: string,
  onLabel: (zpl: Uint8Array) => void = () => undefined,
): Promise<VirtualZplPrinter> {
  let condition = STARTING;
  const printed: Uint8Array[] = [];
  const inside: Buffer[] = [];
  let received = Buffer.alloc(0);
  let printing: ReturnType<typeof setTimeout> | null = null;

  const port = new SerialPort({ path, baudRate: 9600, autoOpen: false });
  port.open();
  await once(port, 'open');

  function printNext(): void {
    const { paperOut, headOpen, paused, printMs } = condition;
    if (printing !== null || inside.length === 0 || paperOut || headOpen || paused) return;
    printing = setTimeout(() => {
      printing = null;
      const label = inside.shift();
      if (label !== undefined) {
        printed.push(Uint8Array.from(label));
        onLabel(Uint8Array.from(label));
      }
      printNext();
    }, printMs);
  }

  function answerStatus(): void {
    if (condition.answers === 'silence') return;
    if (condition.answers === 'garbage') port.write(Buffer.from([0xff, 0x80, 0x3f, 0x00, 0xe6, 0x0d, 0x0a]));
    else port.write(hostStatus(condition, inside.length, received.includes('^XA')), 'latin1');
  }

  port.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (;;) {
      const asked = received.indexOf('~HS');
      const ended = received.indexOf('^XZ');
      if (asked >= 0 && (ended < 0 || asked < ended)) {
        received = Buffer.concat([received.subarray(0, asked), received.subarray(asked + 3)]);
        answerStatus();
      } else if (ended >= 0) {
        const begun = received.subarray(0, ended).lastIndexOf('^XA');
        if (begun >= 0) inside.push(Buffer.from(received.subarray(begun, ended + 3)));
        received = received.subarray(ended + 3);
        printNext();
      } else return;
    }
  });

  return {
    labels: () => printed,
    set(changes) {
      condition = { ...condition, ...changes };
      printNext();
    },
    async unplug() {
      if (printing !== null) clearTimeout(printing);
      if (!port.isOpen) return;
      port.close();
      await once(port, 'close');
    },
  };
}

/** The host status return (Zebra Programming Guide, ~HS): 203 dpi, 50 x 25 mm, direct thermal, tear-off. */
function hostStatus({ paperOut, headOpen, paused }: PrinterCondition, formats: number, partial: boolean): string {
  const flag = (set: boolean): string => (set ? '1' : '0');
  const waiting = String(Math.min(formats, 999)).padStart(3, '0');
  const first = `030,${flag(paperOut)},${flag(paused)},0200,${waiting},0,0,${flag(partial)},000,0,0,0`;
  const second = `001,0,${flag(headOpen)},0,0,2,4,0,${String(formats).padStart(8, '0')},1,000`;
  const third = '1234,0';
  return [first, second, third].map((text) => `\u0002${text}\u0003\r\n`).join('');
}
