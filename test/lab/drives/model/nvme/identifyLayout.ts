import { putAscii, putHex, putUInt128LE } from '../byteFields.ts';
import type { DriveIdentity } from '../identity.ts';
import { neighbourWwnHex, nguidHexOf } from '../identity.ts';
import { fna, type NvmeConfig, sanicap } from './nvmeConfig.ts';

export const MAX_IO_COMMANDS = 128;
/** Bytes of data that ride inside a command capsule. */
export const IN_CAPSULE_BYTES = 8192;

/** Identify Controller data structure (NVM Express Base 2.0, figure 275). */
export function identifyController(
  config: NvmeConfig,
  identity: DriveIdentity,
  controllerId: number,
  subsystemNqn: string,
): Buffer {
  const page = Buffer.alloc(4096);
  const totalBytes = config.namespaces.reduce((sum, namespace) => sum + BigInt(namespace.sizeBytes), 0n);
  page.writeUInt16LE(0x1d1d, 0);
  page.writeUInt16LE(0x1d1d, 2);
  putAscii(page, 4, 20, identity.serial);
  putAscii(page, 24, 40, identity.model);
  putAscii(page, 64, 8, identity.firmware);
  putHex(page, 73, 3, 'ac1d00');
  page.writeUInt8(8, 77); // MDTS: 256 pages of 4 KiB
  page.writeUInt16LE(controllerId, 78);
  page.writeUInt32LE(0x0002_0000, 80); // VER 2.0
  page.writeUInt8(1, 111); // CNTRLTYPE: I/O controller
  const management = config.detached.length > 0 ? 1 << 3 : 0;
  page.writeUInt16LE((config.format ? 1 << 1 : 0) | (config.opal === 'absent' ? 0 : 1) | management, 256);
  page.writeUInt8(3, 258); // ACL
  page.writeUInt8(3, 259); // AERL
  page.writeUInt8(0x03, 260); // FRMW: one slot, read only
  page.writeUInt8(0x06, 261); // LPA: effects log, extended offsets
  page.writeUInt8(3, 262); // ELPE
  page.writeUInt16LE(343, 266); // WCTEMP, kelvin
  page.writeUInt16LE(353, 268); // CCTEMP
  putUInt128LE(page, 280, totalBytes);
  page.writeUInt16LE(10, 320); // KAS: seconds
  page.writeUInt32LE(sanicap(config), 328);
  page.writeUInt8(0x66, 512); // SQES
  page.writeUInt8(0x44, 513); // CQES
  page.writeUInt16LE(MAX_IO_COMMANDS, 514);
  page.writeUInt32LE(config.namespaces.length + config.detached.length, 516);
  page.writeUInt16LE(0x0d, 520); // ONCS: compare, dataset management, write zeroes
  page.writeUInt8(fna(config), 524);
  page.writeUInt8(0x01, 525); // VWC
  page.writeUInt32LE(0x0010_0001, 536); // SGLS: supported, keyed not, in-capsule offset
  page.write(subsystemNqn, 768, 256, 'latin1');
  page.writeUInt32LE((64 + IN_CAPSULE_BYTES) / 16, 1792); // IOCCSZ
  page.writeUInt32LE(1, 1796); // IORCSZ
  page.writeUInt8(1, 1803); // MSDBD
  return page;
}

/** Identify Namespace data structure of the NVM command set (NVM Command Set 1.0, figure 97). Format 0 is 512, format 1 is 4096. */
export function identifyNamespace(sizeBytes: number, blockBytes: number, eui64Hex: string): Buffer {
  const page = Buffer.alloc(4096);
  const blocks = BigInt(Math.floor(sizeBytes / blockBytes));
  page.writeBigUInt64LE(blocks, 0);
  page.writeBigUInt64LE(blocks, 8);
  page.writeBigUInt64LE(blocks, 16);
  page.writeUInt8(0x04, 24); // NSFEAT: deallocated error (DAE)
  page.writeUInt8(1, 25); // NLBAF, zero based
  page.writeUInt8(blockBytes === 4096 ? 1 : 0, 26);
  page.writeUInt8(0x80, 32); // FPI supported, 0 % remaining
  page.writeUInt8(0x09, 33); // DLFEAT: deallocated reads zeros, write zeroes deallocates
  putUInt128LE(page, 48, BigInt(sizeBytes));
  putHex(page, 104, 16, nguidHexOf(eui64Hex));
  putHex(page, 120, 8, eui64Hex);
  page.writeUInt32LE(9 << 16, 128);
  page.writeUInt32LE(12 << 16, 132);
  return page;
}

/** Namespace Identification Descriptor list: EUI64 and NGUID (NVM Express Base 2.0, figure 276). */
export function namespaceDescriptors(eui64Hex: string): Buffer {
  const page = Buffer.alloc(4096);
  page.writeUInt8(1, 0);
  page.writeUInt8(8, 1);
  putHex(page, 4, 8, eui64Hex);
  page.writeUInt8(2, 12);
  page.writeUInt8(16, 13);
  putHex(page, 16, 16, nguidHexOf(eui64Hex));
  return page;
}

/** Active Namespace ID list: those above `after`, in order. */
export function namespaceList(count: number, after: number): Buffer {
  const page = Buffer.alloc(4096);
  for (let id = after + 1, at = 0; id <= count; id++, at += 4) page.writeUInt32LE(id, at);
  return page;
}

/** EUI64 of a namespace: the drive's own, counted up. */
export function eui64Of(identity: DriveIdentity, namespaceId: number): string {
  return neighbourWwnHex(identity.wwnHex, namespaceId - 1);
}
