import type { AtaConfig } from './ataConfig.ts';
import { type AtaAnswer, ataDone, ataFailed, type Taskfile } from './taskfile.ts';

const GOOD_SIGNATURE = 0xc24f00n;
const FAILING_SIGNATURE = 0x2cf400n;

/** SMART, command B0h (ACS-3, 7.48): data, thresholds, logs and return status. */
export function smartCommand(config: AtaConfig, taskfile: Taskfile): AtaAnswer {
  if ((taskfile.lba & 0xffff00n) !== GOOD_SIGNATURE) return ataFailed();
  switch (taskfile.feature & 0xff) {
    case 0xd0:
      return ataDone({ data: readData(config) });
    case 0xd1:
      return ataDone({ data: thresholds() });
    case 0xd5:
      return readLog(Number(taskfile.lba & 0xffn), taskfile.count & 0xff);
    case 0xd2:
    case 0xd4:
    case 0xd8:
    case 0xdb:
      return ataDone();
    case 0xda:
      return ataDone({ lba: config.smart.passed ? GOOD_SIGNATURE : FAILING_SIGNATURE });
    default:
      return ataFailed();
  }
}

const ATTRIBUTES = [5, 9, 12, 194, 197, 198] as const;

/** SMART READ DATA: 30 attributes of 12 bytes from byte 2, checksum in byte 511. */
function readData(config: AtaConfig): Buffer {
  const { reallocated, pending, powerOnHours } = config.smart;
  const raw: Readonly<Record<(typeof ATTRIBUTES)[number], number>> = {
    5: reallocated,
    9: powerOnHours,
    12: 42,
    194: 34,
    197: pending,
    198: pending,
  };
  const page = Buffer.alloc(512);
  page.writeUInt16LE(16, 0);
  for (const [index, id] of ATTRIBUTES.entries()) {
    const at = 2 + index * 12;
    page.writeUInt8(id, at);
    page.writeUInt16LE(0x0033, at + 1);
    page.writeUInt8(100, at + 3);
    page.writeUInt8(100, at + 4);
    page.writeUIntLE(raw[id], at + 5, 6);
  }
  page.writeUInt16LE(120, 364);
  page.writeUInt8(0x11, 367);
  page.writeUInt16LE(0x0003, 368);
  page.writeUInt8(0x01, 370);
  page.writeUInt8(2, 372);
  return withChecksum(page);
}

function thresholds(): Buffer {
  const page = Buffer.alloc(512);
  page.writeUInt16LE(16, 0);
  for (const [index, id] of ATTRIBUTES.entries()) {
    page.writeUInt8(id, 2 + index * 12);
    page.writeUInt8(id === 5 ? 10 : 0, 3 + index * 12);
  }
  return withChecksum(page);
}

/** SMART READ LOG: directory, summary error log and self-test log, all without entries. */
function readLog(address: number, sectors: number): AtaAnswer {
  const data = Buffer.alloc(Math.max(1, sectors) * 512);
  switch (address) {
    case 0x00:
      data.writeUInt16LE(1, 0);
      data.writeUInt16LE(1, 0x01 * 2);
      data.writeUInt16LE(1, 0x06 * 2);
      return ataDone({ data });
    case 0x01:
    case 0x06:
      data.writeUInt16LE(1, 0);
      withChecksum(data.subarray(0, 512));
      return ataDone({ data });
    default:
      return ataFailed();
  }
}

function withChecksum(page: Buffer): Buffer {
  let sum = 0;
  for (const byte of page.subarray(0, 511)) sum += byte;
  page.writeUInt8(-sum & 0xff, 511);
  return page;
}
