import type { Database } from 'better-sqlite3';
import type { QueuedLabel } from '../../../core/contract/labelVerbs.ts';
import type { PrinterState } from '../../../core/contract/station.ts';
import { assertNever } from '../../../core/domain/assertNever.ts';
import type { LabelContent } from '../../../core/domain/label.ts';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import type { LabelFormat, LabelPrinter, PrintOutcome } from './labelPrinter.ts';
import { type LabelSubject, labelRowsOf } from './labelRows.ts';
import { bytesFor, FACTORY_FORMAT, type LabelPicture, laidOut, pictureFor, testPicture } from './renderLabel.ts';
import { saysTheSame } from './saysTheSame.ts';

const MOST_PRINTED_SHOWN = 200;

export type LabelQueue = {
  labels(): QueuedLabel[];
  printer(): PrinterState;
  /**
   * Queues the first label of a series; asked again, it answers the label that is there. With a `doubt` (it may have been printed before this queue
   * existed) a person looks first.
   */
  enqueue(order: {
    readonly subject: LabelSubject;
    readonly content: LabelContent;
    readonly doubt?: Reason | null;
  }): QueuedLabel;
  /**
   * Queues the next label of a series, which says something else than its newest one; `null`: the newest one says the same already. The next one counts as
   * the newest from then on, so a reprint of any label of the series gives what it says.
   */
  supersede(order: {
    readonly subject: LabelSubject;
    readonly content: LabelContent;
    readonly why: string;
  }): QueuedLabel | null;
  /** What the first and the newest label of a series say; `null` when it has none. */
  newestOf(series: string): QueuedLabel | null;
  saidOf(series: string): { readonly first: LabelContent; readonly newest: LabelContent } | null;
  /**
   * Queues another copy of its series' newest label with its reason. A label that is still waiting, printing or uncertain is answered as it is: it has yet to be printed or looked for,
   * and a second one would be printed uncounted.
   */
  reprint(labelId: string, why: string): Answer<QueuedLabel>;
  /** A person looked for an uncertain label. Nothing happens to one that is not uncertain (two people may answer). */
  resolve(labelId: string, found: boolean): Answer<QueuedLabel>;
  /** The label as the printer that is set up would print it now. */
  pictureOf(labelId: string): { readonly picture: LabelPicture; readonly format: LabelFormat } | null;
  /** Prints a label that says nothing of any drive, between two labels of the queue; `null` when no printer is set up. */
  testPrint(): Promise<PrintOutcome | null>;
  /** Takes another printer, or none. */
  takePrinter(printer: LabelPrinter | null): Promise<PrinterState>;
  /** Ends the work: a label that is being sent is seen to its end first. */
  stop(): Promise<void>;
};

export type LabelQueueRoom = {
  readonly database: Database;
  readonly clock: () => Date;
  readonly printer: LabelPrinter | null;
  readonly onLabel: (label: QueuedLabel) => void;
  readonly onPrinter: (state: PrinterState) => void;
  /** How soon a printer that could not print is asked again, while labels wait and while none does. */
  readonly retryMs: { readonly waiting: number; readonly idle: number };
};

/**
 * The queue between sealed records and the printer, in the station's store. Before the first byte of a label goes out, the row says `printing`; a row that
 * still says so at the next start is `uncertain`, and only a person can clear it. So a label is never printed twice without a counted reason.
 */
