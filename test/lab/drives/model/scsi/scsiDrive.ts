import { type DriveBody, dawdle, never } from '../driveBody.ts';
import { commandFault, findFault, hitsMediumError } from '../faults.ts';
import { neighbourWwnHex } from '../identity.ts';
import { level0Discovery, lockOf } from '../tcg/level0.ts';
import { type DiskContext, diskCommand, identityCommand } from './diskCommands.ts';
import { type EraseRequest, formatRequest, sanitizeRequest } from './eraseCommands.ts';
import { ModePages } from './modePages.ts';
import { check, checkWith, cut, good, type LogicalUnit, type ScsiAnswer } from './scsiAnswer.ts';
import type { ScsiConfig } from './scsiConfig.ts';
import { SCSI_NEVER_ERASED, ScsiErase, type ScsiEraseState } from './scsiErase.ts';
import {
  descriptorSense,
  fixedSense,
  INVALID_FIELD,
  INVALID_OPCODE,
  NO_SENSE,
  type Sense,
  UNRECOVERED_READ,
  WRITE_ERROR,
  WRITE_REQUIRED,
} from './sense.ts';
import { DISK_COMMANDS, type KnownCommand } from './supportedCommands.ts';
import type { UnitFace } from './unitFace.ts';

const STEP_MS = 20;

/** A SCSI or SAS drive with one or two logical units on one medium. */
export class ScsiDrive {
  readonly units: readonly LogicalUnit[];
  readonly #body: DriveBody;
  readonly #erase: ScsiErase;
  #powerEpoch = 0;

  constructor(body: DriveBody, config: ScsiConfig, state: ScsiEraseState | undefined) {
    this.#body = body;
    this.#erase = new ScsiErase(body, state ?? SCSI_NEVER_ERASED);
    this.units = Array.from(
      { length: config.logicalUnits },
      (_, index) => new ScsiUnit(this, body, config, this.#erase, index),
    );
  }

  /** Counts losses of power: a command that waits over one is never answered. */
  get powerEpoch(): number {
    return this.#powerEpoch;
  }

  state(): ScsiEraseState {
    return this.#erase.state;
  }

  facts(): Readonly<Record<string, unknown>> {
    const { phase, erased, run } = this.#erase.state;
    return { kind: 'scsi', phase, erased, elapsedMs: run?.elapsedMs };
  }

  advance(): void {
    this.#erase.advance();
  }

  powerOff(): void {
    this.#powerEpoch++;
  }

  powerCycle(): void {
    this.powerOff();
    this.#erase.powerOn();
    this.#body.persist();
  }
}

class ScsiUnit implements LogicalUnit, UnitFace {
  readonly blockBytes: number;
  readonly physicalBlockBytes: number;
  readonly rotationRate: number;
  readonly unmaps: boolean;
  readonly #drive: ScsiDrive;
  readonly #body: DriveBody;
  readonly #config: ScsiConfig;
  readonly #erase: ScsiErase;
  readonly #index: number;
  readonly #offsetBytes: number;
  readonly #sizeBytes: number;
  readonly #context: DiskContext;

  constructor(drive: ScsiDrive, body: DriveBody, config: ScsiConfig, erase: ScsiErase, index: number) {
    this.#drive = drive;
    this.#body = body;
    this.#config = config;
    this.#erase = erase;
    this.#index = index;
    this.#sizeBytes = Math.floor(body.media.sizeBytes / config.logicalUnits);
    this.#offsetBytes = index * this.#sizeBytes;
    this.blockBytes = config.logicalBlockBytes;
    this.physicalBlockBytes = config.physicalBlockBytes;
    this.rotationRate = config.rotationRate;
    this.unmaps = config.unmaps;
    this.#context = {
      modes: new ModePages(),
      known: knownCommands(config),
      pages: new Map(),
      units: config.logicalUnits,
    };
  }

