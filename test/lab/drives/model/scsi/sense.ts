/** Sense data before it is laid out: key, additional code and qualifier, and progress in 1/65536 where there is one. */
export interface Sense {
  readonly key: number;
  readonly asc: number;
  readonly ascq: number;
  readonly progress?: number;
}

export const NO_SENSE: Sense = { key: 0x00, asc: 0x00, ascq: 0x00 };
export const FORMAT_CORRUPT: Sense = { key: 0x03, asc: 0x31, ascq: 0x00 };
export const SANITIZE_FAILED: Sense = { key: 0x03, asc: 0x31, ascq: 0x03 };
export const WRITE_REQUIRED: Sense = { key: 0x03, asc: 0x11, ascq: 0x15 };
export const UNRECOVERED_READ: Sense = { key: 0x03, asc: 0x11, ascq: 0x00 };
export const WRITE_ERROR: Sense = { key: 0x03, asc: 0x0c, ascq: 0x02 };
export const INVALID_OPCODE: Sense = { key: 0x05, asc: 0x20, ascq: 0x00 };
export const OUT_OF_RANGE: Sense = { key: 0x05, asc: 0x21, ascq: 0x00 };
export const INVALID_FIELD: Sense = { key: 0x05, asc: 0x24, ascq: 0x00 };
export const NO_UNIT: Sense = { key: 0x05, asc: 0x25, ascq: 0x00 };
export const INVALID_PARAMETER: Sense = { key: 0x05, asc: 0x26, ascq: 0x00 };
export const ABORTED: Sense = { key: 0x0b, asc: 0x00, ascq: 0x00 };
export const MEDIUM_NOT_PRESENT: Sense = { key: 0x02, asc: 0x3a, ascq: 0x00 };

/** SANITIZE IN PROGRESS. */
export function sanitizing(progress: number): Sense {
  return { key: 0x02, asc: 0x04, ascq: 0x1b, progress };
}

/** FORMAT IN PROGRESS. */
export function formatting(progress: number): Sense {
  return { key: 0x02, asc: 0x04, ascq: 0x04, progress };
}

/** Fixed format sense data, response code 70h (SPC-5, 4.4.3). */
export function fixedSense(sense: Sense): Buffer {
  const bytes = Buffer.alloc(18);
  bytes.writeUInt8(0x70, 0);
  bytes.writeUInt8(sense.key, 2);
  bytes.writeUInt8(10, 7);
  bytes.writeUInt8(sense.asc, 12);
  bytes.writeUInt8(sense.ascq, 13);
  if (sense.progress !== undefined) {
    bytes.writeUInt8(0x80, 15);
    bytes.writeUInt16BE(sense.progress, 16);
  }
  return bytes;
}

/** Descriptor format sense data, response code 72h (SPC-5, 4.4.2), with further descriptors behind. */
export function descriptorSense(sense: Sense, ...descriptors: readonly Buffer[]): Buffer {
  const all = [...descriptors];
  if (sense.progress !== undefined) {
    const specific = Buffer.from([0x02, 0x06, 0, 0, 0x80, 0, 0, 0]);
    specific.writeUInt16BE(sense.progress, 5);
    all.unshift(specific);
  }
  const head = Buffer.from([0x72, sense.key, sense.asc, sense.ascq, 0, 0, 0, 0]);
  const bytes = Buffer.concat([head, ...all]);
  bytes.writeUInt8(bytes.length - 8, 7);
  return bytes;
}
