import { putUInt128LE } from '../byteFields.ts';
import type { NvmeConfig } from './nvmeConfig.ts';

export interface SmartCounters {
  readonly dataUnitsRead: bigint;
  readonly dataUnitsWritten: bigint;
  readonly hostReads: bigint;
  readonly hostWrites: bigint;
  readonly powerCycles: bigint;
}

/** SMART / Health Information log, page 02h, 512 bytes (NVM Express Base 2.0, figure 207). */
export function smartLog(smart: NvmeConfig['smart'], counters: SmartCounters): Buffer {
  const log = Buffer.alloc(512);
  log.writeUInt8(smart.criticalWarning, 0);
  log.writeUInt16LE(313, 1);
  log.writeUInt8(100, 3);
  log.writeUInt8(10, 4);
  log.writeUInt8(Math.min(255, smart.percentageUsed), 5);
  putUInt128LE(log, 32, counters.dataUnitsRead);
  putUInt128LE(log, 48, counters.dataUnitsWritten);
  putUInt128LE(log, 64, counters.hostReads);
  putUInt128LE(log, 80, counters.hostWrites);
  putUInt128LE(log, 112, counters.powerCycles);
  putUInt128LE(log, 128, 8760n);
  putUInt128LE(log, 160, BigInt(smart.mediaErrors));
  return log;
}

/** Firmware Slot Information log, page 03h. */
export function firmwareLog(firmware: string): Buffer {
  const log = Buffer.alloc(512);
  log.writeUInt8(0x01, 0);
  log.write(firmware.slice(0, 8).padEnd(8, ' '), 8, 'latin1');
  return log;
}

/** Commands Supported and Effects log, page 05h, 4096 bytes (figure 210). Bit 0 supported, bit 1 changes blocks, bits 18:16 submission limits. */
export function effectsLog(): Buffer {
  const log = Buffer.alloc(4096);
  for (const admin of [0x02, 0x06, 0x08, 0x09, 0x0a, 0x0c, 0x18]) log.writeUInt32LE(1, admin * 4);
  log.writeUInt32LE(0x0002_0013, 0x80 * 4);
  log.writeUInt32LE(0x0002_0003, 0x84 * 4);
  for (const io of [0x00, 0x02, 0x05]) log.writeUInt32LE(1, 1024 + io * 4);
  for (const io of [0x01, 0x08, 0x09]) log.writeUInt32LE(3, 1024 + io * 4);
  return log;
}

/** Values of the Sanitize Status log, page 81h. */
export interface SanitizeLogFields {
  /** Numerator over 65536; FFFFh when nothing is in progress. */
  readonly sprog: number;
  /** SSTAT bits 2:0. */
  readonly status: 0 | 1 | 2 | 3 | 4;
  readonly passesDone: number;
  readonly globalDataErased: boolean;
  readonly verificationCanceled: boolean;
  readonly scdw10: number;
  /** Seconds: overwrite, block, crypto, and the three of them with no-deallocate. */
  readonly estimatesS: readonly [number, number, number, number, number, number];
  /** SANS, bits 3:0, and FAILS, bits 7:4. */
  readonly sanitizeState: number;
  readonly failedState: number;
}

/** Sanitize Status log, page 81h, 512 bytes (NVM Express Base 2.1, figure 302). */
export function sanitizeLog(fields: SanitizeLogFields): Buffer {
  const log = Buffer.alloc(512);
  log.writeUInt16LE(fields.sprog, 0);
  log.writeUInt16LE(
    fields.status |
      ((fields.passesDone & 31) << 3) |
      (Number(fields.globalDataErased) << 8) |
      (Number(fields.verificationCanceled) << 9),
    2,
  );
  log.writeUInt32LE(fields.scdw10, 4);
  for (const [index, seconds] of fields.estimatesS.entries()) log.writeUInt32LE(seconds, 8 + 4 * index);
  log.writeUInt32LE(0xffff_ffff, 32);
  log.writeUInt8(fields.sanitizeState | (fields.failedState << 4), 36);
  return log;
}
