import type { AtaConfig } from './ataConfig.ts';
import { type AtaAnswer, ataDone, ataFailed, ID_NOT_FOUND, type Taskfile } from './taskfile.ts';

/** Sectors that the drive hides, as it remembers them without power. */
export interface HiddenAreaState {
  /** Visible below a host protected area or accessible max address; undefined shows all that the overlay leaves. */
  readonly visibleSectors: number | undefined;
  /** What a device configuration overlay leaves of the drive. */
  readonly overlaySectors: number | undefined;
}

/** HPA, AMAC and DCO: which sectors exist for a host (ACS-2, 4.11, 4.8; ACS-4, 7.1). */
export class HiddenArea {
  readonly #config: AtaConfig;
  readonly #realSectors: number;
  #state: HiddenAreaState;
  #volatileSectors: number | undefined;
  #setSincePowerOn = false;
  #amacFrozen = false;
  #overlayFrozen = false;

  constructor(config: AtaConfig, realSectors: number, state: HiddenAreaState) {
    this.#config = config;
    this.#realSectors = realSectors;
    this.#state = state;
  }

  get state(): HiddenAreaState {
    return this.#state;
  }

  get nativeSectors(): number {
    return this.#state.overlaySectors ?? this.#realSectors;
  }

  get visibleSectors(): number {
    return this.#volatileSectors ?? this.#state.visibleSectors ?? this.nativeSectors;
  }

  powerOn(): void {
    this.#volatileSectors = undefined;
    this.#setSincePowerOn = false;
    this.#amacFrozen = false;
    this.#overlayFrozen = false;
  }

  /** READ NATIVE MAX ADDRESS (EXT): F8h, 27h. */
  readNativeMax(extended: boolean): AtaAnswer {
    if (this.#config.hiddenAreas !== 'hpa-dco') return ataFailed();
    const last = BigInt(this.nativeSectors - 1);
    if (extended) return ataDone({ lba: last });
    const short = last > 0xfff_ffffn ? 0xfff_ffffn : last;
    return ataDone({ lba: short & 0xff_ffffn, device: 0x40 | Number(short >> 24n) });
  }

  /** SET MAX ADDRESS (EXT): F9h, 37h. One non-volatile change per power cycle; count bit 0 makes it last. */
  setMax(taskfile: Taskfile): AtaAnswer {
    if (this.#config.hiddenAreas !== 'hpa-dco') return ataFailed();
    const wanted =
      Number(taskfile.extended ? taskfile.lba : (taskfile.lba & 0xff_ffffn) | (BigInt(taskfile.device & 15) << 24n)) +
      1;
    if (wanted > this.nativeSectors) return ataFailed();
    const lasting = (taskfile.count & 1) !== 0;
    if (lasting && this.#setSincePowerOn) return ataFailed(ID_NOT_FOUND);
    if (lasting) {
      this.#setSincePowerOn = true;
      this.#state = { ...this.#state, visibleSectors: wanted === this.nativeSectors ? undefined : wanted };
      this.#volatileSectors = undefined;
    } else this.#volatileSectors = wanted;
    return ataDone({ lba: taskfile.lba, device: taskfile.device });
  }

  /** ACCESSIBLE MAX ADDRESS CONFIGURATION, 78h: 0000h get, 0001h set (once per power cycle), 0002h freeze. */
  accessibleMax(taskfile: Taskfile): AtaAnswer {
    if (this.#config.hiddenAreas !== 'amac') return ataFailed();
    if (taskfile.feature === 0x0000) return ataDone({ lba: BigInt(this.nativeSectors - 1) });
    if (taskfile.feature === 0x0002) {
      this.#amacFrozen = true;
      return ataDone();
    }
    const wanted = Number(taskfile.lba) + 1;
    if (taskfile.feature !== 0x0001 || this.#amacFrozen || this.#setSincePowerOn || wanted > this.nativeSectors)
      return ataFailed();
    this.#setSincePowerOn = true;
    this.#state = { ...this.#state, visibleSectors: wanted === this.nativeSectors ? undefined : wanted };
    return ataDone();
  }

  /** DEVICE CONFIGURATION, B1h: C0h restore, C1h freeze, C2h identify (ACS-2, 7.9). */
  overlay(taskfile: Taskfile): AtaAnswer {
    if (this.#config.hiddenAreas !== 'hpa-dco' || this.#overlayFrozen) return ataFailed();
    switch (taskfile.feature & 0xff) {
      case 0xc0:
        // An overlay cannot be lifted below a host protected area.
        if (this.visibleSectors !== this.nativeSectors) return ataFailed();
        this.#state = { visibleSectors: undefined, overlaySectors: undefined };
        return ataDone();
      case 0xc1:
        this.#overlayFrozen = true;
        return ataDone();
      case 0xc2:
        return ataDone({ data: this.#overlayPage() });
      default:
        return ataFailed();
    }
  }

  #overlayPage(): Buffer {
    const page = Buffer.alloc(512);
    page.writeUInt16LE(0x0002, 0);
    page.writeUInt16LE(0x0007, 2);
    page.writeUInt16LE(0x007f, 4);
    page.writeBigUInt64LE(BigInt(this.#realSectors - 1), 6);
    page.writeUInt16LE(0x01cf, 14);
    page.writeUInt8(0xa5, 510);
    let sum = 0;
    for (const byte of page) sum += byte;
    page.writeUInt8(-sum & 0xff, 511);
    return page;
  }
}
