import type { RunTool, Tool } from '../../tools/run.ts';
import { monitorBlockEvents } from '../../tools/udevadm.ts';

export type HotplugOptions = {
  readonly run: RunTool;
  readonly udevadm: Tool | null;
  /** Called after events, and now and then without one: a missed event is never fatal. */
  readonly onLook: () => void;
  readonly rescanMs: number;
};

/** Events of one plug come in bursts: one look soon after the first, */
const SOON_MS = 150;
/** and one more when all is quiet and udev has written down what it found. Drives that are wiped make events all the time. */
const QUIET_MS = 1_500;
const RESTART_MS = 2_000;

/** Watches for drives that come and go, by the kernel's events and a periodic look. Returns the act that ends it. */
export function watchDrives({ run, udevadm, onLook, rescanMs }: HotplugOptions): () => Promise<void> {
  const stop = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  const later = (ms: number, act: () => void): NodeJS.Timeout => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
    return timer;
  };
  let waiting = false;
  let quiet: NodeJS.Timeout | undefined;
  const onEvent = (): void => {
    clearTimeout(quiet);
    if (quiet !== undefined) timers.delete(quiet);
    quiet = later(QUIET_MS, onLook);
    if (waiting) return;
    waiting = true;
    later(SOON_MS, () => {
      waiting = false;
      onLook();
    });
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
