import { type AtaAnswer, isAtaError, type Taskfile } from '../ata/taskfile.ts';
import { checkWith, good, type ScsiAnswer } from './scsiAnswer.ts';
import { descriptorSense, fixedSense } from './sense.ts';

/** An ATA PASS-THROUGH CDB taken apart (SAT-4, 12.2). */
export interface PassThrough {
  readonly taskfile: Taskfile;
  /** CK_COND: the host wants the registers back. */
  readonly checkCondition: boolean;
}

/** Reads ATA PASS-THROUGH (12), A1h, and (16), 85h. */
export function parsePassThrough(cdb: Buffer): PassThrough {
  const checkCondition = (cdb.readUInt8(2) & 0x20) !== 0;
  const byte = (index: number): number => cdb.readUInt8(index);
  if (byte(0) === 0xa1) {
    const lba = BigInt(byte(5) | (byte(6) << 8) | (byte(7) << 16));
    return {
      checkCondition,
      taskfile: { command: byte(9), feature: byte(3), count: byte(4), lba, device: byte(8), extended: false },
    };
  }
  const extended = (byte(1) & 1) !== 0;
  const low = BigInt(byte(8) | (byte(10) << 8) | (byte(12) << 16));
  const high = BigInt(byte(7) | (byte(9) << 8) | (byte(11) << 16));
  return {
    checkCondition,
    taskfile: {
      command: byte(14),
      feature: extended ? (byte(3) << 8) | byte(4) : byte(4),
      count: extended ? (byte(5) << 8) | byte(6) : byte(6),
      lba: extended ? (high << 24n) | low : low,
      device: byte(13),
      extended,
    },
  };
}

/** ATA Status Return sense descriptor, type 09h (SAT-4, 12.2.5). */
export function ataStatusDescriptor(answer: AtaAnswer, extended: boolean): Buffer {
  const lba = (index: number): number => Number((answer.lba >> BigInt(8 * index)) & 0xffn);
  return Buffer.from([
    ...[
      0x09,
      0x0c,
      extended ? 0x01 : 0x00,
      answer.error,
      extended ? (answer.count >> 8) & 0xff : 0,
      answer.count & 0xff,
    ],
    ...[extended ? lba(3) : 0, lba(0), extended ? lba(4) : 0, lba(1), extended ? lba(5) : 0, lba(2)],
    ...[answer.device, answer.status],
  ]);
}

/** How a translator hands registers back: as it should, as zeros, or as fixed format sense without them. */
export type RegisterReturn = 'descriptor' | 'zeroed' | 'fixed';

/** The SCSI answer to a pass-through: registers in the sense when asked for, or on an error. */
export function passThroughAnswer(answer: AtaAnswer, request: PassThrough, registers: RegisterReturn): ScsiAnswer {
  const failed = isAtaError(answer);
  if (!failed && !request.checkCondition) return good(answer.data);
  const sense = failed ? { key: 0x0b, asc: 0x00, ascq: 0x00 } : { key: 0x01, asc: 0x00, ascq: 0x1d };
  if (registers === 'fixed') return checkWith(fixedSense(sense), answer.data);
  const descriptor = ataStatusDescriptor(answer, request.taskfile.extended);
  // A bridge that loses the registers: a descriptor of zeros, with the status of a command that went well.
  if (registers === 'zeroed') descriptor.fill(0, 2);
  return checkWith(descriptorSense(sense, descriptor), answer.data);
}
