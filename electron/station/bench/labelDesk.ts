import type { Database } from 'better-sqlite3';
import type { LabelPreview, QueuedLabel } from '../../../core/contract/labelVerbs.ts';
import type { PrinterState, PrintOutcome } from '../../../core/contract/station.ts';
import type { PrinterPort, PrinterSettings } from '../../../core/domain/printer.ts';
import type { Reason } from '../../../core/domain/reason.ts';
import type { Answer } from '../../../core/domain/refusal.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import type { Settings } from '../store/settings.ts';

/** What was decided of a wiped drive. `toBeDestroyed` null: nothing new, as its newest label has it. */
export type DecidedOfDrive = {
  readonly record: RecordV1;
  readonly refused: 'reject' | 'quarantine' | null;
  readonly toBeDestroyed: boolean | null;
};

/** A received thing as its labels name it; what is `null` is not known. */
export type LabelledThing = {
  readonly thingId: string;
  readonly assetTag: string | null;
  readonly serialNumber: string | null;
  readonly model: string | null;
  readonly lotName: string;
  readonly virtual: boolean;
  /** Who does what the label follows. */
  readonly personName: string;
};

/** What the station asks of its label room (`labels/`). */
export type LabelDesk = {
  labels(): readonly QueuedLabel[];
  printer(): PrinterState;
  /** Queues the first label of a sealed record; asked twice for one record, it answers the label that is there. */
  enqueue(order: {
    readonly record: RecordV1;
    readonly labelCode: string;
    readonly bayNumber: number | null;
    /** Why it may have been printed already; a person then looks before it is printed. */
    readonly doubt: Reason | null;
  }): QueuedLabel;
  /** Something was decided after the verdict: queues the label that the drive must carry now, unless its newest one says that already. */
  decided(decisions: DecidedOfDrive): QueuedLabel | null;
  /**
   * Queues the ASSET label of a received thing, or its next copy when the thing is called otherwise than on its newest one; else answers that one. `queued`:
   * whether this call queued it.
   */
  asset(thing: LabelledThing): { readonly label: QueuedLabel; readonly queued: boolean };
  /** The way of a received drive that was never wiped is destruction, or is not any more: queues the label that it must carry now, unless it has that. */
  unwiped(thing: LabelledThing, toBeDestroyed: boolean): QueuedLabel | null;
  preview(labelId: string): Promise<Answer<LabelPreview>>;
  reprint(labelId: string, why: string): Answer<QueuedLabel>;
  resolve(labelId: string, found: boolean): Answer<QueuedLabel>;
  /** Takes a printer, or none. One chosen by its port's name is bound to the device that is plugged in there, if it has an identity. */
  configure(printer: PrinterSettings | null): Promise<Answer<PrinterState>>;
  settings(): PrinterSettings | null;
  testPrint(): Promise<Answer<PrintOutcome>>;
  candidates(): Promise<PrinterPort[]>;
  stop(): Promise<void>;
};

/** Opens the label room on the station's store. `onLabel` and `onPrinter` hear each change. */
export type OpenLabelDesk = (room: {
  readonly database: Database;
  readonly settings: Settings;
  readonly clock: () => Date;
  readonly onLabel: (label: QueuedLabel) => void;
  readonly onPrinter: (state: PrinterState) => void;
}) => LabelDesk;
