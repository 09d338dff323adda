import type { Reason } from '../../../core/domain/reason.ts';
import type { UploadItem } from './uploadItem.ts';

/**
 * What became of a batch. `taken` counts from its start: those are durable at the sink and are never sent again on purpose. Then why it went no
 * further, if it did not:
 * - `again`: not its fault and not for ever (no answer, 5xx, a server that restarts). Tried again after a pause, which the server may have named.
 * - `absent`: the place is not there at the moment (a stick that was pulled). Looked for again soon; no failure.
 * - `parked`: trying again would give the same answer. A person looks.
 */
export type Delivery = { readonly taken: number } & (
  | { readonly outcome: 'all' }
  | { readonly outcome: 'again'; readonly why: Reason; readonly retryAfterMs: number | null }
  | { readonly outcome: 'absent'; readonly why: Reason }
  | { readonly outcome: 'parked'; readonly why: Reason }
);

/** One place that ledger entries go to. Expected trouble is an answer; it throws only for faults of this program. */
export type UploadSink = {
  /** Delivers in order. Delivering the same again changes nothing at the other end. */
  deliver(items: readonly UploadItem[]): Promise<Delivery>;
  /** How many of the ledger's first entries the place says it holds, where it can say: it may have been set back to an older backup. */
  heldEntries?(ledgerId: string): Promise<number | null>;
  /** Lets go of connections. Never throws. */
  close(): Promise<void>;
};
