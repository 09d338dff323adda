import type { DriveBody } from '../driveBody.ts';
import { dawdle, never } from '../driveBody.ts';
import { commandFault, findFault } from '../faults.ts';
import type { LockState } from '../tcg/level0.ts';
import { formatRefusal, formattedBlockBytes, runFormat } from './formatCommand.ts';
import {
  eui64Of,
  identifyController,
  identifyNamespace,
  namespaceDescriptors,
  namespaceList,
} from './identifyLayout.ts';
import { effectsLog, firmwareLog, smartLog } from './logLayout.ts';
import { executeIo, ioBytesFromHost, type NamespaceWindow } from './namespaceIo.ts';
import type { NvmeConfig } from './nvmeConfig.ts';
import { NEVER_SANITIZED, SanitizeMachine, type SanitizeState } from './sanitizeMachine.ts';
import { SecurityCommands } from './securityCommands.ts';
import {
  ACCESS_DENIED,
  answered,
  INVALID_FIELD,
  INVALID_LOG_PAGE,
  INVALID_NAMESPACE,
  INVALID_OPCODE,
  type NvmeAnswer,
  refused,
  SUCCESS,
} from './status.ts';
import type { Submission } from './submission.ts';

/** What an NVMe drive remembers without power. */
export interface NvmeState {
  readonly sanitize: SanitizeState;
  readonly blockBytes: readonly (512 | 4096)[];
  readonly powerCycles: number;
  /** The TCG lock; drives saved by an earlier life without one have it as their kind has. */
  readonly lock?: LockState;
}

const ALL_NAMESPACES = 0xffff_ffff;

/** One NVM subsystem: its admin and I/O commands, whatever transport carries them. */
export class NvmeDrive {
  readonly config: NvmeConfig;
  readonly #body: DriveBody;
  readonly #sanitize: SanitizeMachine;
  readonly #features = new Map<number, number>();
  #blockBytes: (512 | 4096)[];
  #powerCycles: number;
  readonly #security: SecurityCommands;
  #powerEpoch = 0;
  #read = { units: 0n, commands: 0n };
  #written = { units: 0n, commands: 0n };

  constructor(body: DriveBody, config: NvmeConfig, state: NvmeState | undefined) {
    this.config = config;
    this.#body = body;
    this.#sanitize = new SanitizeMachine(body, config, state?.sanitize ?? NEVER_SANITIZED);
    this.#blockBytes = [...(state?.blockBytes ?? config.namespaces.map((namespace) => namespace.blockBytes))];
    this.#powerCycles = (state?.powerCycles ?? 0) + 1;
    this.#security = new SecurityCommands(body, config, state?.lock, () => this.#powerEpoch);
  }

  state(): NvmeState {
    return {
      sanitize: this.#sanitize.state,
      blockBytes: this.#blockBytes,
      powerCycles: this.#powerCycles,
      lock: this.#security.lock,
    };
  }

  /** The truth about its sanitize state, whatever the log says. */
  facts(): Readonly<Record<string, unknown>> {
    const { phase, lastStatus, scdw10, globalDataErased, run } = this.#sanitize.state;
    return {
      kind: 'nvme',
      phase,
      lastStatus,
      scdw10,
      globalDataErased,
      elapsedMs: run?.elapsedMs,
      powerCycles: this.#powerCycles,
      lock: this.#security.lock,
    };
  }

  /** Lets a running sanitize catch up with the clock. */
  advance(): void {
    this.#sanitize.advance();
  }

  powerOff(): void {
    this.#powerEpoch++;
  }

  /** Power was lost and is back: a format is torn, a sanitize goes on. */
  powerCycle(): void {
    this.powerOff();
    this.#powerCycles++;
    this.#sanitize.powerOn();
    this.#features.clear();
    this.#body.persist();
  }

