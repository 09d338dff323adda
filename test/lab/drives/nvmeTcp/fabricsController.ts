import { MAX_IO_COMMANDS } from '../model/nvme/identifyLayout.ts';
import { answered, INVALID_FIELD, type NvmeAnswer, refused } from '../model/nvme/status.ts';

const CAPABILITIES = BigInt(MAX_IO_COMMANDS - 1) | (1n << 16n) | (0x1en << 24n) | (1n << 37n);
const VERSION_2_0 = 0x0002_0000n;

/** The registers of one controller as fabrics properties (NVM Express Base 2.0, 3.1.3): they live as long as its admin queue. */
export class FabricsController {
  readonly controllerId: number;
  #configuration = 0;

  constructor(controllerId: number) {
    this.controllerId = controllerId;
  }

  /** Property Get: CAP, VS, CC, CSTS. */
  getProperty(offset: number): NvmeAnswer {
    switch (offset) {
      case 0x00:
        return answered(undefined, CAPABILITIES);
      case 0x08:
        return answered(undefined, VERSION_2_0);
      case 0x14:
        return answered(undefined, BigInt(this.#configuration));
      case 0x1c: {
        const shutDown = (this.#configuration & 0xc000) !== 0 ? 0x08n : 0n;
        return answered(undefined, BigInt(this.#configuration & 1) | shutDown);
      }
      default:
        return refused(INVALID_FIELD);
    }
  }

  /** Property Set: CC is the one that can be written. */
  setProperty(offset: number, value: bigint): NvmeAnswer {
    if (offset !== 0x14) return refused(INVALID_FIELD);
    this.#configuration = Number(value & 0xffff_ffffn);
    return answered();
  }
}
