import type { ModelTime } from '../drives/model/modelTime.ts';

/** The time of one drive, which can be made to stand: a running erase gets no further, a slow answer never comes, until it goes on. */
export class StandingTime implements ModelTime {
  #stoodMs = 0;
  #sinceMs: number | null = null;
  #waiting: (() => void)[] = [];

  nowMs(): number {
    return (this.#sinceMs ?? performance.now()) - this.#stoodMs;
  }

  async sleep(durationMs: number): Promise<void> {
    const untilMs = this.nowMs() + durationMs;
    for (let leftMs = durationMs; leftMs > 0; leftMs = untilMs - this.nowMs()) {
      await new Promise<void>((next) => {
        if (this.#sinceMs === null) setTimeout(next, Math.max(1, leftMs));
        else this.#waiting.push(next);
      });
    }
  }

  stand(): void {
    this.#sinceMs ??= performance.now();
  }

  goOn(): void {
    if (this.#sinceMs === null) return;
    this.#stoodMs += performance.now() - this.#sinceMs;
    this.#sinceMs = null;
    for (const next of this.#waiting.splice(0)) next();
  }
}
