import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

export type DriveCounters = { readonly readBytes: number; readonly writtenBytes: number };

/** What the drive itself has moved since it was made (Documentation/block/stat.rst): sectors of 512 bytes. */
export function countersOf(device: string): DriveCounters {
  const words = readFileSync(`/sys/block/${basename(device)}/stat`, 'utf8')
    .trim()
    .split(/\s+/)
    .map(Number);
  const [readSectors, writtenSectors] = [words[2], words[6]];
  if (readSectors === undefined || writtenSectors === undefined) throw new Error(`${device} has no counters`);
  return { readBytes: readSectors * 512, writtenBytes: writtenSectors * 512 };
}

/** Follows the counters of drives and tells the time in which they moved, so that start and end of a tool do not count as its speed. */
export class MovementWindow {
  readonly #devices: readonly string[];
  readonly #before: readonly DriveCounters[];
  readonly #timer: NodeJS.Timeout;
  #last: number[];
  #quietAtMs: number;
  #firstMs: number | null = null;
  #lastMs = 0;

  constructor(devices: readonly string[], everyMs: number) {
    this.#devices = devices;
    this.#before = devices.map(countersOf);
    this.#last = this.#before.map(({ readBytes, writtenBytes }) => readBytes + writtenBytes);
    this.#quietAtMs = performance.now();
    this.#timer = setInterval(() => this.#look(), everyMs);
  }

  #look(): void {
    const nowMs = performance.now();
    const sums = this.#devices.map(countersOf).map(({ readBytes, writtenBytes }) => readBytes + writtenBytes);
    if (sums.some((sum, at) => sum !== this.#last[at])) {
      this.#firstMs ??= this.#quietAtMs;
      this.#lastMs = nowMs;
      this.#last = sums;
    }
    this.#quietAtMs = nowMs;
  }

  /** Ends the watch. Milliseconds of movement (0 when nothing moved), and what each drive moved. */
  end(): { readonly windowMs: number; readonly moved: readonly DriveCounters[] } {
    this.#look();
    clearInterval(this.#timer);
    const after = this.#devices.map(countersOf);
    const moved = after.map((counters, at) => ({
      readBytes: counters.readBytes - (this.#before[at]?.readBytes ?? 0),
      writtenBytes: counters.writtenBytes - (this.#before[at]?.writtenBytes ?? 0),
    }));
    return { windowMs: this.#firstMs === null ? 0 : this.#lastMs - this.#firstMs, moved };
  }
}
