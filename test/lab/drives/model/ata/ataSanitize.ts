import type { DriveBody } from '../driveBody.ts';
import { advanceErase, type EraseRunState, fractionDone, newEraseRun } from '../eraseRun.ts';
import type { AtaConfig } from './ataConfig.ts';
import { ABORT, type AtaAnswer, ataDone, ataFailed, type Taskfile } from './taskfile.ts';

/** What the Sanitize feature set remembers without power (ACS-4, 4.17). */
export interface AtaSanitizeState {
  /** SD0 idle or frozen, SD2 in progress, SD3 failed. */
  readonly phase: 'idle' | 'processing' | 'failed';
  readonly completedWithoutError: boolean;
  readonly failureMode: boolean;
  readonly antifreeze: boolean;
  readonly run: EraseRunState | undefined;
}

export const ATA_NEVER_SANITIZED: AtaSanitizeState = {
  phase: 'idle',
  completedWithoutError: false,
  failureMode: false,
  antifreeze: false,
  run: undefined,
};

const SUBCOMMAND = { status: 0x00, crypto: 0x11, block: 0x12, overwrite: 0x14, freeze: 0x20, antifreeze: 0x40 };
const KEY = {
  crypto: 0x4372_7970n,
  block: 0x426b_4572n,
  overwriteHigh: 0x4f57n,
  freeze: 0x4672_4c6bn,
  antifreeze: 0x416e_7469n,
};
const REASON = { failed: 1n, unsupported: 2n, frozen: 3n, antifreeze: 4n };

/** SANITIZE DEVICE, command B4h: subcommands, status registers and what they do to the cells. */
export class AtaSanitize {
  readonly #body: DriveBody;
  readonly #config: AtaConfig;
  #state: AtaSanitizeState;
  #frozen = false;
  #seenMs: number;

  constructor(body: DriveBody, config: AtaConfig, state: AtaSanitizeState) {
    this.#body = body;
    this.#config = config;
    this.#state = state;
    this.#seenMs = body.time.nowMs();
  }

  get state(): AtaSanitizeState {
    return this.#state;
  }

  /** Power on: no longer frozen; a running operation goes on. */
  powerOn(): void {
    this.#seenMs = this.#body.time.nowMs();
    this.#frozen = false;
  }

  freezeNow(): void {
    this.#frozen = true;
  }

  /** Brings a running operation up to now. */
  advance(): void {
    const now = this.#body.time.nowMs();
    const deltaMs = now - this.#seenMs;
    this.#seenMs = now;
    const { run, phase } = this.#state;
    if (phase !== 'processing' || run === undefined) return;
    const next = advanceErase(this.#body, run, deltaMs);
    this.#state = { ...this.#state, run: next };
    if (next.outcome === 'failed') this.#state = { ...this.#state, phase: 'failed' };
    if (next.outcome === 'succeeded')
      this.#state = { ...this.#state, phase: 'idle', run: undefined, completedWithoutError: true };
    this.#body.persist();
  }

  /** Whether a command other than SANITIZE DEVICE is aborted now: SD2 and SD3 let only a few through (ACS-4, table 14). */
  forbids(command: number): boolean {
    this.advance();
    return this.#state.phase !== 'idle' && ![0xec, 0xb0, 0xe5, 0xe0, 0xe1, 0x0b, 0x2f].includes(command);
  }

  /** SANITIZE DEVICE. */
  command(taskfile: Taskfile): AtaAnswer {
    this.advance();
    switch (taskfile.feature & 0xff) {
      case SUBCOMMAND.status:
        return this.#status(taskfile);
      case SUBCOMMAND.freeze:
        return this.#freeze(taskfile);
      case SUBCOMMAND.antifreeze:
        return this.#antifreeze(taskfile);
      case SUBCOMMAND.block:
        return this.#start('block', taskfile, this.#config.sanitize.block && taskfile.lba === KEY.block);
      case SUBCOMMAND.crypto:
        return this.#start('crypto', taskfile, this.#config.sanitize.crypto && taskfile.lba === KEY.crypto);
      case SUBCOMMAND.overwrite:
        return this.#start(
          'overwrite',
          taskfile,
          this.#config.sanitize.overwrite && taskfile.lba >> 32n === KEY.overwriteHigh,
        );
      default:
        return ataFailed(ABORT, REASON.unsupported);
    }
  }

  /** SANITIZE STATUS EXT: COUNT(15:8) state bits, LBA(15:0) progress; in SD3 it aborts with the reason. */
  #status(taskfile: Taskfile): AtaAnswer {
    if (this.#state.phase === 'failed') {
      if ((taskfile.count & 1) === 0 || !this.#state.failureMode) return ataFailed(ABORT, REASON.failed);
      this.#state = { ...this.#state, phase: 'idle', run: undefined };
      this.#body.persist();
    }
    return this.#registers();
  }

  #registers(): AtaAnswer {
    const { phase, run, completedWithoutError, antifreeze } = this.#state;
    const processing = phase === 'processing' && run !== undefined;
    const count =
      (completedWithoutError && !processing ? 0x8000 : 0) |
      (processing ? 0x4000 : 0) |
      (this.#frozen ? 0x2000 : 0) |
      (antifreeze ? 0x1000 : 0);
    const progress = processing ? Math.min(0xffff, Math.floor(fractionDone(run) * 65536)) : 0xffff;
    return ataDone({ count, lba: BigInt(progress) });
  }

  #freeze(taskfile: Taskfile): AtaAnswer {
    if (taskfile.lba !== KEY.freeze || this.#state.phase !== 'idle') return ataFailed();
    if (this.#state.antifreeze) return ataFailed(ABORT, REASON.antifreeze);
    this.#frozen = true;
    return this.#registers();
  }

  #antifreeze(taskfile: Taskfile): AtaAnswer {
    if (!this.#config.sanitize.antifreeze || taskfile.lba !== KEY.antifreeze)
      return ataFailed(ABORT, REASON.unsupported);
    if (this.#frozen) return ataFailed(ABORT, REASON.frozen);
    this.#state = { ...this.#state, antifreeze: true };
    this.#body.persist();
    return this.#registers();
  }

  #start(how: 'block' | 'crypto' | 'overwrite', taskfile: Taskfile, supported: boolean): AtaAnswer {
    if (!supported) return ataFailed(ABORT, REASON.unsupported);
    if (this.#frozen) return ataFailed(ABORT, REASON.frozen);
    if (this.#state.phase === 'processing') return ataFailed();
    const failureMode = (taskfile.count & 0x10) !== 0;
    if (this.#state.phase === 'failed' && !this.#state.failureMode && failureMode)
      return ataFailed(ABORT, REASON.failed);
    const { durations, media } = this.#body;
    const passes = how === 'overwrite' ? taskfile.count & 15 || 16 : 1;
    const pattern = Buffer.alloc(4);
    pattern.writeUInt32LE(Number(taskfile.lba & 0xffff_ffffn));
    this.#state = {
      ...this.#state,
      phase: 'processing',
      completedWithoutError: false,
      failureMode,
      run: newEraseRun({
        command: 'sanitize',
        how,
        offsetBytes: 0,
        lengthBytes: media.sizeBytes,
        durationMs: { block: durations.blockMs, crypto: durations.cryptoMs, overwrite: durations.overwriteMs * passes }[
          how
        ],
        patternHex: pattern.toString('hex'),
        passes,
        invert: (taskfile.count & 0x80) !== 0,
        deallocate: how !== 'overwrite',
      }),
    };
    this.#body.persist();
    return this.#registers();
  }
}
