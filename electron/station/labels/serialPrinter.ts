import { setTimeout as sleep } from 'node:timers/promises';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { type HostStatus, hindrance, isDone, parseHostStatus } from './hostStatus.ts';
import type { LabelPrinter, PrinterReadiness, PrintOutcome } from './labelPrinter.ts';
import { openSerialLine, type SerialLine, type SerialSettings } from './serialLine.ts';

export type PrinterPatience = {
  /** How long one ~HS may take. */
  readonly answerMs: number;
  /** How long the bytes of one label may take to leave this computer. */
  readonly sendMs: number;
  /** How long a sent label may take to be reported as printed. */
  readonly confirmMs: number;
  readonly pollMs: number;
};
export const PATIENCE: PrinterPatience = { answerMs: 2000, sendMs: 30_000, confirmMs: 20_000, pollMs: 150 };

/**
 * A ZPL printer on a serial port (USB printers show as one too). The port is opened for each exchange, so a printer that was unplugged is found again by
 * itself. It is asked with ~HS before and after: a label counts as printed only when the printer says that nothing is left.
 */
export function serialPrinter(settings: SerialSettings, patience: PrinterPatience = PATIENCE): LabelPrinter {
  return {
    path: settings.path,
    async readiness() {
      const opened = await openSerialLine(settings);
      if ('why' in opened) return { kind: 'not-ready', why: opened.why };
      try {
        return await readinessOver(opened.line, settings.path, patience);
      } finally {
        await opened.line.close();
      }
    },
    async print(bytes, onSending) {
      const opened = await openSerialLine(settings);
      if ('why' in opened) return { kind: 'not-sent', why: opened.why };
      const { line } = opened;
      try {
        const before = await readinessOver(line, settings.path, patience);
        if (before.kind === 'not-ready') return { kind: 'not-sent', why: before.why };
        onSending();
        if (!(await line.send(bytes, patience.sendMs)))
          return { kind: 'uncertain', why: sendProblem(line, settings.path) };
        return await confirmation(line, settings.path, patience);
      } finally {
        await line.close();
      }
    },
  };
}

async function readinessOver(line: SerialLine, path: string, patience: PrinterPatience): Promise<PrinterReadiness> {
  const answer = await askStatus(line, path, patience);
  if ('why' in answer) return { kind: 'not-ready', why: answer.why };
  const why = hindrance(answer.status);
  if (why !== null) return { kind: 'not-ready', why };
  // Something of an earlier label is still inside: what comes out next could not be told from ours.
  return isDone(answer.status) ? { kind: 'ready' } : { kind: 'not-ready', why: because('printer-busy') };
}

async function askStatus(
  line: SerialLine,
  path: string,
  patience: PrinterPatience,
): Promise<{ status: HostStatus } | { why: Reason }> {
  line.discardInput();
  await line.send('~HS', patience.answerMs);
  const text = await line.collect((received) => parseHostStatus(received) !== 'more', patience.answerMs);
  const status = parseHostStatus(text);
  if (typeof status === 'object') return { status };
  if (line.lost()) return { why: because('port-lost', { path }) };
  return { why: because(text === '' ? 'printer-silent' : 'printer-garbled', { path }) };
}

/** Asks until the printer has twice said that nothing is left, or the time is up; then the last thing it said is the reason for doubt. */
async function confirmation(line: SerialLine, path: string, patience: PrinterPatience): Promise<PrintOutcome> {
  const rounds = Math.max(1, Math.ceil(patience.confirmMs / patience.pollMs));
  let why = because('print-not-confirmed', { path });
  let seenDone = 0;
  for (let round = 0; round < rounds; round += 1) {
    const answer = await askStatus(line, path, patience);
    if ('why' in answer) return { kind: 'uncertain', why: answer.why };
    const hindered = hindrance(answer.status);
    if (hindered !== null) why = hindered;
    seenDone = isDone(answer.status) && hindered === null ? seenDone + 1 : 0;
    if (seenDone === 2) return { kind: 'printed' };
    await sleep(patience.pollMs);
  }
  return { kind: 'uncertain', why };
}

function sendProblem(line: SerialLine, path: string): Reason {
  return because(line.lost() ? 'port-lost' : 'send-timed-out', { path });
}
