import type { Reason } from '../../../core/domain/reason.ts';
import type { ItemSource } from './itemSource.ts';
import { openSink } from './openSink.ts';
import type { Outbox } from './outbox.ts';
import type { ConfiguredSink } from './readSinks.ts';
import { targetOf } from './sinkSettings.ts';
import { createSinkWorker, type SinkWorker } from './sinkWorker.ts';

export type UploadRoom = {
  readonly outbox: Outbox;
  readonly source: ItemSource;
  readonly clock: () => Date;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Something about a sink changed that a screen would show. */
  readonly onChange: () => void;
  readonly fault: (code: string, cause: unknown) => void;
  /** Hears of what a killed process had left half written and was put right. */
  readonly onMended: (what: Reason) => void;
};

export type OpenedSink = { readonly configured: ConfiguredSink; readonly worker: SinkWorker };

/** A worker for each configured sink, each with its place in the outbox. */
export function openWorkers(sinks: readonly ConfiguredSink[], room: UploadRoom): OpenedSink[] {
  return sinks.map((configured) => {
    const { name } = configured.settings;
    room.outbox.begin(name, targetOf(configured.settings));
    return {
      configured,
      worker: createSinkWorker({ ...room, name, sink: openSink(configured, room.clock, room.onMended) }),
    };
  });
}