  /** Bytes the host sends along with this command. */
  bytesFromHost(queue: 'admin' | 'io', submission: Submission): number {
    if (queue === 'io') return ioBytesFromHost(submission, this.#blockBytes[submission.namespaceId - 1] ?? 512);
    return submission.opcode === 0x81 ? submission.cdw11 : 0;
  }

  /** Executes an admin command other than those of fabrics; an asynchronous event request is never answered. */
  async admin(
    submission: Submission,
    controllerId: number,
    subsystemNqn: string,
    fromHost: Buffer = Buffer.alloc(0),
  ): Promise<NvmeAnswer> {
    const fault = commandFault(this.#body.faults(), 'nvme-admin', submission.opcode);
    if (fault === 'never-answers') return never();
    if (fault === 'refuses') return refused(INVALID_OPCODE);
    if (fault === 'ignores') return answered();
    await dawdle(this.#body, 0);
    switch (submission.opcode) {
      case 0x02:
        return this.#getLog(submission);
      case 0x06:
        return this.#identify(submission, controllerId, subsystemNqn);
      case 0x08:
        return answered(undefined, 1n);
      case 0x09:
        return this.#setFeature(submission);
      case 0x0a:
        return this.#getFeature(submission);
      case 0x0c:
        return never();
      case 0x18:
        return answered();
      case 0x80:
        return this.config.format ? this.#format(submission) : refused(INVALID_OPCODE);
      case 0x81:
        return this.#security.send(submission, fromHost);
      case 0x82:
        return this.#security.receive(submission);
      case 0x84:
        return this.#sanitizeCommand(submission);
      default:
        return refused(INVALID_OPCODE);
    }
  }

  /** Executes an I/O command. */
  async io(submission: Submission, fromHost: Buffer): Promise<NvmeAnswer> {
    const faults = this.#body.faults();
    const fault = commandFault(faults, 'nvme-io', submission.opcode);
    if (fault === 'never-answers') return never();
    if (fault === 'refuses') return refused(INVALID_OPCODE);
    if (fault === 'ignores') return answered();
    const space = this.#window(submission.namespaceId);
    if (space === undefined) return refused(INVALID_NAMESPACE);
    if (this.#security.lock.locked && submission.opcode !== 0x00) return refused(ACCESS_DENIED);
    const refusal = submission.opcode === 0x00 ? undefined : this.#sanitize.refusal();
    if (refusal !== undefined) return refused(refusal);
    const answer = executeIo(this.#body, space, submission, fromHost);
    await dawdle(this.#body, fromHost.length + answer.data.length);
    this.#count(submission.opcode, fromHost.length, answer.data.length);
    if (submission.opcode === 0x01 && answer.status === SUCCESS) this.#sanitize.userDataWritten();
    return answer;
  }

  #count(opcode: number, writtenBytes: number, readBytes: number): void {
    const counter = opcode === 0x01 ? this.#written : opcode === 0x02 ? this.#read : undefined;
    if (counter === undefined) return;
    counter.units += BigInt(writtenBytes + readBytes);
    counter.commands += 1n;
  }

  #window(namespaceId: number): NamespaceWindow | undefined {
    const namespace = this.config.namespaces[namespaceId - 1];
    const blockBytes = this.#blockBytes[namespaceId - 1];
    if (namespace === undefined || blockBytes === undefined) return undefined;
    const before = this.config.namespaces.slice(0, namespaceId - 1);
    return {
      offsetBytes: before.reduce((sum, each) => sum + each.sizeBytes, 0),
      sizeBytes: namespace.sizeBytes,
      blockBytes,
    };
  }

  #identify(submission: Submission, controllerId: number, subsystemNqn: string): NvmeAnswer {
    const { namespaceId } = submission;
    const count = this.config.namespaces.length;
    const space = this.#window(namespaceId);
    switch (submission.cdw10 & 0xff) {
      case 0x11: {
        const detached = this.config.detached[namespaceId - count - 1];
        if (detached === undefined) return this.#identifyAttached(space, namespaceId);
        const { sizeBytes, blockBytes } = detached;
        return answered(identifyNamespace(sizeBytes, blockBytes, eui64Of(this.#body.identity(), namespaceId)));
      }
      case 0x00:
        return this.#identifyAttached(space, namespaceId);
      case 0x01:
        return answered(identifyController(this.config, this.#body.identity(), controllerId, subsystemNqn));
      case 0x02:
        return answered(namespaceList(count, namespaceId));
      case 0x10:
        return answered(namespaceList(count + this.config.detached.length, namespaceId));
      case 0x03:
        return space === undefined
          ? refused(INVALID_NAMESPACE)
          : answered(namespaceDescriptors(eui64Of(this.#body.identity(), namespaceId)));
      case 0x12:
      case 0x13: {
        const list = Buffer.alloc(4096);
        list.writeUInt16LE(1, 0);
        list.writeUInt16LE(controllerId, 2);
        return answered(list);
      }
      default:
        return refused(INVALID_FIELD);
    }
  }

  #identifyAttached(space: NamespaceWindow | undefined, namespaceId: number): NvmeAnswer {
    return space === undefined ? refused(INVALID_NAMESPACE) : answered(this.#identifyNamespace(space, namespaceId));
  }

  #identifyNamespace(space: NamespaceWindow, namespaceId: number): Buffer {
    const gone =
      findFault(this.#body.faults(), 'capacity-zero-after-erase') !== undefined &&
      this.#sanitize.state.lastStatus !== 0;
    return identifyNamespace(gone ? 0 : space.sizeBytes, space.blockBytes, eui64Of(this.#body.identity(), namespaceId));
  }

  #getLog(submission: Submission): NvmeAnswer {
    const length = (((submission.cdw10 >>> 16) | ((submission.cdw11 & 0xffff) << 16)) + 1) * 4;
    const page = this.#logPage(submission.cdw10 & 0xff);
    if (page === undefined) return refused(INVALID_LOG_PAGE);
    const offset = submission.cdw12;
    return answered(Buffer.concat([page.subarray(offset), Buffer.alloc(length)]).subarray(0, length));
  }

  #logPage(logId: number): Buffer | undefined {
    switch (logId) {
      case 0x01:
        return Buffer.alloc(64 * 4);
      case 0x02:
        return smartLog(this.config.smart, {
          dataUnitsRead: this.#read.units / 512_000n,
          dataUnitsWritten: this.#written.units / 512_000n,
          hostReads: this.#read.commands,
          hostWrites: this.#written.commands,
          powerCycles: BigInt(this.#powerCycles),
        });
      case 0x03:
        return firmwareLog(this.#body.identity().firmware);
      case 0x05:
        return effectsLog();
      case 0x81:
        return this.#sanitize.log();
      default:
        return undefined;
    }
  }

  #setFeature(submission: Submission): NvmeAnswer {
    const feature = submission.cdw10 & 0xff;
    if (feature === 0x07) return answered(undefined, 0x0001_0001n);
    if (feature === 0x17) this.#sanitize.noDeallocateResponseMode = (submission.cdw11 & 1) !== 0;
    this.#features.set(feature, submission.cdw11);
    return answered();
  }

  #getFeature(submission: Submission): NvmeAnswer {
    const feature = submission.cdw10 & 0xff;
    if (feature === 0x07) return answered(undefined, 0x0001_0001n);
    return answered(undefined, BigInt(this.#features.get(feature) ?? 0));
  }

  #sanitizeCommand(submission: Submission): NvmeAnswer {
    if (this.#security.lock.locked) return refused(ACCESS_DENIED);
    const status = this.#sanitize.command(submission.cdw10, submission.cdw11);
    return status === SUCCESS ? answered() : refused(status);
  }

  async #format(submission: Submission): Promise<NvmeAnswer> {
    if (this.#security.lock.locked) return refused(ACCESS_DENIED);
    const refusal = this.#sanitize.refusal() ?? formatRefusal(submission.cdw10, this.config.fna.crypto);
    if (refusal !== undefined) return refused(refusal);
    const all = submission.namespaceId === ALL_NAMESPACES;
    if (all && this.config.fna.noBroadcast) return refused(INVALID_NAMESPACE);
    const secureErase = ((submission.cdw10 >>> 9) & 7) !== 0;
    const broad = all || (secureErase ? this.config.fna.eraseAll : this.config.fna.formatAll);
    const ids = broad ? this.config.namespaces.map((_, index) => index + 1) : [submission.namespaceId];
    const epoch = this.#powerEpoch;
    for (const id of ids) {
      const space = this.#window(id);
      if (space === undefined) return refused(INVALID_NAMESPACE);
      const status = await runFormat(this.#body, space, submission.cdw10, () => this.#powerEpoch !== epoch);
      if (status !== SUCCESS) return refused(status);
      if (all || this.config.fna.formatAll || id === submission.namespaceId)
        this.#blockBytes[id - 1] = formattedBlockBytes(submission.cdw10);
    }
    this.#body.persist();
    return answered();
  }
}
