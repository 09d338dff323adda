import type { ModelTime } from '../../lab/drives/model/modelTime.ts';

/** A clock that moves when told: `pass` wakes every sleeper whose time has come, in order. */
export class ManualTime implements ModelTime {
  #now = 0;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  nowMs(): number {
    return this.#now;
  }

  sleep(durationMs: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.push({ at: this.#now + durationMs, wake }));
  }

  async pass(durationMs: number): Promise<void> {
    const end = this.#now + durationMs;
    for (;;) {
      await settle();
      const [next] = this.#sleepers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
    this.#now = end;
    await settle();
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
