import { type DriveBody, dawdle, never } from '../driveBody.ts';
import { advanceErase, newEraseRun } from '../eraseRun.ts';
import { commandFault, findFault, hitsMediumError } from '../faults.ts';
import { level0Discovery, lockOf } from '../tcg/level0.ts';
import type { AtaConfig, AtaHistory } from './ataConfig.ts';
import { ATA_NEVER_SANITIZED, AtaSanitize, type AtaSanitizeState } from './ataSanitize.ts';
import { HiddenArea, type HiddenAreaState } from './hiddenArea.ts';
import { identifyDevice } from './identifyWords.ts';
import { FACTORY_SECURITY, passwordHex, SecurityMachine, type SecurityState } from './securityMachine.ts';
import { smartCommand } from './smartCommands.ts';
import { type AtaAnswer, ataDone, ataFailed, ID_NOT_FOUND, type Taskfile, UNCORRECTABLE } from './taskfile.ts';

/** What an ATA drive remembers without power. */
export interface AtaState {
  readonly security: SecurityState;
  readonly sanitize: AtaSanitizeState;
  readonly hidden: HiddenAreaState;
  readonly erased: boolean;
}

/** The state in which a history leaves a drive. */
export function ataStateOf(history: AtaHistory): AtaState {
  return {
    security: {
      ...FACTORY_SECURITY,
      userHex: history.userPassword === undefined ? undefined : passwordHex(history.userPassword),
      masterHex: passwordHex(history.masterPassword ?? ''),
      maximum: history.level === 'maximum',
    },
    sanitize: { ...ATA_NEVER_SANITIZED, completedWithoutError: history.sanitized ?? false },
    hidden: { visibleSectors: history.visibleSectors, overlaySectors: history.overlaySectors },
    erased: history.sanitized ?? false,
  };
}

const STEP_MS = 20;

