import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { DriveBody, EraseDurations } from './model/driveBody.ts';
import type { DriveFault } from './model/faults.ts';
import type { DriveIdentity } from './model/identity.ts';
import { Media, type MediaState } from './model/media.ts';
import type { ModelTime } from './model/modelTime.ts';
import { StateFile } from './model/stateFile.ts';

/** A command set on a body: what the shell of every drive needs from it. */
export interface DriveModel {
  /** What it remembers without power; becomes JSON. */
  state(): unknown;
  /** Brings a running erase up to now. */
  advance(): void;
  /** Power is lost: what a host waits for ends here, unanswered or torn. */
  powerOff(): void;
  /** Power lost and back. */
  powerCycle(): void;
  /** What the drive truly is and did, for the test's eyes. */
  facts(): Readonly<Record<string, unknown>>;
}

/** The way a host reaches the drive. */
export interface Frontend {
  open(port: number): Promise<number>;
  close(): Promise<void>;
}

/** What every kind of emulated drive is started with. */
export interface BodyOptions {
  /** Folder for `<name>.cells` and `<name>.json`; a drive started on existing files goes on living. */
  readonly directory: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly identity: DriveIdentity;
  readonly faults: readonly DriveFault[];
  readonly durations: EraseDurations;
  readonly time: ModelTime;
  /** 0 takes a free port. */
  readonly port: number;
}

interface SavedDrive {
  readonly media: MediaState;
  readonly model: unknown;
  readonly identity: DriveIdentity;
}

const TICK_MS = 100;

/** A drive on the lab's shelf: cells, memory, faults, a model of its command set and a plug. */
export class EmulatedDrive<M extends DriveModel = DriveModel> {
  /** Name a host connects to: NQN or IQN. */
  readonly targetName: string;
  readonly model: M;
  #port: number;
  #plugged = false;
  #faults: readonly DriveFault[];
  #identity: DriveIdentity;
  readonly #media: Media;
  readonly #file: StateFile<SavedDrive>;
  readonly #frontend: Frontend;
  readonly #ticker: NodeJS.Timeout;

  constructor(
    options: BodyOptions,
    targetName: string,
    build: (body: DriveBody, saved: unknown) => { readonly model: M; readonly frontend: Frontend },
  ) {
    this.targetName = targetName;
    this.#port = options.port;
    this.#faults = options.faults;
    this.#file = new StateFile(join(options.directory, `${options.name}.json`));
    const saved = this.#file.load();
    this.#identity = saved?.identity ?? options.identity;
    this.#media = new Media(join(options.directory, `${options.name}.cells`), options.sizeBytes, saved?.media, () =>
      this.#file.saveSoon(() => this.#saved(false)),
    );
    const body: DriveBody = {
      media: this.#media,
      time: options.time,
      durations: options.durations,
      identity: () => this.#identity,
      faults: () => this.#faults,
      persist: () => this.#file.save(this.#saved(false)),
      vanish: () => void this.unplug(),
    };
    const built = build(body, saved?.model);
    this.model = built.model;
    this.#frontend = built.frontend;
    this.#ticker = setInterval(() => {
      if (this.#plugged) this.model.advance();
    }, TICK_MS).unref();
  }

  get port(): number {
    return this.#port;
  }

  get identity(): DriveIdentity {
    return this.#identity;
  }

  get plugged(): boolean {
    return this.#plugged;
  }

  /** What the drive truly is and did, whatever it tells a host. */
  facts(): Readonly<Record<string, unknown>> {
    if (this.#plugged) this.model.advance();
    return { ...this.model.facts(), identity: this.#identity, sizeBytes: this.#media.sizeBytes, faults: this.#faults };
  }

  /** The raw cells: the truth that no host read shows. */
  cells(offset: number, length: number): Buffer {
    if (this.#plugged) this.model.advance();
    return this.#media.cells(offset, length);
  }

  /** Whether these bytes stand anywhere in the cells. */
  cellsHold(needle: Buffer): boolean {
    const stepBytes = 1 << 20;
    for (let at = 0; at < this.#media.sizeBytes; at += stepBytes) {
      if (this.cells(at, Math.min(stepBytes + needle.length - 1, this.#media.sizeBytes - at)).includes(needle))
        return true;
    }
    return false;
  }

  /** Fills the cells from `offset` as an earlier owner would have: random bytes that it returns. */
  fillRandom(offset: number, length: number): Buffer {
    const data = randomBytes(length);
    this.#media.write(offset, data);
    return data;
  }

  setFaults(faults: readonly DriveFault[]): void {
    if (this.#plugged) this.model.advance();
    this.#faults = faults;
  }

  /** Cuts the link and the power: an erase stands still, connections end. */
  async unplug(): Promise<void> {
    if (!this.#plugged) return;
    this.model.advance();
    this.model.powerOff();
    this.#plugged = false;
    await this.#frontend.close();
  }

  /** Power and link are back on the same port, perhaps as a drive that says it is another one. */
  async replug(identity?: DriveIdentity): Promise<void> {
    if (this.#plugged) await this.unplug();
    if (identity !== undefined) this.#identity = identity;
    this.model.powerCycle();
    this.#port = await this.#frontend.open(this.#port);
    this.#plugged = true;
  }

  /** What the drive lives through when its computer loses power: link and volatile state lost, the port stays. */
  async powerCycle(): Promise<void> {
    await this.unplug();
    await this.replug();
  }

  /** First plug of this life. */
  async plug(): Promise<void> {
    this.#port = await this.#frontend.open(this.#port);
    this.#plugged = true;
    this.#file.save(this.#saved(false));
  }

  /** Unplugs and puts the drive away; its files stay and a later start goes on with them. */
  async stop(): Promise<void> {
    clearInterval(this.#ticker);
    await this.unplug();
    this.#file.save(this.#saved(true));
    this.#media.close();
  }

  #saved(clean: boolean): SavedDrive {
    return { media: this.#media.state(clean), model: this.model.state(), identity: this.#identity };
  }
}
