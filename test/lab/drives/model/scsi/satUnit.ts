import type { AtaDrive } from '../ata/ataDrive.ts';
import { type AtaAnswer, ID_NOT_FOUND, isAtaError, UNCORRECTABLE } from '../ata/taskfile.ts';
import { type DriveBody, dawdle, never } from '../driveBody.ts';
import { commandFault, findFault } from '../faults.ts';
import { parsePassThrough, passThroughAnswer, type RegisterReturn } from './ataPassThrough.ts';
import { type DiskContext, diskCommand, identityCommand } from './diskCommands.ts';
import { ModePages } from './modePages.ts';
import { check, cut, good, type LogicalUnit, type ScsiAnswer } from './scsiAnswer.ts';
import {
  ABORTED,
  descriptorSense,
  fixedSense,
  INVALID_OPCODE,
  NO_SENSE,
  OUT_OF_RANGE,
  type Sense,
  UNRECOVERED_READ,
} from './sense.ts';
import { DISK_COMMANDS } from './supportedCommands.ts';
import type { UnitFace } from './unitFace.ts';

/** An ATA drive as a SCSI logical unit: the translation layer of a host adapter or of a USB bridge (SAT-4). */
export class SatUnit implements LogicalUnit, UnitFace {
  readonly #body: DriveBody;
  readonly #ata: AtaDrive;
  readonly #modes = new ModePages();

  constructor(body: DriveBody, ata: AtaDrive) {
    this.#body = body;
    this.#ata = ata;
  }

  get blockBytes(): number {
    return this.#ata.config.logicalBlockBytes;
  }

  get physicalBlockBytes(): number {
    return this.#ata.config.physicalBlockBytes;
  }

  get rotationRate(): number {
    return this.#ata.config.rotationRate;
  }

  get unmaps(): boolean {
    return this.#ata.config.trim.supported;
  }

  get readAfterErase(): number {
    return 0;
  }

  inquiry(): ReturnType<UnitFace['inquiry']> {
    const { model, serial, firmware, wwnHex } = this.#body.identity();
    const bridge = findFault(this.#body.faults(), 'bridge-answers');
    const revision = firmware.slice(-4);
    return { vendor: 'ATA', model, serial, revision, wwnHex, ...bridge };
  }

  blocks(): number {
    return this.#ata.visibleSectors;
  }

  /** A drive that is locked or in sanitize aborts what touches its medium, and the translator passes that on, as libata does. */
  refusal(): Sense | undefined {
    return this.#ata.accessRefusal() === undefined ? undefined : ABORTED;
  }

  read(start: number, count: number): Buffer | Sense {
    const answer = this.#ata.read(start, count);
    return senseOf(answer) ?? answer.data;
  }

  write(start: number, data: Buffer): Sense | undefined {
    return senseOf(this.#ata.write(start, data));
  }

  deallocate(start: number, count: number): Sense | undefined {
    return senseOf(this.#ata.deallocate(start, count));
  }

  async execute(cdb: Buffer, fromHost: Buffer): Promise<ScsiAnswer> {
    const opcode = cdb.readUInt8(0);
    const fault = commandFault(this.#body.faults(), 'scsi', opcode);
    if (fault === 'never-answers') return never();
    if (fault === 'refuses') return check(INVALID_OPCODE);
    if (fault === 'ignores') return good();
    if (opcode === 0x85 || opcode === 0xa1) {
      const request = parsePassThrough(cdb);
      return passThroughAnswer(await this.#ata.execute(request.taskfile, fromHost), request, this.#registerReturn());
    }
    const context = this.#context();
    const known = identityCommand(this, context, cdb);
    if (known !== undefined) return known;
    if (opcode === 0x03)
      return cut((cdb.readUInt8(1) & 1) !== 0 ? descriptorSense(NO_SENSE) : fixedSense(NO_SENSE), cdb.readUInt8(4));
    const refusal = this.refusal();
    if (refusal !== undefined && !ANSWERED_FROM_MEMORY.includes(opcode)) return check(refusal);
    const answer = diskCommand(this, context, cdb, fromHost);
    await dawdle(this.#body, fromHost.length + answer.data.length);
    return answer;
  }

  #registerReturn(): RegisterReturn {
    const faults = this.#body.faults();
    if (findFault(faults, 'fixed-format-sense') !== undefined) return 'fixed';
    return findFault(faults, 'zeroed-status') === undefined ? 'descriptor' : 'zeroed';
  }

  #context(): DiskContext {
    const known = [...DISK_COMMANDS, { opcode: 0x85, length: 16 }, { opcode: 0xa1, length: 12 }];
    return { modes: this.#modes, known, pages: new Map([[0x89, this.#ataInformation()]]), units: 1 };
  }

  /** ATA Information, VPD page 89h (SAT-4, 12.4.2). */
  #ataInformation(): Buffer {
    const body = Buffer.alloc(568);
    body.write('LAB     SAT             0001', 4, 'latin1');
    body.writeUInt8(0x34, 32);
    body.writeUInt8(0x50, 34);
    body.writeUInt8(0xec, 52);
    this.#ata.identifyPage().copy(body, 56);
    return body;
  }
}

/** What the translator answers without asking the drive: ready, size, mode and log pages. */
const ANSWERED_FROM_MEMORY: readonly number[] = [0x00, 0x1a, 0x5a, 0x15, 0x55, 0x4d, 0x25, 0x9e];

function senseOf(answer: AtaAnswer): Sense | undefined {
  if (!isAtaError(answer)) return undefined;
  if ((answer.error & UNCORRECTABLE) !== 0) return UNRECOVERED_READ;
  return (answer.error & ID_NOT_FOUND) !== 0 ? OUT_OF_RANGE : ABORTED;
}
