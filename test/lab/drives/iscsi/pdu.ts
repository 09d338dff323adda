/** Operation codes of iSCSI (RFC 7143, 11.2.1.2). */
export const REQUEST = {
  nopOut: 0x00,
  scsiCommand: 0x01,
  taskManagement: 0x02,
  login: 0x03,
  text: 0x04,
  dataOut: 0x05,
  logout: 0x06,
} as const;

export const RESPONSE = {
  nopIn: 0x20,
  scsiResponse: 0x21,
  taskManagement: 0x22,
  login: 0x23,
  text: 0x24,
  dataIn: 0x25,
  logout: 0x26,
  readyToTransfer: 0x31,
  reject: 0x3f,
} as const;

export const NO_TAG = 0xffff_ffff;
const HEADER_BYTES = 48;

/** One PDU: basic header segment and data segment. Digests are never negotiated. */
export interface Pdu {
  readonly opcode: number;
  /** The I bit: does not count as a command of its own. */
  readonly immediate: boolean;
  readonly flags: number;
  readonly header: Buffer;
  readonly data: Buffer;
}

/** Cuts whole PDUs off the front of a byte stream; returns them with the rest. */
export function cutPdus(stream: Buffer): { readonly pdus: Pdu[]; readonly rest: Buffer } {
  const pdus: Pdu[] = [];
  let at = 0;
  while (stream.length - at >= HEADER_BYTES) {
    const additional = stream.readUInt8(at + 4) * 4;
    const length = stream.readUIntBE(at + 5, 3);
    const dataAt = at + HEADER_BYTES + additional;
    const end = dataAt + padded(length);
    if (stream.length < end) break;
    const first = stream.readUInt8(at);
    pdus.push({
      opcode: first & 0x3f,
      immediate: (first & 0x40) !== 0,
      flags: stream.readUInt8(at + 1),
      header: Buffer.from(stream.subarray(at, at + HEADER_BYTES)),
      data: Buffer.from(stream.subarray(dataAt, dataAt + length)),
    });
    at = end;
  }
  return { pdus, rest: stream.subarray(at) };
}

/** A PDU's bytes: header with the data segment length filled in, data padded to four bytes. */
export function layOut(header: Buffer, data: Buffer): Buffer {
  header.writeUIntBE(data.length, 5, 3);
  return Buffer.concat([header, data, Buffer.alloc(padded(data.length) - data.length)]);
}

/** An empty basic header segment. */
export function newHeader(opcode: number, flags: number, initiatorTag: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(opcode, 0);
  header.writeUInt8(flags, 1);
  header.writeUInt32BE(initiatorTag, 16);
  return header;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}
