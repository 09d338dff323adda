import type { DriveBody } from '../driveBody.ts';
import { findFault } from '../faults.ts';
import { throwKeysAway } from '../tcg/keys.ts';
import { type LockState, level0Discovery, lockOf } from '../tcg/level0.ts';
import { Tper } from '../tcg/tper.ts';
import type { NvmeConfig } from './nvmeConfig.ts';
import { answered, INVALID_FIELD, INVALID_OPCODE, type NvmeAnswer, refused } from './status.ts';
import type { Submission } from './submission.ts';

/** Security Send and Receive of one NVMe drive, and the lock that they work on. */
export class SecurityCommands {
  readonly #body: DriveBody;
  readonly #config: NvmeConfig;
  readonly #powerEpoch: () => number;
  readonly #tper: Tper;
  #lock: LockState;

  /** `powerEpoch` is another number after each loss of power. */
  constructor(body: DriveBody, config: NvmeConfig, lock: LockState | undefined, powerEpoch: () => number) {
    this.#body = body;
    this.#config = config;
    this.#powerEpoch = powerEpoch;
    this.#lock = lock ?? (config.opal === 'absent' ? { enabled: false, locked: false } : lockOf(config.opal));
    this.#tper = new Tper(config.psid, () => this.#revert());
  }

  get lock(): LockState {
    return this.#lock;
  }

  async send(submission: Submission, fromHost: Buffer): Promise<NvmeAnswer> {
    if (this.#config.opal === 'absent') return refused(INVALID_OPCODE);
    const taken = await this.#tper.send(protocolOf(submission), comIdOf(submission), fromHost);
    return taken ? answered() : refused(INVALID_FIELD);
  }

  receive(submission: Submission): NvmeAnswer {
    if (this.#config.opal === 'absent') return refused(INVALID_OPCODE);
    const protocol = protocolOf(submission);
    const comId = comIdOf(submission);
    const page = level0Discovery(protocol, comId, this.#lock) ?? this.#tper.receive(protocol, comId);
    if (page === undefined) return refused(INVALID_FIELD);
    return answered(Buffer.concat([page, Buffer.alloc(submission.cdw11)]).subarray(0, submission.cdw11));
  }

  /** The media keys are thrown away where the lock was set up, and with them everything that was written (Opal SSC 2.01, 5.1.2.2). */
  async #revert(): Promise<boolean> {
    const faults = this.#body.faults();
    if (findFault(faults, 'stays-locked') !== undefined) return true;
    const epoch = this.#powerEpoch();
    if (this.#lock.enabled && !(await throwKeysAway(this.#body, () => this.#powerEpoch() !== epoch))) return false;
    this.#lock = { enabled: false, locked: false };
    this.#body.persist();
    return true;
  }
}

/** SECP and SPSP of a security command (NVM Express Base 2.0, 5.25). */
const protocolOf = ({ cdw10 }: Submission): number => cdw10 >>> 24;
const comIdOf = ({ cdw10 }: Submission): number => (cdw10 >>> 8) & 0xffff;
