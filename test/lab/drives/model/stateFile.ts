import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** The memory of a drive without power: one JSON file beside its cells, replaced atomically. */
export class StateFile<T> {
  readonly #path: string;
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** The state of the drive's earlier life, or nothing for a new drive. Throws on a damaged file. */
  load(): T | undefined {
    return existsSync(this.#path) ? (JSON.parse(readFileSync(this.#path, 'utf8')) as T) : undefined;
  }

  /** Writes now. For every step of a state machine. */
  save(state: T): void {
    this.cancel();
    const next = `${this.#path}.next`;
    writeFileSync(next, JSON.stringify(state));
    renameSync(next, this.#path);
  }

  /** Writes within 100 ms. For the mapping of host writes, which are many. */
  saveSoon(read: () => T): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.save(read());
    }, 100);
    this.#timer.unref();
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
