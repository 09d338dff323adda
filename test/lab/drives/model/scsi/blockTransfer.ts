import { check, good, type ScsiAnswer } from './scsiAnswer.ts';
import { INVALID_FIELD, OUT_OF_RANGE } from './sense.ts';
import type { UnitFace } from './unitFace.ts';

interface Extent {
  readonly start: number;
  readonly count: number;
}

/** Start and count of a READ, WRITE or VERIFY CDB of 6, 10, 12 or 16 bytes. */
export function extentOf(cdb: Buffer): Extent {
  switch (cdb.readUInt8(0) >>> 5) {
    case 0:
      return { start: cdb.readUIntBE(1, 3) & 0x1f_ffff, count: cdb.readUInt8(4) || 256 };
    case 4:
      return { start: Number(cdb.readBigUInt64BE(2)), count: cdb.readUInt32BE(10) };
    case 5:
      return { start: cdb.readUInt32BE(2), count: cdb.readUInt32BE(6) };
    default:
      return { start: cdb.readUInt32BE(2), count: cdb.readUInt16BE(7) };
  }
}

export function readBlocks(unit: UnitFace, cdb: Buffer): ScsiAnswer {
  const { start, count } = extentOf(cdb);
  if (start + count > unit.blocks()) return check(OUT_OF_RANGE);
  const data = unit.read(start, count);
  return Buffer.isBuffer(data) ? good(data) : check(data);
}

export function writeBlocks(unit: UnitFace, cdb: Buffer, data: Buffer): ScsiAnswer {
  const { start, count } = extentOf(cdb);
  if (start + count > unit.blocks()) return check(OUT_OF_RANGE);
  const sense = unit.write(start, data.subarray(0, count * unit.blockBytes));
  return sense === undefined ? good() : check(sense);
}

/** VERIFY: reads and compares nothing. */
export function verifyBlocks(unit: UnitFace, cdb: Buffer): ScsiAnswer {
  const answer = readBlocks(unit, cdb);
  return answer.status === 0 ? good() : answer;
}

/** UNMAP (SBC-4, 5.35): descriptors of 16 bytes behind a header of 8. */
export function unmap(unit: UnitFace, parameters: Buffer): ScsiAnswer {
  for (let at = 8; at + 16 <= parameters.length; at += 16) {
    const start = Number(parameters.readBigUInt64BE(at));
    const count = parameters.readUInt32BE(at + 8);
    if (start + count > unit.blocks()) return check(OUT_OF_RANGE);
    const sense = count === 0 ? undefined : unit.deallocate(start, count);
    if (sense !== undefined) return check(sense);
  }
  return good();
}

const WRITE_PIECE_BLOCKS = 2048;

/** WRITE SAME (10) and (16): with UNMAP or NDOB bits as asked (SBC-4, 5.53). */
export function writeSame(unit: UnitFace, cdb: Buffer, pattern: Buffer): ScsiAnswer {
  const { start, count: asked } = extentOf(cdb);
  const count = asked === 0 ? unit.blocks() - start : asked;
  if (start + count > unit.blocks()) return check(OUT_OF_RANGE);
  const flags = cdb.readUInt8(1);
  if ((flags & 0x08) !== 0 && unit.unmaps) {
    const sense = unit.deallocate(start, count);
    return sense === undefined ? good() : check(sense);
  }
  const block = (flags & 0x01) !== 0 ? Buffer.alloc(unit.blockBytes) : pattern.subarray(0, unit.blockBytes);
  if (block.length !== unit.blockBytes) return check(INVALID_FIELD);
  for (let done = 0; done < count; done += WRITE_PIECE_BLOCKS) {
    const blocks = Math.min(WRITE_PIECE_BLOCKS, count - done);
    const sense = unit.write(start + done, Buffer.alloc(blocks * unit.blockBytes, block));
    if (sense !== undefined) return check(sense);
  }
  return good();
}
