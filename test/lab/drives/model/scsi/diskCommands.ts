import { readBlocks, unmap, verifyBlocks, writeBlocks, writeSame } from './blockTransfer.ts';
import { standardInquiry, vpdPage } from './inquiryLayout.ts';
import type { ModePages } from './modePages.ts';
import { check, cut, good, type ScsiAnswer } from './scsiAnswer.ts';
import { INVALID_FIELD, INVALID_OPCODE, MEDIUM_NOT_PRESENT } from './sense.ts';
import { type KnownCommand, reportSupported } from './supportedCommands.ts';
import type { UnitFace } from './unitFace.ts';

/** What `diskCommand` needs besides the unit. */
export interface DiskContext {
  readonly modes: ModePages;
  readonly known: readonly KnownCommand[];
  /** VPD pages of the unit's own. */
  readonly pages: ReadonlyMap<number, Buffer>;
  readonly units: number;
}

/** Commands that answer whatever the medium does. Nothing for a command that is not one of them. */
export function identityCommand(unit: UnitFace, context: DiskContext, cdb: Buffer): ScsiAnswer | undefined {
  switch (cdb.readUInt8(0)) {
    case 0x12:
      return inquiry(unit, context, cdb);
    case 0xa0:
      return cut(reportLuns(context.units), cdb.readUInt32BE(6));
    case 0xa3:
      if ((cdb.readUInt8(1) & 0x1f) !== 0x0c) return check(INVALID_OPCODE);
      return cut(reportSupported(context.known, cdb), cdb.readUInt32BE(6));
    default:
      return undefined;
  }
}

/** Commands of SPC and SBC that need a medium within reach. */
export function diskCommand(unit: UnitFace, context: DiskContext, cdb: Buffer, fromHost: Buffer): ScsiAnswer {
  const opcode = cdb.readUInt8(0);
  switch (opcode) {
    case 0x00:
    case 0x1b:
    case 0x1e:
    case 0x35:
    case 0x91:
      return good();
    case 0x08:
    case 0x28:
    case 0x88:
    case 0xa8:
      return readBlocks(unit, cdb);
    case 0x0a:
    case 0x2a:
    case 0x8a:
    case 0xaa:
      return writeBlocks(unit, cdb, fromHost);
    case 0x2f:
    case 0x8f:
      return verifyBlocks(unit, cdb);
    case 0x25:
      return readCapacity10(unit);
    case 0x9e:
      return (cdb.readUInt8(1) & 0x1f) === 0x10 ? readCapacity16(unit, cdb) : check(INVALID_OPCODE);
    case 0x42:
      return unit.unmaps ? unmap(unit, fromHost) : check(INVALID_OPCODE);
    case 0x41:
    case 0x93:
      return writeSame(unit, cdb, fromHost);
    case 0x4d:
      return logSense(cdb);
    case 0x1a:
    case 0x5a: {
      const page = context.modes.sense(unit, cdb);
      return page === undefined
        ? check(INVALID_FIELD)
        : cut(page, opcode === 0x1a ? cdb.readUInt8(4) : cdb.readUInt16BE(7));
    }
    case 0x15:
    case 0x55: {
      const sense = context.modes.select(unit, cdb, fromHost);
      return sense === undefined ? good() : check(sense);
    }
    default:
      return check(INVALID_OPCODE);
  }
}

function inquiry(unit: UnitFace, context: DiskContext, cdb: Buffer): ScsiAnswer {
  const length = cdb.readUInt16BE(3);
  if ((cdb.readUInt8(1) & 1) === 0)
    return cdb.readUInt8(2) === 0 ? cut(standardInquiry(unit), length) : check(INVALID_FIELD);
  const page = vpdPage(unit, cdb.readUInt8(2), context.pages);
  return page === undefined ? check(INVALID_FIELD) : cut(page, length);
}

function reportLuns(units: number): Buffer {
  const list = Buffer.alloc(8 + units * 8);
  list.writeUInt32BE(units * 8, 0);
  for (let unit = 0; unit < units; unit++) list.writeUInt8(unit, 8 + unit * 8 + 1);
  return list;
}

function readCapacity10(unit: UnitFace): ScsiAnswer {
  if (unit.blocks() === 0) return check(MEDIUM_NOT_PRESENT);
  const data = Buffer.alloc(8);
  data.writeUInt32BE(Math.min(unit.blocks() - 1, 0xffff_ffff), 0);
  data.writeUInt32BE(unit.blockBytes, 4);
  return good(data);
}

/** READ CAPACITY (16) parameter data (SBC-4, 5.20.2). */
function readCapacity16(unit: UnitFace, cdb: Buffer): ScsiAnswer {
  if (unit.blocks() === 0) return check(MEDIUM_NOT_PRESENT);
  const data = Buffer.alloc(32);
  data.writeBigUInt64BE(BigInt(unit.blocks() - 1), 0);
  data.writeUInt32BE(unit.blockBytes, 8);
  data.writeUInt8(Math.log2(unit.physicalBlockBytes / unit.blockBytes), 13);
  data.writeUInt8(unit.unmaps ? 0xc0 : 0x00, 14);
  return cut(data, cdb.readUInt32BE(10));
}

/** LOG SENSE: supported pages and Informational Exceptions (2Fh). */
function logSense(cdb: Buffer): ScsiAnswer {
  const page = cdb.readUInt8(2) & 0x3f;
  if (page === 0x00) return cut(Buffer.from([0x00, 0, 0, 2, 0x00, 0x2f]), cdb.readUInt16BE(7));
  if (page !== 0x2f) return check(INVALID_FIELD);
  return cut(Buffer.from([0x2f, 0, 0, 8, 0, 0, 0x03, 4, 0, 0, 34, 0]), cdb.readUInt16BE(7));
}