/** An ATA drive: executes taskfiles one after another, as a drive without queueing does. */
export class AtaDrive {
  readonly config: AtaConfig;
  readonly #body: DriveBody;
  readonly #security: SecurityMachine;
  readonly #sanitize: AtaSanitize;
  readonly #hidden: HiddenArea;
  #erased: boolean;
  #powerEpoch = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(body: DriveBody, config: AtaConfig, state: AtaState, countExpired: boolean) {
    this.config = config;
    this.#body = body;
    this.#security = new SecurityMachine(state.security, countExpired);
    this.#sanitize = new AtaSanitize(body, config, state.sanitize);
    this.#hidden = new HiddenArea(config, Math.floor(body.media.sizeBytes / config.logicalBlockBytes), state.hidden);
    this.#erased = state.erased;
    this.#freezeIfFaulty();
  }

  state(): AtaState {
    return {
      security: this.#security.state,
      sanitize: this.#sanitize.state,
      hidden: this.#hidden.state,
      erased: this.#erased,
    };
  }

  facts(): Readonly<Record<string, unknown>> {
    const { enabled, locked, frozen, countExpired } = this.#security;
    const { phase, completedWithoutError, run } = this.#sanitize.state;
    const { visibleSectors, nativeSectors } = this.#hidden;
    return {
      kind: 'ata',
      enabled,
      locked,
      frozen,
      countExpired,
      phase,
      completedWithoutError,
      elapsedMs: run?.elapsedMs,
      visibleSectors,
      nativeSectors,
    };
  }

  advance(): void {
    this.#sanitize.advance();
  }

  powerOff(): void {
    this.#powerEpoch++;
  }

  powerCycle(): void {
    this.powerOff();
    this.#turn = Promise.resolve();
    this.#security.powerOn();
    this.#sanitize.powerOn();
    this.#hidden.powerOn();
    this.#freezeIfFaulty();
    this.#body.persist();
  }

  /** What the drive shows of itself, for a translator's INQUIRY and VPD page 89h. */
  identifyPage(): Buffer {
    const { enabled, locked, frozen, countExpired, state } = this.#security;
    return identifyDevice(this.config, this.#body.identity(), {
      visibleSectors: this.visibleSectors,
      security: { enabled, locked, frozen, countExpired, maximum: state.maximum },
      masterPasswordId: state.masterId,
      overlayEnabled: this.config.hiddenAreas === 'hpa-dco',
    });
  }

  get visibleSectors(): number {
    const erased = this.#erased || this.#sanitize.state.completedWithoutError;
    const gone = erased && findFault(this.#body.faults(), 'capacity-zero-after-erase') !== undefined;
    return gone ? 0 : this.#hidden.visibleSectors;
  }

  /** Whether user data cannot be reached now, and why. */
  accessRefusal(): 'locked' | 'sanitize' | undefined {
    this.#sanitize.advance();
    if (this.#sanitize.state.phase !== 'idle') return 'sanitize';
    return this.#security.locked ? 'locked' : undefined;
  }

  /** Executes one command; the next waits for it. */
  execute(taskfile: Taskfile, fromHost: Buffer): Promise<AtaAnswer> {
    const fault = commandFault(this.#body.faults(), 'ata', taskfile.command);
    if (fault === 'never-answers') return never();
    if (fault === 'refuses') return Promise.resolve(ataFailed());
    if (fault === 'ignores') return Promise.resolve(ataDone());
    const answer = this.#turn.then(async () => {
      await dawdle(this.#body, fromHost.length);
      return this.#run(taskfile, fromHost);
    });
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async #run(taskfile: Taskfile, fromHost: Buffer): Promise<AtaAnswer> {
    const { command } = taskfile;
    this.#freezeIfFaulty();
    if (command === 0xb4) return this.#sanitize.command(taskfile);
    if (this.#sanitize.forbids(command)) return ataFailed();
    if (command === 0xf4) return this.config.security === 'absent' ? ataFailed() : this.#eraseUnit(fromHost);
    if (command >= 0xf1 && command <= 0xf6) return this.#securityCommand(command, fromHost);
    this.#security.otherCommand();
    switch (command) {
      case 0xec:
        return ataDone({ data: this.identifyPage() });
      case 0xb0:
        return smartCommand(this.config, taskfile);
      case 0xf8:
      case 0x27:
        return this.#hidden.readNativeMax(command === 0x27);
      case 0xf9:
      case 0x37:
        return this.#changed(this.#hidden.setMax(taskfile));
      case 0x78:
        return this.#changed(this.#hidden.accessibleMax(taskfile));
      case 0xb1:
        return this.#changed(this.#hidden.overlay(taskfile));
      case 0x5c:
        return this.#trustedReceive(taskfile);
      case 0xe5:
        return ataDone({ count: 0xff });
      case 0xe0:
      case 0xe1:
      case 0xe3:
      case 0xe7:
      case 0xea:
      case 0xef:
        return ataDone();
      default:
        return this.#mediaCommand(taskfile, fromHost);
    }
  }

  #mediaCommand(taskfile: Taskfile, fromHost: Buffer): AtaAnswer {
    const { command } = taskfile;
    if (command === 0x06) return this.#trim(fromHost);
    const reads = [0x20, 0x24, 0x25, 0xc8].includes(command);
    const writes = [0x30, 0x34, 0x35, 0xca].includes(command);
    const verifies = [0x40, 0x42].includes(command);
    if (!reads && !writes && !verifies) return ataFailed();
    const start = Number(
      taskfile.extended ? taskfile.lba : (taskfile.lba & 0xff_ffffn) | (BigInt(taskfile.device & 15) << 24n),
    );
    const sectors = taskfile.count || (taskfile.extended ? 65536 : 256);
    return writes ? this.write(start, fromHost) : this.read(start, sectors);
  }

  /** Reads sectors, as READ DMA EXT and as a translator's READ. */
  read(start: number, sectors: number): AtaAnswer {
    if (this.accessRefusal() !== undefined) return ataFailed();
    if (start + sectors > this.visibleSectors) return ataFailed(ID_NOT_FOUND);
    const offset = start * this.config.logicalBlockBytes;
    const length = sectors * this.config.logicalBlockBytes;
    const faults = this.#body.faults();
    const unwritten =
      findFault(faults, 'read-errors-after-erase') !== undefined && this.#body.media.hasDeallocated(offset, length);
    if (unwritten || hitsMediumError(faults, 'read', offset, length)) return ataFailed(UNCORRECTABLE, BigInt(start));
    return ataDone({ data: this.#body.media.read(offset, length) });
  }

  /** Writes sectors. */
  write(start: number, data: Buffer): AtaAnswer {
    if (this.accessRefusal() !== undefined) return ataFailed();
    const offset = start * this.config.logicalBlockBytes;
    if (start + data.length / this.config.logicalBlockBytes > this.visibleSectors) return ataFailed(ID_NOT_FOUND);
    if (hitsMediumError(this.#body.faults(), 'write', offset, data.length)) return ataFailed();
    this.#body.media.write(offset, data);
    return ataDone();
  }

  /** Deallocates sectors, as DATA SET MANAGEMENT and as a translator's UNMAP. */
  deallocate(start: number, sectors: number): AtaAnswer {
    if (this.accessRefusal() !== undefined || !this.config.trim.supported) return ataFailed();
    if (start + sectors > this.visibleSectors) return ataFailed(ID_NOT_FOUND);
    this.#body.media.deallocate(start * this.config.logicalBlockBytes, sectors * this.config.logicalBlockBytes);
    return ataDone();
  }

  #trim(ranges: Buffer): AtaAnswer {
    for (let at = 0; at + 8 <= ranges.length; at += 8) {
      const sectors = ranges.readUInt16LE(at + 6);
      if (sectors === 0) continue;
      const answer = this.deallocate(ranges.readUIntLE(at, 6), sectors);
      if (answer.error !== 0) return answer;
    }
    return ataDone();
  }

  #securityCommand(command: number, page: Buffer): AtaAnswer {
    if (this.config.security === 'absent') return ataFailed();
    if (command !== 0xf3) this.#security.otherCommand();
    const accepted =
      command === 0xf3
        ? this.#security.prepareErase()
        : command === 0xf5
          ? this.#security.freeze()
          : page.length === 512 && this.#passwordCommand(command, page);
    this.#body.persist();
    return accepted ? ataDone() : ataFailed();
  }

  #passwordCommand(command: number, page: Buffer): boolean {
    if (command === 0xf1) return this.#security.setPassword(page);
    return command === 0xf2 ? this.#security.unlock(page) : this.#security.disable(page);
  }

  /** SECURITY ERASE UNIT: busy until it ends. Power lost in between leaves the drive locked with its password set. */
  async #eraseUnit(page: Buffer): Promise<AtaAnswer> {
    if (page.length !== 512 || !this.#security.mayErase(page)) return ataFailed();
    const enhanced = (page.readUInt8(0) & 2) !== 0;
    if (enhanced && this.config.security !== 'enhanced') return ataFailed();
    const sectors = enhanced ? this.#hidden.nativeSectors : this.#hidden.visibleSectors;
    let run = newEraseRun({
      command: 'security-erase',
      how: this.config.rotationRate === 1 ? 'block' : 'overwrite',
      offsetBytes: 0,
      lengthBytes: sectors * this.config.logicalBlockBytes,
      durationMs: this.#body.durations.securityEraseMs,
      patternHex: '00000000',
      passes: 1,
      invert: false,
      deallocate: this.config.rotationRate === 1,
    });
    const epoch = this.#powerEpoch;
    let seenMs = this.#body.time.nowMs();
    for (;;) {
      const now = this.#body.time.nowMs();
      run = advanceErase(this.#body, run, now - seenMs);
      seenMs = now;
      if (run.outcome === 'succeeded') break;
      if (run.outcome === 'failed' || this.#powerEpoch !== epoch || run.vanished) return ataFailed();
      await this.#body.time.sleep(STEP_MS);
      if (this.#powerEpoch !== epoch) return ataFailed();
    }
    this.#security.erased();
    this.#erased = true;
    this.#body.persist();
    return ataDone();
  }

  #trustedReceive(taskfile: Taskfile): AtaAnswer {
    if (this.config.opal === 'absent') return ataFailed();
    const comId = Number((taskfile.lba >> 8n) & 0xffffn);
    const page = level0Discovery(taskfile.feature & 0xff, comId, lockOf(this.config.opal));
    if (page === undefined) return ataFailed();
    const length = Math.max(1, taskfile.count) * 512;
    return ataDone({ data: Buffer.concat([page, Buffer.alloc(length)]).subarray(0, length) });
  }

  #changed(answer: AtaAnswer): AtaAnswer {
    this.#body.persist();
    return answer;
  }

  #freezeIfFaulty(): void {
    if (findFault(this.#body.faults(), 'frozen') === undefined) return;
    this.#security.freeze();
    this.#sanitize.freezeNow();
  }
}
