import { because } from '../../../core/domain/reason.ts';
import { backOffMs } from './backOff.ts';
import { type ItemSource, MOST_ITEMS } from './itemSource.ts';
import type { Outbox } from './outbox.ts';
import type { Delivery, UploadSink } from './uploadSink.ts';

/** How soon a place that is not there is looked for again, in milliseconds. */
const ABSENT_MS = 5000;
/** How long a stop leaves a batch that is under way, in milliseconds, before its connection is cut. */
const LAST_BATCH_MS = 3000;

export type WorkerTools = {
  readonly name: string;
  readonly sink: UploadSink;
  readonly outbox: Outbox;
  readonly source: ItemSource;
  readonly clock: () => Date;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly onChange: () => void;
  /** Hears what went wrong in this program and was carried on from. */
  readonly fault: (code: string, cause: unknown) => void;
};

/** What a turn left behind: everything sent, a pause until an instant, or a person's turn. */
export type Turn =
  | { readonly kind: 'empty' }
  | { readonly kind: 'parked' }
  | { readonly kind: 'pause'; readonly ms: number };

/** Brings one sink's entries out, in order. */
export type SinkWorker = {
  readonly name: string;
  /** Sends until nothing is left, or trouble comes. Runs one at a time. */
  turn(): Promise<Turn>;
  /** Ends after the batch that is under way, or cuts it when the other end is silent: it is sent again at the next start. */
  stop(): Promise<void>;
};

/** A worker on an opened sink. The place in the outbox moves only after the sink has said that a batch is durable. */
export function createSinkWorker(tools: WorkerTools): SinkWorker {
  const { name, outbox, source, sink, clock, random } = tools;
  let stopped = false;
  let running: Promise<Turn> | null = null;
  let compared = false;

  const later = (ms: number) => new Date(clock().getTime() + ms).toISOString();

  /** A place that was set back to an older backup is filled again from there. */
  async function compareHeld(): Promise<void> {
    const ledgerId = source.ledgerId();
    if (compared || ledgerId === null || sink.heldEntries === undefined) return;
    const held = await sink.heldEntries(ledgerId);
    if (held === null) return;
    compared = true;
    if (held >= outbox.place(name).nextSeq) return;
    // Of the last batch it may hold the entries without their certificates.
    outbox.rewind(name, Math.max(0, held - MOST_ITEMS), `the sink holds ${held} entries`);
  }

  function settle(from: number, delivery: Delivery): Turn | null {
    if (delivery.taken > 0) outbox.delivered(name, from + delivery.taken);
    switch (delivery.outcome) {
      case 'all':
        return null;
      case 'again': {
        // Its connection was cut by the stop, which is no trouble to remember.
        if (stopped) return { kind: 'empty' };
        // The server may have forgotten what it held: it is asked again after each failure.
        compared = false;
        const backOff = backOffMs(outbox.place(name).failures + 1, random);
        const ms = Math.max(backOff, delivery.retryAfterMs ?? 0);
        outbox.failed(name, delivery.why, later(ms));
        return { kind: 'pause', ms };
      }
      case 'absent':
        outbox.absent(name, delivery.why, later(ABSENT_MS));
        return { kind: 'pause', ms: ABSENT_MS };
      case 'parked':
        outbox.parked(name, delivery.why);
        return { kind: 'parked' };
    }
  }

  async function run(): Promise<Turn> {
    for (;;) {
      const place = outbox.place(name);
      if (place.parked) return { kind: 'parked' };
      if (stopped || place.nextSeq >= source.entries()) return { kind: 'empty' };
      const pauseMs = place.retryAt === null ? 0 : Date.parse(place.retryAt) - clock().getTime();
      if (pauseMs > 0) return { kind: 'pause', ms: pauseMs };
      await compareHeld();
      const { nextSeq } = outbox.place(name);
      const { items, damage } = await source.page(nextSeq);
      let turn: Turn | null = null;
      if (items.length > 0) turn = settle(nextSeq, await sink.deliver(items));
      else if (damage !== null) turn = settle(nextSeq, { taken: 0, outcome: 'parked', why: damage });
      else turn = { kind: 'empty' };
      tools.onChange();
      if (turn !== null) return turn;
    }
  }

  async function guarded(): Promise<Turn> {
    try {
      return await run();
    } catch (cause) {
      tools.fault('upload', cause);
      const why = because('upload-fault', { problem: cause instanceof Error ? cause.name : 'unknown' });
      return (
        settle(outbox.place(name).nextSeq, { taken: 0, outcome: 'again', why, retryAfterMs: null }) ?? { kind: 'empty' }
      );
    }
  }

  return {
    name,
    turn() {
      running ??= guarded().finally(() => {
        running = null;
        tools.onChange();
      });
      return running;
    },
    async stop() {
      stopped = true;
      const cut = setTimeout(() => void sink.close(), LAST_BATCH_MS);
      await running;
      clearTimeout(cut);
      await sink.close();
    },
  };
}