export function createLabelQueue(room: LabelQueueRoom): LabelQueue {
  const rows = labelRowsOf(room.database, room.clock);
  let printer = room.printer;
  let printerState: PrinterState = stateOf(printer, because('printer-not-asked'));
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let work: Promise<void> = Promise.resolve();
  /** Why labels that were being sent are in doubt, as long as the store does not take that. */
  let owedDoubt: Reason | null = null;

  const changed = (label: QueuedLabel): QueuedLabel => {
    room.onLabel(label);
    return label;
  };
  const printerIs = (state: PrinterState): void => {
    if (JSON.stringify(state) === JSON.stringify(printerState)) return;
    printerState = state;
    room.onPrinter(state);
  };
  const allWaitFor = (why: Reason): void => {
    for (const label of rows.waiting()) {
      const state = { kind: 'waiting' as const, why };
      if (JSON.stringify(label.state) !== JSON.stringify(state)) changed(rows.setState(label.labelId, state, null));
    }
  };

  /** Prints what waits, first come first served, until nothing waits or the printer cannot. */
  async function printWaiting(): Promise<void> {
    if (stopped) return;
    if (owedDoubt !== null) doubtPrinting(owedDoubt);
    if (printer === null) {
      printerIs({ kind: 'not-configured' });
      allWaitFor(because('printer-not-configured'));
      return;
    }
    const used = printer;
    if (rows.nextToPrint() === null) {
      const readiness = await used.readiness();
      printerIs(readiness.kind === 'ready' ? stateOf(used, null) : stateOf(used, readiness.why));
      return;
    }
    for (let label = rows.nextToPrint(); label !== null && !stopped && printer === used; label = rows.nextToPrint()) {
      if (!(await printOne(used, label))) return;
    }
  }

  /** Answers whether the printer can go on. */
  async function printOne(used: LabelPrinter, { labelId }: QueuedLabel): Promise<boolean> {
    const picture = drawn(labelId, used.format);
    if (picture === null) throw new Error(`label ${labelId} has no content`);
    const outcome = await used.print(bytesFor(picture, used.format), () =>
      changed(rows.setState(labelId, { kind: 'printing' }, 'sent')),
    );
    switch (outcome.kind) {
      case 'printed': {
        const at = room.clock().toISOString();
        printerIs(stateOf(used, null));
        changed(rows.setState(labelId, { kind: 'printed', at }, 'printed'));
        return true;
      }
      case 'not-sent':
        printerIs(stateOf(used, outcome.why));
        allWaitFor(outcome.why);
        return false;
      case 'uncertain':
        printerIs(stateOf(used, outcome.why));
        changed(rows.setState(labelId, { kind: 'uncertain', why: outcome.why }, 'uncertain'));
        return true;
      default:
        return assertNever(outcome);
    }
  }

  /** A fault of ours (a full disk, a bug): the window says it, what was being sent is in doubt, and the queue tries again later. */
  function failed(cause: unknown): void {
    const why = because('label-queue-failed', { message: cause instanceof Error ? cause.message : String(cause) });
    printerIs(stateOf(printer, why));
    try {
      doubtPrinting(why);
    } catch {
      // The store does not even take that. It stays owed, and nothing is printed before it is written: the next round begins with it.
    }
  }

  function doubtPrinting(why: Reason): void {
    owedDoubt = why;
    for (const { labelId } of rows.printing()) {
      changed(rows.setState(labelId, { kind: 'uncertain', why }, 'uncertain'));
    }
    owedDoubt = null;
  }

  function kick(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    work = work
      .then(printWaiting)
      .catch(failed)
      .then(() => {
        if (stopped || timer !== null) return;
        timer = setTimeout(kick, rows.nextToPrint() === null ? room.retryMs.idle : room.retryMs.waiting);
        timer.unref();
      });
  }

  doubtPrinting(because('stopped-while-printing'));
  kick();

  return {
    labels: () => rows.recent(MOST_PRINTED_SHOWN),
    printer: () => printerState,
    pictureOf(labelId) {
      const format = printer?.format ?? FACTORY_FORMAT;
      const picture = drawn(labelId, format);
      return picture === null ? null : { picture, format };
    },
    async testPrint() {
      const used = printer;
      if (used === null) return null;
      const outcome = work.then(() => used.print(bytesFor(testPicture(used.format), used.format), () => undefined));
      work = outcome.then(() => undefined, failed);
      const seen = await outcome;
      printerIs(stateOf(used, seen.kind === 'printed' ? null : seen.why));
      kick();
      return seen;
    },
    enqueue({ subject, content, doubt = null }) {
      const there = rows.find(labelIdFor(subject.series, 1));
      if (there !== null) return there;
      const label = changed(queue(subject, content, 1, null, doubt));
      kick();
      return label;
    },
    supersede({ subject, content, why }) {
      const newest = rows.newestCopy(subject.series);
      const said = newest === null ? null : rows.contentOf(newest.labelId);
      if (said !== null && saysTheSame(said, content)) return null;
      const label = changed(queue(subject, content, (newest?.copy ?? 0) + 1, newest === null ? null : why));
      kick();
      return label;
    },
    newestOf: (series) => rows.newestCopy(series),
    saidOf(series) {
      const newestCopy = rows.newestCopy(series);
      const first = rows.contentOf(labelIdFor(series, 1));
      const newest = newestCopy === null ? null : rows.contentOf(newestCopy.labelId);
      return first === null || newest === null ? null : { first, newest };
    },
    reprint(labelId, why) {
      const subject = rows.subjectOf(labelId);
      const newest = subject === null ? null : rows.newestCopy(subject.series);
      const content = newest === null ? null : rows.contentOf(newest.labelId);
      if (subject === null || newest === null || content === null) return refused('label-unknown', labelId);
      if (why.trim() === '') return refused('reprint-reason-missing', labelId);
      if (newest.state.kind !== 'printed') return { outcome: 'done', value: newest };
      const label = changed(queue(subject, content, newest.copy + 1, why.trim()));
      kick();
      return { outcome: 'done', value: label };
    },
    resolve(labelId, found) {
      const label = rows.find(labelId);
      if (label === null) return refused('label-unknown', labelId);
      if (label.state.kind !== 'uncertain') return { outcome: 'done', value: label };
      const resolved = found
        ? rows.setState(labelId, { kind: 'printed', at: room.clock().toISOString() }, 'found')
        : rows.setState(labelId, { kind: 'waiting', why: because('label-not-found') }, 'not-found');
      changed(resolved);
      kick();
      return { outcome: 'done', value: resolved };
    },
    async takePrinter(next) {
      printer = next;
      kick();
      await work;
      return printerState;
    },
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await work;
    },
  };

  function drawn(labelId: string, format: LabelFormat): LabelPicture | null {
    const label = rows.find(labelId);
    const content = rows.contentOf(labelId);
    return label === null || content === null ? null : pictureFor(content, label.copy, format);
  }

  function queue(
    subject: LabelSubject,
    content: LabelContent,
    copy: number,
    why: string | null,
    doubt: Reason | null = null,
  ): QueuedLabel {
    const label = {
      ...subject,
      labelId: labelIdFor(subject.series, copy),
      kind: content.kind,
      serialNumber: content.serialNumber,
      assetTag: content.assetTag,
      createdAt: room.clock().toISOString(),
      copy,
      reprintReason: why,
      content,
    };
    // What cannot be drawn is refused here, not found out by the printer. Hundreds of things are labelled at one go, so theirs are laid out only.
    (subject.thingId === null ? pictureFor : laidOut)(content, copy, printer?.format ?? FACTORY_FORMAT);
    const state =
      doubt === null
        ? { kind: 'waiting' as const, why: because('label-in-queue') }
        : { kind: 'uncertain' as const, why: doubt };
    return rows.insert(label, state);
  }
}

function labelIdFor(series: string, copy: number): string {
  return `${series}.${copy}`;
}

function stateOf(printer: LabelPrinter | null, why: Reason | null): PrinterState {
  if (printer === null) return { kind: 'not-configured' };
  return why === null ? { kind: 'ready', path: printer.path } : { kind: 'not-ready', path: printer.path, why };
}

function refused(code: 'label-unknown' | 'reprint-reason-missing', labelId: string): Answer<QueuedLabel> {
  return { outcome: 'refused', refusals: [refuse(code, { labelId })] };
}
