import type { Database } from 'better-sqlite3';
import type { PrinterState, QueuedLabel } from '../../../core/contract/station.ts';
import type { Reason } from '../../../core/domain/reason.ts';
import type { Answer } from '../../../core/domain/refusal.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import type { Settings } from '../store/settings.ts';

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
  preview(labelId: string): Promise<Answer<{ pngBase64: string; zpl: string }>>;
  reprint(labelId: string, why: string): Answer<QueuedLabel>;
  resolve(labelId: string, found: boolean): Answer<QueuedLabel>;
  configure(path: string, baudRate: number): Promise<Answer<PrinterState>>;
  candidates(): Promise<{ path: string; description: string }[]>;
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
