import type { UploadSinkView, UploadsView } from '../../../core/contract/uploadVerbs.ts';
import type { Reason } from '../../../core/domain/reason.ts';
import { type OpenedSink, openWorkers, type UploadRoom } from './openWorkers.ts';
import { type ConfiguredSinks, readSinks } from './readSinks.ts';
import { targetOf } from './sinkSettings.ts';

/** The uploads of a running station. */
export type Uploader = {
  /** How far each sink is, by the settings as they are now. */
  look(): Promise<UploadsView>;
  /** New entries are in the ledger copy. */
  wake(): void;
  /** A person wants a parked sink tried again; `null` when there is no such sink. */
  unpark(sink: string, personId: string): UploadSinkView | null;
  /** Tries without waiting for the pause, by the settings as they are now; `null` when there is no such sink. */
  sendNow(sink: string): Promise<UploadSinkView | null>;
  stop(): Promise<void>;
};

type Running = OpenedSink & { again: boolean; busy: boolean; timer: NodeJS.Timeout | null };

export type UploaderRoom = Omit<UploadRoom, 'onChange'> & {
  readonly onView: (view: UploadsView) => void;
  /** Nothing goes on at a sink until a person has looked. */
  readonly onParked: (why: Reason) => void;
};

/** Starts the uploads: reads the settings of `configFolder` and works on every sink at the same time, each in its own order. */
export function startUploader(configFolder: string, room: UploaderRoom): Uploader {
  const { outbox, source } = room;
  let configured: ConfiguredSinks = { sinks: [], problem: null };
  let running: Running[] = [];
  let stopped = false;
  let told = '';

  function tell(): void {
    const view = viewNow();
    const text = JSON.stringify(view);
    if (text === told || stopped) return;
    told = text;
    room.onView(view);
  }

  async function load(): Promise<void> {
    const read = await readSinks(configFolder);
    if (stopped || JSON.stringify(read) === JSON.stringify(configured)) return;
    configured = read;
    const old = running;
    running = [];
    await Promise.all(old.map(close));
    if (stopped) return;
    running = openWorkers(read.sinks, { ...room, onChange: tell }).map((opened) => ({
      ...opened,
      again: false,
      busy: false,
      timer: null,
    }));
    if (read.problem !== null) room.onParked(read.problem);
    for (const one of running) drive(one);
    tell();
  }

  async function close(one: Running): Promise<void> {
    if (one.timer !== null) clearTimeout(one.timer);
    await one.worker.stop();
  }

  function drive(one: Running): void {
    if (one.configured.settings.paused) return;
    one.again = true;
    if (one.busy || stopped) return;
    one.busy = true;
    if (one.timer !== null) clearTimeout(one.timer);
    one.timer = null;
    work(one).catch((cause: unknown) => room.fault('upload-worker', cause));
  }

  async function work(one: Running): Promise<void> {
    try {
      while (one.again && !stopped && running.includes(one)) {
        one.again = false;
        const turn = await one.worker.turn();
        if (turn.kind === 'parked') {
          const why = outbox.place(one.worker.name).trouble;
          if (why !== null) room.onParked(why);
        }
        if (turn.kind === 'pause' && !one.again && !stopped) {
          one.timer = setTimeout(() => drive(one), turn.ms);
          one.timer.unref();
        }
      }
    } finally {
      one.busy = false;
    }
  }

  function viewOf({ configured: { settings }, worker }: OpenedSink): UploadSinkView {
    const place = outbox.place(worker.name);
    const entries = source.entries();
    const { nextSeq, trouble, retryAt, parked } = place;
    return {
      name: settings.name,
      kind: settings.kind,
      target: targetOf(settings),
      sent: Math.min(nextSeq, entries),
      waiting: Math.max(0, entries - nextSeq),
      lastSuccessAt: place.lastSuccessAt,
      state: settings.paused
        ? { kind: 'paused' }
        : trouble !== null && parked
          ? { kind: 'parked', why: trouble }
          : trouble !== null
            ? { kind: 'waiting', why: trouble, retryAt }
            : nextSeq < entries
              ? { kind: 'sending' }
              : { kind: 'done' },
    };
  }

  const viewNow = (): UploadsView => ({ sinks: running.map(viewOf), problem: configured.problem });
  let loading: Promise<void> = load().catch((cause: unknown) => room.fault('upload-settings', cause));
  const reload = () => {
    loading = loading.then(load, load);
    return loading;
  };
  const find = (sink: string) => running.find(({ worker }) => worker.name === sink) ?? null;

  return {
    async look() {
      await reload();
      return viewNow();
    },
    wake() {
      for (const one of running) drive(one);
      tell();
    },
    unpark(sink, personId) {
      const one = find(sink);
      if (one === null) return null;
      outbox.unpark(sink, personId);
      drive(one);
      tell();
      return viewOf(one);
    },
    async sendNow(sink) {
      await reload();
      const one = find(sink);
      if (one === null) return null;
      outbox.tryNow(sink);
      drive(one);
      tell();
      return viewOf(one);
    },
    async stop() {
      stopped = true;
      await Promise.allSettled([loading]);
      await Promise.all(running.map(close));
    },
  };
}
