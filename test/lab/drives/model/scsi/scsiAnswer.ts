import { fixedSense, type Sense } from './sense.ts';

/** The answer to one SCSI command. */
export interface ScsiAnswer {
  /** 00h GOOD, 02h CHECK CONDITION. */
  readonly status: number;
  readonly data: Buffer;
  readonly sense: Buffer;
}

/** A logical unit as a transport sees it. */
export interface LogicalUnit {
  execute(cdb: Buffer, fromHost: Buffer): Promise<ScsiAnswer>;
}

const NOTHING = Buffer.alloc(0);

export function good(data: Buffer = NOTHING): ScsiAnswer {
  return { status: 0x00, data, sense: NOTHING };
}

/** CHECK CONDITION with sense bytes already laid out. */
export function checkWith(sense: Buffer, data: Buffer = NOTHING): ScsiAnswer {
  return { status: 0x02, data, sense };
}

/** CHECK CONDITION with fixed format sense. */
export function check(sense: Sense): ScsiAnswer {
  return checkWith(fixedSense(sense));
}

/** GOOD with data cut to the allocation length. */
export function cut(data: Buffer, allocationLength: number): ScsiAnswer {
  return good(data.subarray(0, Math.min(data.length, allocationLength)));
}
