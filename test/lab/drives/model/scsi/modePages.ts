import { INVALID_PARAMETER, type Sense } from './sense.ts';
import type { UnitFace } from './unitFace.ts';

/** Mode parameters of a disk (SPC-5, 7.5; SBC-4, 6.5). D_SENSE of the Control page is the one that can be changed. */
export class ModePages {
  descriptorSense = false;

  /** MODE SENSE(6) and (10): header, block descriptor and page; nothing for a page that is not there. */
  sense(unit: UnitFace, cdb: Buffer): Buffer | undefined {
    const ten = cdb.readUInt8(0) === 0x5a;
    const wanted = cdb.readUInt8(2) & 0x3f;
    const all = this.#pages();
    const pages = wanted === 0x3f ? [...all.values()] : [all.get(wanted)];
    if (pages.some((page) => page === undefined)) return undefined;
    const changeable = cdb.readUInt8(2) >>> 6 === 1;
    const bodies = pages.filter((page) => page !== undefined).map((page) => (changeable ? changeableOf(page) : page));
    const descriptor = (cdb.readUInt8(1) & 0x08) !== 0 ? Buffer.alloc(0) : blockDescriptor(unit);
    const head = Buffer.alloc(ten ? 8 : 4);
    const total = Buffer.concat([head, descriptor, ...bodies]);
    if (ten) {
      total.writeUInt16BE(total.length - 2, 0);
      total.writeUInt16BE(descriptor.length, 6);
    } else {
      total.writeUInt8(total.length - 1, 0);
      total.writeUInt8(descriptor.length, 3);
    }
    return total;
  }

  /** MODE SELECT(6) and (10). */
  select(unit: UnitFace, cdb: Buffer, parameters: Buffer): Sense | undefined {
    const ten = cdb.readUInt8(0) === 0x55;
    if (parameters.length < (ten ? 8 : 4)) return parameters.length === 0 ? undefined : INVALID_PARAMETER;
    const descriptorLength = ten ? parameters.readUInt16BE(6) : parameters.readUInt8(3);
    const headLength = ten ? 8 : 4;
    if (descriptorLength >= 8 && parameters.readUIntBE(headLength + 5, 3) !== unit.blockBytes) return INVALID_PARAMETER;
    const page = parameters.subarray(headLength + descriptorLength);
    if (page.length >= 3 && (page.readUInt8(0) & 0x3f) === 0x0a)
      this.descriptorSense = (page.readUInt8(2) & 0x04) !== 0;
    return undefined;
  }

  #pages(): ReadonlyMap<number, Buffer> {
    const page = (code: number, length: number, ...content: readonly number[]): [number, Buffer] => {
      const bytes = Buffer.alloc(2 + length);
      bytes.set([code, length, ...content]);
      return [code, bytes];
    };
    return new Map([
      page(0x01, 10, 0xc0),
      page(0x08, 18, 0x04),
      page(0x0a, 10, this.descriptorSense ? 0x04 : 0x00),
      page(0x1c, 10),
    ]);
  }
}

function changeableOf(page: Buffer): Buffer {
  const mask = Buffer.alloc(page.length);
  page.copy(mask, 0, 0, 2);
  if (page.readUInt8(0) === 0x0a) mask.writeUInt8(0x04, 2);
  return mask;
}

function blockDescriptor(unit: UnitFace): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(Math.min(unit.blocks(), 0xffff_ffff), 0);
  bytes.writeUIntBE(unit.blockBytes, 5, 3);
  return bytes;
}