  get readAfterErase(): number {
    return findFault(this.#body.faults(), 'read-errors-after-erase') === undefined ? 1 : 2;
  }

  inquiry(): ReturnType<UnitFace['inquiry']> {
    const { vendor, model, serial, firmware, wwnHex } = this.#body.identity();
    return { vendor, model, serial, revision: firmware, wwnHex: neighbourWwnHex(wwnHex, this.#index) };
  }

  blocks(): number {
    const gone = this.#erase.state.erased && findFault(this.#body.faults(), 'capacity-zero-after-erase') !== undefined;
    return gone ? 0 : Math.floor(this.#sizeBytes / this.blockBytes);
  }

  refusal(): Sense | undefined {
    return this.#erase.refusal();
  }

  read(start: number, count: number): Buffer | Sense {
    const offset = this.#offsetBytes + start * this.blockBytes;
    const length = count * this.blockBytes;
    const faults = this.#body.faults();
    if (hitsMediumError(faults, 'read', offset, length)) return UNRECOVERED_READ;
    if (findFault(faults, 'read-errors-after-erase') !== undefined && this.#body.media.hasDeallocated(offset, length))
      return WRITE_REQUIRED;
    return this.#body.media.read(offset, length);
  }

  write(start: number, data: Buffer): Sense | undefined {
    const offset = this.#offsetBytes + start * this.blockBytes;
    if (hitsMediumError(this.#body.faults(), 'write', offset, data.length)) return WRITE_ERROR;
    this.#body.media.write(offset, data);
    return undefined;
  }

  deallocate(start: number, count: number): undefined {
    this.#body.media.deallocate(this.#offsetBytes + start * this.blockBytes, count * this.blockBytes);
  }

  async execute(cdb: Buffer, fromHost: Buffer): Promise<ScsiAnswer> {
    const opcode = cdb.readUInt8(0);
    const fault = commandFault(this.#body.faults(), 'scsi', opcode);
    if (fault === 'never-answers') return never();
    if (fault === 'refuses') return check(INVALID_OPCODE);
    if (fault === 'ignores') return good();
    const known = identityCommand(this, this.#context, cdb);
    if (known !== undefined) return known;
    if (opcode === 0x03) return this.#requestSense(cdb);
    if (opcode === 0x48) return this.#sanitize(cdb, fromHost);
    if (opcode === 0x04 && this.#erase.state.phase === 'format-corrupt') return this.#format(cdb, fromHost);
    const refusal = this.#erase.refusal();
    if (refusal !== undefined && !(refusal.asc === 0x31 && isHarmless(opcode))) return this.#check(refusal);
    if (opcode === 0x04) return this.#format(cdb, fromHost);
    if (opcode === 0xa2) return this.#securityIn(cdb);
    const answer = diskCommand(this, this.#context, cdb, fromHost);
    await dawdle(this.#body, fromHost.length + answer.data.length);
    return answer;
  }

  #check(sense: Sense): ScsiAnswer {
    return checkWith(this.#context.modes.descriptorSense ? descriptorSense(sense) : fixedSense(sense));
  }

  /** REQUEST SENSE: polled sense with progress (SPC-5, 6.39). */
  #requestSense(cdb: Buffer): ScsiAnswer {
    const zeroed = findFault(this.#body.faults(), 'zeroed-status') !== undefined;
    const sense = zeroed ? NO_SENSE : (this.#erase.refusal() ?? NO_SENSE);
    return cut((cdb.readUInt8(1) & 1) !== 0 ? descriptorSense(sense) : fixedSense(sense), cdb.readUInt8(4));
  }

  #sanitize(cdb: Buffer, parameters: Buffer): ScsiAnswer | Promise<ScsiAnswer> {
    const refusal = this.#erase.refusal();
    const { phase, unrestricted } = this.#erase.state;
    if (phase === 'sanitizing' || phase === 'formatting') return this.#check(refusal ?? NO_SENSE);
    if ((cdb.readUInt8(1) & 0x1f) === 0x1f) return this.#erase.exitFailure() ? good() : this.#check(INVALID_FIELD);
    const request = sanitizeRequest(this.#config, this.#body.durations, this.#body.media.sizeBytes, cdb, parameters);
    if ('key' in request) return this.#check(request);
    if (phase === 'sanitize-failed' && !unrestricted && request.unrestricted) return this.#check(INVALID_FIELD);
    return this.#run('sanitizing', request);
  }

  #format(cdb: Buffer, parameters: Buffer): ScsiAnswer | Promise<ScsiAnswer> {
    const request = formatRequest(
      this.#config,
      this.#body.durations,
      this.#offsetBytes,
      this.#sizeBytes,
      cdb,
      parameters,
    );
    return this.#run('formatting', request);
  }

  async #run(phase: 'sanitizing' | 'formatting', request: EraseRequest): Promise<ScsiAnswer> {
    this.#erase.start(phase, request.order, request.unrestricted);
    if (request.immediate) return good();
    const epoch = this.#drive.powerEpoch;
    while (this.#erase.state.phase === phase) {
      await this.#body.time.sleep(STEP_MS);
      if (this.#drive.powerEpoch !== epoch) return never();
      this.#erase.advance();
    }
    const refusal = this.#erase.refusal();
    return refusal === undefined ? good() : this.#check(refusal);
  }

  #securityIn(cdb: Buffer): ScsiAnswer {
    if (this.#config.opal === 'absent') return check(INVALID_OPCODE);
    const page = level0Discovery(cdb.readUInt8(1), cdb.readUInt16BE(2), lockOf(this.#config.opal));
    return page === undefined ? check(INVALID_FIELD) : cut(page, cdb.readUInt32BE(6));
  }
}

/** What a drive in a failed state still does: it says its size and its mode pages. */
function isHarmless(opcode: number): boolean {
  return [0x25, 0x9e, 0x1a, 0x5a, 0x15, 0x55, 0x4d].includes(opcode);
}

function knownCommands(config: ScsiConfig): readonly KnownCommand[] {
  const { overwrite, block, crypto } = config.sanitize;
  const any = overwrite || block || crypto;
  const actions = [
    ...(overwrite ? [0x01] : []),
    ...(block ? [0x02] : []),
    ...(crypto ? [0x03] : []),
    ...(any ? [0x1f] : []),
  ];
  return [
    ...DISK_COMMANDS.filter((command) => config.unmaps || command.opcode !== 0x42),
    { opcode: 0x04, length: 6 },
    ...actions.map((serviceAction) => ({ opcode: 0x48, serviceAction, length: 10 })),
    ...(config.opal === 'absent' ? [] : [{ opcode: 0xa2, length: 12 }]),
  ];
}
