import { setTimeout as sleep } from 'node:timers/promises';
import type { PrinterPort, PrinterSettings } from '../../../core/domain/printer.ts';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { findPrinter } from './findPrinter.ts';
import type { LabelPrinter, PrinterReadiness, PrintOutcome } from './labelPrinter.ts';
import type { PrinterLine } from './printerLine.ts';
import { type AskedStatus, printerTalk } from './printerTalk.ts';
import { openSerialLine } from './serialLine.ts';
import { SPOKEN, type SpokenLanguage } from './spokenLanguages.ts';
import { openUsbPrinterLine } from './usbPrinterLine.ts';

export type PrinterPatience = {
  /** How long one status question may take. */
  readonly answerMs: number;
  /** How long the bytes of one label may take to leave this computer, beyond the time the wire itself needs. */
  readonly sendMs: number;
  /** How long a sent label may take to be reported as printed. */
  readonly confirmMs: number;
  readonly pollMs: number;
  /** How long a printer must say that nothing is left, when it was never seen at work on the label. */
  readonly settleMs: number;
};
export const PATIENCE: PrinterPatience = {
  answerMs: 2000,
  sendMs: 30_000,
  confirmMs: 20_000,
  pollMs: 150,
  settleMs: 1500,
};

/** Bits on the wire for a byte at the most: start, eight, parity, two stops. */
const BITS_PER_BYTE = 12;

/**
 * A label printer that is asked before and after. The port is looked for and opened for each exchange, so a printer that was unplugged is found again by
 * itself, under whatever name. A label counts as printed only when the printer says so: everything else is `uncertain`.
 */
export function statusPrinter(
  settings: PrinterSettings,
  listPorts: () => Promise<readonly PrinterPort[]>,
  patience: PrinterPatience = PATIENCE,
): LabelPrinter {
  const language = SPOKEN[settings.language];
  let path = settings.path;

  async function withLine<T>(failed: (why: Reason) => T, use: (line: PrinterLine) => Promise<T>): Promise<T> {
    if (settings.dataBits === 7 && settings.connection === 'serial' && settings.language !== 'zpl')
      return failed(because('seven-bits-need-zpl'));
    const ports = settings.identity === null ? [] : await listPorts();
    const found = findPrinter(settings, ports);
    if ('why' in found) return failed(found.why);
    path = found.port.path;
    const opened = await (found.port.connection === 'serial'
      ? openSerialLine(path, settings)
      : openUsbPrinterLine(path));
    if ('why' in opened) return failed(opened.why);
    try {
      return await use(opened.line);
    } finally {
      await opened.line.close();
    }
  }

  return {
    get path() {
      return path;
    },
    format: {
      language: settings.language,
      labelSize: settings.labelSize,
      dotsPerMillimetre: settings.dotsPerMillimetre,
    },
    readiness: () =>
      withLine<PrinterReadiness>(
        (why) => ({ kind: 'not-ready', why }),
        async (line) => readiness(await talkOver(line).clearAndAsk()),
      ),
    print: (bytes, onSending) =>
      withLine<PrintOutcome>(
        (why) => ({ kind: 'not-sent', why }),
        (line) => printOver(line, bytes, onSending),
      ),
  };

  function talkOver(line: PrinterLine): ReturnType<typeof printerTalk> {
    return printerTalk(line, language, path, patience.answerMs);
  }

  async function printOver(line: PrinterLine, bytes: Uint8Array, onSending: () => void): Promise<PrintOutcome> {
    const talk = talkOver(line);
    const before = readiness(await talk.clearAndAsk());
    if (before.kind === 'not-ready') return { kind: 'not-sent', why: before.why };
    if (!(await talk.askForReport())) return { kind: 'not-sent', why: because('printer-silent', { path }) };
    onSending();
    const wireMs = settings.connection === 'serial' ? (bytes.length * BITS_PER_BYTE * 1000) / settings.baudRate : 0;
    if (!(await line.send(bytes, patience.sendMs + wireMs))) {
      await line.dropUnsent();
      return { kind: 'uncertain', why: because(line.lost() ? 'port-lost' : 'send-timed-out', { path }) };
    }
    const reported = await reportOf(line, language);
    return reported ?? (await confirmation(talk));
  }

  /** What the printer tells by itself when the label is out; `null` when it says printed, or is of those that do not tell. */
  async function reportOf(line: PrinterLine, { report }: SpokenLanguage): Promise<PrintOutcome | null> {
    if (report === null) return null;
    const text = await line.collect((received) => report.read(received) !== 'more', patience.confirmMs);
    const told = report.read(text);
    if (told === 'printed') return null;
    if (typeof told === 'object') return { kind: 'uncertain', why: told };
    if (line.lost()) return { kind: 'uncertain', why: because('port-lost', { path }) };
    return {
      kind: 'uncertain',
      why: because(told === 'garbled' ? 'printer-garbled' : 'print-not-confirmed', { path }),
    };
  }

  /**
   * Asks until the printer, seen at work, has twice said that nothing is left; or, never seen at work, says so steadily; or the time is up: then the last
   * thing it said is the reason for doubt. Once there was trouble, the end of it proves nothing: the label may be half on the old roll.
   */
  async function confirmation(talk: ReturnType<typeof printerTalk>): Promise<PrintOutcome> {
    const rounds = Math.max(2, Math.ceil(patience.confirmMs / patience.pollMs));
    const steadyRounds = Math.max(2, Math.ceil(patience.settleMs / patience.pollMs));
    let seenBusy = false;
    let seenDone = 0;
    let trouble: Reason | null = null;
    for (let round = 0; round < rounds; round += 1) {
      const asked = await talk.ask();
      if ('why' in asked) return { kind: 'uncertain', why: asked.why };
      const { hindrance, busy } = asked.condition;
      trouble ??= hindrance;
      seenBusy ||= busy;
      seenDone = busy || hindrance !== null ? 0 : seenDone + 1;
      if (seenDone >= (seenBusy ? 2 : steadyRounds))
        return trouble === null ? { kind: 'printed' } : { kind: 'uncertain', why: trouble };
      await sleep(patience.pollMs);
    }
    return { kind: 'uncertain', why: trouble ?? because('print-not-confirmed', { path }) };
  }
}

function readiness(asked: AskedStatus): PrinterReadiness {
  if ('why' in asked) return { kind: 'not-ready', why: asked.why };
  const { hindrance, busy } = asked.condition;
  if (hindrance !== null) return { kind: 'not-ready', why: hindrance };
  // Something of an earlier label is still inside: what comes out next could not be told from ours.
  return busy ? { kind: 'not-ready', why: because('printer-busy') } : { kind: 'ready' };
}
