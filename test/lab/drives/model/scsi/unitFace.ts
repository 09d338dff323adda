import type { Sense } from './sense.ts';

/** What the commands of any disk (SPC, SBC) need of the unit behind them. Starts and counts are logical blocks. */
export interface UnitFace {
  /** INQUIRY and VPD identity; a bridge may put its own here. */
  inquiry(): {
    readonly vendor: string;
    readonly model: string;
    readonly serial: string;
    readonly revision: string;
    readonly wwnHex: string;
  };
  readonly blockBytes: number;
  readonly physicalBlockBytes: number;
  readonly rotationRate: number;
  readonly unmaps: boolean;
  /** WABEREQ and WACEREQ of VPD page B1h: what a read meets after block and crypto erase. */
  readonly readAfterErase: number;
  blocks(): number;
  /** Why the medium cannot be reached now. */
  refusal(): Sense | undefined;
  read(start: number, count: number): Buffer | Sense;
  write(start: number, data: Buffer): Sense | undefined;
  deallocate(start: number, count: number): Sense | undefined;
}
