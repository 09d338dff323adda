import { once } from 'node:events';
import { SerialPort } from 'serialport';
import type { PrinterLanguage } from '../../../../core/domain/printer.ts';
import { answerTo, type PrinterCondition } from './answers.ts';
import { epl2Reader } from './epl2Reader.ts';
import type { OrderReader, Paper } from './paper.ts';
import { tsplReader } from './tsplReader.ts';
import { zplReader } from './zplReader.ts';

/**
 * A MODEL of a label printer, for the demo and the tests; no printer. It sits on the other end of a real tty (a pseudo-terminal pair), reads ZPL, EPL2 or
 * TSPL as far as labels and status need it, and keeps what came out on paper, dot for dot.
 */
export type VirtualPrinter = {
  /** The bytes of the printed labels, in the order in which they came out. */
  labels(): readonly Uint8Array[];
  /** All that came out, also labels that stopped in the middle. */
  paper(): readonly Paper[];
  /** Commands it did not know. */
  unknown(): readonly string[];
  /** What a hand at the printer can change. A label that was received while it cannot print comes out once it can. */
  set(condition: Partial<PrinterCondition>): void;
  /** Says something unasked on the wire, such as XOFF. */
  say(bytes: Uint8Array): void;
  /** How many bytes came in. */
  received(): number;
  /** Labels that came in whole and are not out yet. */
  waiting(): number;
  /** How many questions it was asked; all bytes that were sent before a question are read before it. */
  asked(): number;
  /** Pulls the plug: the tty is closed, what was inside is lost. */
  unplug(): Promise<void>;
};

const STARTING: PrinterCondition = {
  paperOut: false,
  headOpen: false,
  paused: false,
  outInTheMiddle: false,
  answers: 'status',
  mute: false,
  knowsErrorStatus: true,
  printMs: 30,
};
const NOISE = Buffer.from([0xff, 0x80, 0x3f, 0x00, 0xe6, 0x0d, 0x0a]);

export type VirtualPrinterModel = { readonly language: PrinterLanguage; readonly dotsPerMillimetre: 8 | 12 };

/** Plugs the model into its end of the pair. `onLabel` hears each label that comes out. */
export async function plugVirtualPrinter(
  path: string,
  { language, dotsPerMillimetre }: VirtualPrinterModel = { language: 'zpl', dotsPerMillimetre: 8 },
  onLabel: (bytes: Uint8Array) => void = () => undefined,
): Promise<VirtualPrinter> {
  const readers: Readonly<Record<PrinterLanguage, () => OrderReader>> = {
    zpl: zplReader,
    epl2: epl2Reader,
    tspl: () => tsplReader(dotsPerMillimetre),
  };
  const reader = readers[language]();
  let condition = STARTING;
  let reports = false;
  let receivedBytes = 0;
  let questions = 0;
  const labels: Uint8Array[] = [];
  const paper: Paper[] = [];
  const unknown: string[] = [];
  const inside: { bytes: Uint8Array; paper: Paper }[] = [];
  let printing: ReturnType<typeof setTimeout> | null = null;

  const port = new SerialPort({ path, baudRate: 9600, autoOpen: false });
  port.open();
  await once(port, 'open');

  function printNext(): void {
    const { paperOut, headOpen, paused, printMs } = condition;
    if (printing !== null || inside.length === 0 || paperOut || headOpen || paused) return;
    printing = setTimeout(() => {
      printing = null;
      const label = inside[0];
      if (label === undefined) return;
      if (condition.outInTheMiddle) {
        condition = { ...condition, outInTheMiddle: false, paperOut: true };
        paper.push({ ...label.paper, whole: false });
        if (reports) port.write('\u001507P001L00001\r\n', 'latin1');
        return;
      }
      inside.shift();
      labels.push(label.bytes);
      paper.push(label.paper);
      if (reports) port.write('\u0006', 'latin1');
      onLabel(label.bytes);
      printNext();
    }, printMs);
  }

  function answer(question: string): void {
    if (condition.answers === 'silence') return;
    if (condition.answers === 'garbage') port.write(NOISE);
    else {
      const said = answerTo(question, condition, { labels: inside.length, half: reader.half() });
      if (said !== null) port.write(said, 'latin1');
    }
  }

  port.on('data', (chunk: Buffer) => {
    receivedBytes += chunk.length;
    for (const order of reader.take(chunk)) {
      if (order.order === 'ask') {
        questions += 1;
        answer(order.question);
      } else if (order.order === 'report-on') reports = true;
      else if (order.order === 'unknown') unknown.push(order.text);
      else {
        inside.push(order);
        printNext();
      }
    }
  });

  return {
    labels: () => labels,
    paper: () => paper,
    unknown: () => unknown,
    received: () => receivedBytes,
    waiting: () => inside.length,
    asked: () => questions,
    say: (bytes) => void port.write(Buffer.from(bytes)),
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
