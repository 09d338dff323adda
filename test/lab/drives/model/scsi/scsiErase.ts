import type { DriveBody } from '../driveBody.ts';
import { advanceErase, type EraseOrder, type EraseRunState, fractionDone, newEraseRun } from '../eraseRun.ts';
import { FORMAT_CORRUPT, formatting, SANITIZE_FAILED, type Sense, sanitizing } from './sense.ts';

/** What the drive remembers of SANITIZE and FORMAT UNIT without power (SBC-4, 4.11, 4.12). */
export interface ScsiEraseState {
  readonly phase: 'ready' | 'sanitizing' | 'sanitize-failed' | 'formatting' | 'format-corrupt';
  /** AUSE: whether EXIT FAILURE MODE may leave a failed sanitize. */
  readonly unrestricted: boolean;
  readonly run: EraseRunState | undefined;
  /** Whether an erase has ever succeeded here. */
  readonly erased: boolean;
}

export const SCSI_NEVER_ERASED: ScsiEraseState = { phase: 'ready', unrestricted: false, run: undefined, erased: false };

/** The long erases of a SCSI drive. A sanitize survives a power cut; a format is corrupt after one. */
export class ScsiErase {
  readonly #body: DriveBody;
  #state: ScsiEraseState;
  #seenMs: number;

  constructor(body: DriveBody, state: ScsiEraseState) {
    this.#body = body;
    this.#state = state.phase === 'formatting' ? { ...state, phase: 'format-corrupt', run: undefined } : state;
    this.#seenMs = body.time.nowMs();
  }

  get state(): ScsiEraseState {
    return this.#state;
  }

  powerOn(): void {
    this.#seenMs = this.#body.time.nowMs();
    if (this.#state.phase === 'formatting') this.#put({ phase: 'format-corrupt', run: undefined });
  }

  advance(): void {
    const now = this.#body.time.nowMs();
    const deltaMs = now - this.#seenMs;
    this.#seenMs = now;
    const { run, phase } = this.#state;
    if (run === undefined || (phase !== 'sanitizing' && phase !== 'formatting')) return;
    const next = advanceErase(this.#body, run, deltaMs);
    if (next.outcome === 'running') this.#put({ run: next });
    if (next.outcome === 'failed')
      this.#put({ run: next, phase: phase === 'sanitizing' ? 'sanitize-failed' : 'format-corrupt' });
    if (next.outcome === 'succeeded') this.#put({ run: undefined, phase: 'ready', erased: true });
  }

  /** Sense that says why the medium cannot be reached now. */
  refusal(): Sense | undefined {
    this.advance();
    const { phase, run } = this.#state;
    const progress = run === undefined ? 0 : Math.min(0xffff, Math.floor(fractionDone(run) * 65536));
    return {
      ready: undefined,
      sanitizing: sanitizing(progress),
      formatting: formatting(progress),
      'sanitize-failed': SANITIZE_FAILED,
      'format-corrupt': FORMAT_CORRUPT,
    }[phase];
  }

  start(phase: 'sanitizing' | 'formatting', order: EraseOrder, unrestricted: boolean): void {
    this.advance();
    this.#put({ phase, run: newEraseRun(order), unrestricted });
  }

  /** EXIT FAILURE MODE; false where it is not allowed. */
  exitFailure(): boolean {
    this.advance();
    if (this.#state.phase !== 'sanitize-failed') return true;
    if (!this.#state.unrestricted) return false;
    this.#put({ phase: 'ready', run: undefined });
    return true;
  }

  #put(change: Partial<ScsiEraseState>): void {
    this.#state = { ...this.#state, ...change };
    this.#body.persist();
  }
}
