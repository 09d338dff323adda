import type { DriveBody } from '../driveBody.ts';
import { advanceErase, type EraseRunState, fractionDone, newEraseRun, passesDone } from '../eraseRun.ts';
import { findFault } from '../faults.ts';
import { sanitizeLog } from './logLayout.ts';
import { type NvmeConfig, sanicap } from './nvmeConfig.ts';
import { INVALID_FIELD, type NvmeStatus, SANITIZE_FAILED, SANITIZE_IN_PROGRESS, SUCCESS } from './status.ts';

/** What the sanitize state machine remembers without power (NVM Express Base 2.1, 8.1.24). */
export interface SanitizeState {
  readonly phase: 'idle' | 'processing' | 'failed' | 'verification';
  /** SSTAT bits 2:0 of the most recent operation once it has ended. */
  readonly lastStatus: 0 | 1 | 3 | 4;
  readonly scdw10: number;
  readonly unrestricted: boolean;
  readonly passesDone: number;
  readonly globalDataErased: boolean;
  readonly run: EraseRunState | undefined;
  readonly endsDeallocatedAnyway: boolean;
}

export const NEVER_SANITIZED: SanitizeState = {
  phase: 'idle',
  lastStatus: 0,
  scdw10: 0,
  unrestricted: false,
  passesDone: 0,
  globalDataErased: false,
  run: undefined,
  endsDeallocatedAnyway: false,
};

const ACTION = { exitFailure: 1, block: 2, overwrite: 3, crypto: 4, exitVerification: 5 };

/** NVMe Sanitize: the command, the log, and what they do to the cells. */
export class SanitizeMachine {
  readonly #body: DriveBody;
  readonly #config: NvmeConfig;
  #state: SanitizeState;
  #seenMs: number;
  /** Feature 17h, No-Deallocate Response Mode. */
  noDeallocateResponseMode = false;

  constructor(body: DriveBody, config: NvmeConfig, state: SanitizeState) {
    this.#body = body;
    this.#config = config;
    this.#state = state;
    this.#seenMs = body.time.nowMs();
  }

  get state(): SanitizeState {
    return this.#state;
  }

  /** The time without power does not count. */
  powerOn(): void {
    this.#seenMs = this.#body.time.nowMs();
  }

