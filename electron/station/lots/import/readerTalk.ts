import type { ListFormat, SourceRow } from '../../../../core/intake/listShape.ts';

/** What the reading thread is asked to do with a file. */
export type ReaderJob =
  | { readonly kind: 'inspect'; readonly path: string; readonly format: ListFormat | null; readonly rows: number }
  | { readonly kind: 'read'; readonly path: string; readonly format: ListFormat };

/** Why a file is no list. */
export type ListTrouble = 'list-kind-unknown' | 'list-old-excel' | 'list-damaged' | 'list-too-large';

/** What the file is, and its first rows that hold anything. */
export type Inspected = {
  readonly format: ListFormat;
  readonly encodingSure: boolean;
  readonly sheets: readonly string[];
  readonly rows: readonly SourceRow[];
};

/** What the reading thread says. Rows that hold nothing are left out; `readBytes` is how far in the file they came from. */
export type ReaderWord =
  | { readonly kind: 'inspected'; readonly inspected: Inspected }
  | { readonly kind: 'rows'; readonly rows: readonly SourceRow[]; readonly readBytes: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'trouble'; readonly code: ListTrouble; readonly what: string };

/** Handed to the thread. `waiting[0]` counts the batches that were sent and are not taken yet. */
export type ReaderData = { readonly job: ReaderJob; readonly waiting: Int32Array };

/** So many batches wait at most; the thread sleeps until one is taken. */
export const MOST_WAITING = 4;

/** A file that is no list: expected, with its reason. */
export class UnreadableList extends Error {
  readonly code: ListTrouble;

  constructor(code: ListTrouble, what = '') {
    super(what);
    this.name = 'UnreadableList';
    this.code = code;
  }
}
