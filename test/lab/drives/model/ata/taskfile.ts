/** The registers of an ATA command (ACS-4, 4.3), 48 bit wide. */
export interface Taskfile {
  readonly command: number;
  readonly feature: number;
  readonly count: number;
  readonly lba: bigint;
  readonly device: number;
  /** Whether the 48-bit form was used. */
  readonly extended: boolean;
}

/** Registers after the command, and data for the host. */
export interface AtaAnswer {
  readonly status: number;
  readonly error: number;
  readonly count: number;
  readonly lba: bigint;
  readonly device: number;
  readonly data: Buffer;
}

const READY = 0x50;
const CHECK = 0x51;
const NOTHING = Buffer.alloc(0);

export const ABORT = 0x04;
export const ID_NOT_FOUND = 0x10;
export const UNCORRECTABLE = 0x40;

/** Completion without error. */
export function ataDone(registers: Partial<Pick<AtaAnswer, 'count' | 'lba' | 'device' | 'data'>> = {}): AtaAnswer {
  return { status: READY, error: 0, count: 0, lba: 0n, device: 0x40, data: NOTHING, ...registers };
}

/** Completion with an error bit. */
export function ataFailed(error: number = ABORT, lba = 0n): AtaAnswer {
  return { status: CHECK, error, count: 0, lba, device: 0x40, data: NOTHING };
}

/** Whether the command ended with an error. */
export function isAtaError(answer: AtaAnswer): boolean {
  return (answer.status & 1) !== 0;
}