  /** Brings a running operation up to now. */
  advance(): void {
    const now = this.#body.time.nowMs();
    const deltaMs = now - this.#seenMs;
    this.#seenMs = now;
    const { run } = this.#state;
    if (this.#state.phase !== 'processing' || run === undefined) return;
    const next = advanceErase(this.#body, run, deltaMs);
    this.#state = { ...this.#state, run: next, passesDone: passesDone(next) };
    if (next.outcome === 'failed') this.#state = { ...this.#state, phase: 'failed', lastStatus: 3 };
    if (next.outcome === 'succeeded') this.#finish();
    this.#body.persist();
  }

  /** The Sanitize command (opcode 84h). */
  command(cdw10: number, cdw11: number): NvmeStatus {
    this.advance();
    const action = cdw10 & 7;
    const unrestricted = (cdw10 & 8) !== 0;
    if (this.#state.phase === 'processing') return SANITIZE_IN_PROGRESS;
    if (action === ACTION.exitVerification) return this.#exitVerification();
    if (this.#state.phase === 'verification') return SANITIZE_IN_PROGRESS;
    if (action === ACTION.exitFailure) return this.#exitFailure();
    if (this.#state.phase === 'failed' && !this.#state.unrestricted && unrestricted) return SANITIZE_FAILED;
    return this.#start(action, cdw10, cdw11, unrestricted);
  }

  /** The status with which a command that sanitize forbids is aborted, if it does at the moment. */
  refusal(): NvmeStatus | undefined {
    this.advance();
    if (this.#state.phase === 'processing') return SANITIZE_IN_PROGRESS;
    return this.#state.phase === 'failed' ? SANITIZE_FAILED : undefined;
  }

  /** User data was written: it is no longer true that all of it is erased. */
  userDataWritten(): void {
    if (!this.#state.globalDataErased) return;
    this.#state = { ...this.#state, globalDataErased: false };
    this.#body.persist();
  }

  /** The Sanitize Status log as the host gets it; faults that falsify it included. */
  log(): Buffer {
    this.advance();
    const faults = this.#body.faults();
    if (findFault(faults, 'zeroed-status') !== undefined) return Buffer.alloc(512);
    const wrong = findFault(faults, 'wrong-status');
    if (wrong !== undefined)
      return Buffer.concat([Buffer.from(wrong.logHex, 'hex'), Buffer.alloc(512)]).subarray(0, 512);
    const { phase, run, unrestricted } = this.#state;
    const processing = phase === 'processing' && run !== undefined;
    return sanitizeLog({
      sprog: processing ? Math.min(0xffff, Math.floor(fractionDone(run) * 65536)) : 0xffff,
      status: phase === 'processing' || phase === 'verification' ? 2 : this.#state.lastStatus,
      passesDone: this.#state.passesDone,
      globalDataErased: this.#state.globalDataErased,
      verificationCanceled: false,
      scdw10: this.#state.scdw10,
      estimatesS: this.#estimates(),
      sanitizeState: { idle: 0, processing: unrestricted ? 3 : 1, failed: unrestricted ? 4 : 2, verification: 5 }[
        phase
      ],
      failedState: phase === 'failed' ? (unrestricted ? 3 : 1) : 0,
    });
  }

  #estimates(): [number, number, number, number, number, number] {
    const { block, crypto, overwrite } = this.#config.sanitize;
    const seconds = (supported: boolean, ms: number): number => (supported ? Math.ceil(ms / 1000) : 0xffff_ffff);
    const { blockMs, cryptoMs, overwriteMs } = this.#body.durations;
    const all: [number, number, number] = [
      seconds(overwrite, overwriteMs),
      seconds(block, blockMs),
      seconds(crypto, cryptoMs),
    ];
    return [...all, ...all];
  }

  #exitFailure(): NvmeStatus {
    if (this.#state.phase !== 'failed') return SUCCESS;
    if (!this.#state.unrestricted) return SANITIZE_FAILED;
    this.#state = { ...this.#state, phase: 'idle' };
    this.#body.persist();
    return SUCCESS;
  }

  #exitVerification(): NvmeStatus {
    if (this.#state.phase !== 'verification') return this.#state.phase === 'failed' ? SANITIZE_FAILED : INVALID_FIELD;
    this.#body.media.deallocate(0, this.#body.media.sizeBytes);
    this.#state = { ...this.#state, phase: 'idle', lastStatus: 1, globalDataErased: true };
    this.#body.persist();
    return SUCCESS;
  }

  #start(action: number, cdw10: number, cdw11: number, unrestricted: boolean): NvmeStatus {
    const supported = sanicap(this.#config);
    const capabilityBit = { [ACTION.crypto]: 0, [ACTION.block]: 1, [ACTION.overwrite]: 2 }[action];
    if (capabilityBit === undefined || (supported & (1 << capabilityBit)) === 0) return INVALID_FIELD;
    const noDeallocate = (cdw10 & 0x200) !== 0;
    const inhibited = this.#config.sanitize.noDeallocateInhibited;
    if (noDeallocate && inhibited && !this.noDeallocateResponseMode) return INVALID_FIELD;
    if ((cdw10 & 0x400) !== 0 && !this.#config.sanitize.verification) return INVALID_FIELD;
    const { durations, media } = this.#body;
    const how = action === ACTION.block ? 'block' : action === ACTION.crypto ? 'crypto' : 'overwrite';
    const pattern = Buffer.alloc(4);
    pattern.writeUInt32LE(cdw11);
    const passes = how === 'overwrite' ? (cdw10 >>> 4) & 15 || 16 : 1;
    const verify = (cdw10 & 0x400) !== 0;
    this.#state = {
      ...this.#state,
      phase: 'processing',
      scdw10: cdw10,
      unrestricted,
      passesDone: 0,
      globalDataErased: false,
      endsDeallocatedAnyway: noDeallocate && inhibited,
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
        invert: (cdw10 & 0x100) !== 0,
        deallocate: how !== 'overwrite' && !verify && (!noDeallocate || inhibited),
      }),
    };
    this.#body.persist();
    return SUCCESS;
  }

  #finish(): void {
    const verify = (this.#state.scdw10 & 0x400) !== 0;
    this.#state = verify
      ? { ...this.#state, phase: 'verification', run: undefined }
      : {
          ...this.#state,
          phase: 'idle',
          run: undefined,
          lastStatus: this.#state.endsDeallocatedAnyway ? 4 : 1,
          globalDataErased: true,
        };
  }
}
