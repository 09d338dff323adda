import type { NvmeStatus } from '../model/nvme/status.ts';

/** PDU types of NVMe/TCP (NVM Express TCP Transport 1.0, 3.6.2). */
export const PDU = {
  initializeRequest: 0x00,
  initializeResponse: 0x01,
  hostTerminate: 0x02,
  controllerTerminate: 0x03,
  command: 0x04,
  response: 0x05,
  hostData: 0x06,
  controllerData: 0x07,
  readyToTransfer: 0x09,
} as const;

/** Largest piece of data a host may put in one H2CData PDU. */
export const MAX_HOST_DATA_BYTES = 1 << 20;

/** One PDU: its header (hlen bytes) and what follows from its data offset on. */
export interface Pdu {
  readonly type: number;
  readonly header: Buffer;
  readonly data: Buffer;
}

/** Cuts whole PDUs off the front of a byte stream; returns them with the rest. Throws on a length that cannot be. */
export function cutPdus(stream: Buffer): { readonly pdus: Pdu[]; readonly rest: Buffer } {
  const pdus: Pdu[] = [];
  let at = 0;
  while (stream.length - at >= 8) {
    const headerLength = stream.readUInt8(at + 2);
    const dataOffset = stream.readUInt8(at + 3);
    const length = stream.readUInt32LE(at + 4);
    if (length < headerLength || headerLength < 8)
      throw new Error(`NVMe/TCP: PDU of ${length} bytes with a header of ${headerLength}`);
    if (stream.length - at < length) break;
    pdus.push({
      type: stream.readUInt8(at),
      header: stream.subarray(at, at + headerLength),
      data: stream.subarray(at + (dataOffset === 0 ? headerLength : dataOffset), at + length),
    });
    at += length;
  }
  return { pdus, rest: stream.subarray(at) };
}

function header(type: number, flags: number, headerLength: number, dataOffset: number, length: number): Buffer {
  const bytes = Buffer.alloc(headerLength);
  bytes.writeUInt8(type, 0);
  bytes.writeUInt8(flags, 1);
  bytes.writeUInt8(headerLength, 2);
  bytes.writeUInt8(dataOffset, 3);
  bytes.writeUInt32LE(length, 4);
  return bytes;
}

/** ICResp: no digests, no padding. */
export function initializeResponse(): Buffer {
  const bytes = header(PDU.initializeResponse, 0, 128, 0, 128);
  bytes.writeUInt32LE(MAX_HOST_DATA_BYTES, 12);
  return bytes;
}

/** Response capsule with its completion queue entry (NVM Express Base 2.0, 3.3.3.2). */
export function responseCapsule(
  commandId: number,
  queueHead: number,
  queueId: number,
  status: NvmeStatus,
  result: bigint,
): Buffer {
  const bytes = header(PDU.response, 0, 24, 0, 24);
  bytes.writeBigUInt64LE(result, 8);
  bytes.writeUInt16LE(queueHead, 16);
  bytes.writeUInt16LE(queueId, 18);
  bytes.writeUInt16LE(commandId, 20);
  const failed = status.sct !== 0 || status.sc !== 0;
  bytes.writeUInt16LE((status.sc << 1) | (status.sct << 9) | (failed ? 0x8000 : 0), 22);
  return bytes;
}

/** C2HData: all data of a command in one PDU. */
export function controllerData(commandId: number, data: Buffer): Buffer {
  const bytes = header(PDU.controllerData, 0x04, 24, 24, 24 + data.length);
  bytes.writeUInt16LE(commandId, 8);
  bytes.writeUInt32LE(0, 12);
  bytes.writeUInt32LE(data.length, 16);
  return Buffer.concat([bytes, data]);
}

/** R2T: asks for all data of a command. */
export function readyToTransfer(commandId: number, transferTag: number, length: number): Buffer {
  const bytes = header(PDU.readyToTransfer, 0, 24, 0, 24);
  bytes.writeUInt16LE(commandId, 8);
  bytes.writeUInt16LE(transferTag, 10);
  bytes.writeUInt32LE(0, 12);
  bytes.writeUInt32LE(length, 16);
  return bytes;
}
