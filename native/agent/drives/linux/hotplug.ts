import type { RunTool, Tool } from '../../tools/run.ts';
import { monitorBlockEvents } from '../../tools/udevadm.ts';

export type HotplugOptions = {
  readonly run: RunTool;
  readonly udevadm: Tool | null;
  /** Called after events, and now and then without one: a missed event is never fatal. */
  readonly onLook: () => void;
  readonly rescanMs: number;
};

/** Events of one plug come in bursts; one look after the burst, and one more when udev has written down what it found. */
const AFTER_EVENT_MS = [150, 1_500];
const RESTART_MS = 2_000;

/** Watches for drives that come and go, by the kernel's events and a periodic look. Returns the act that ends it. */
export function watchDrives({ run, udevadm, onLook, rescanMs }: HotplugOptions): () => Promise<void> {
  const stop = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  const later = (ms: number, act: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  };
  let waiting = false;
  const onEvent = (): void => {
    if (waiting) return;
    waiting = true;
    later(AFTER_EVENT_MS[0] ?? 0, () => {
      waiting = false;
      onLook();
    });
    for (const ms of AFTER_EVENT_MS.slice(1)) later(ms, onLook);
  };
  let monitor: Promise<void> = Promise.resolve();
  const listen = (tool: Tool): void => {
    monitor = monitorBlockEvents(run, tool, onEvent, stop.signal).then(() => {
      if (!stop.signal.aborted) later(RESTART_MS, () => listen(tool));
    });
  };
  if (udevadm !== null) listen(udevadm);
  const periodic = setInterval(onLook, rescanMs);

  return async () => {
    stop.abort();
    clearInterval(periodic);
    for (const timer of timers) clearTimeout(timer);
    await monitor;
  };
}
