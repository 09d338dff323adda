import { putAscii, putHex } from '../byteFields.ts';
import type { UnitFace } from './unitFace.ts';

/** Standard INQUIRY data (SPC-5, 6.7.2). */
export function standardInquiry(unit: UnitFace): Buffer {
  const { vendor, model, revision } = unit.inquiry();
  const page = Buffer.alloc(96);
  page.writeUInt8(0x06, 2);
  page.writeUInt8(0x12, 3);
  page.writeUInt8(91, 4);
  page.writeUInt8(0x02, 7);
  putAscii(page, 8, 8, vendor);
  putAscii(page, 16, 16, model);
  putAscii(page, 32, 4, revision);
  for (const [index, version] of [0x00a0, 0x0460, 0x04c0].entries()) page.writeUInt16BE(version, 58 + index * 2);
  return page;
}

/** One VPD page with its header; nothing for a page the unit lacks. `more` are pages of the unit's own. */
export function vpdPage(unit: UnitFace, code: number, more: ReadonlyMap<number, Buffer>): Buffer | undefined {
  const body = pageBody(unit, code, more);
  if (body === undefined) return undefined;
  const header = Buffer.from([0x00, code, 0, 0]);
  header.writeUInt16BE(body.length, 2);
  return Buffer.concat([header, body]);
}

const COMMON = [0x00, 0x80, 0x83, 0xb0, 0xb1, 0xb2];

function pageBody(unit: UnitFace, code: number, more: ReadonlyMap<number, Buffer>): Buffer | undefined {
  switch (code) {
    case 0x00:
      return Buffer.from([...COMMON, ...more.keys()].sort((a, b) => a - b));
    case 0x80:
      return Buffer.from(unit.inquiry().serial.padStart(20, ' '), 'latin1');
    case 0x83:
      return deviceIdentification(unit);
    case 0xb0:
      return blockLimits();
    case 0xb1:
      return characteristics(unit);
    case 0xb2:
      return Buffer.from([0x00, unit.unmaps ? 0xe4 : 0x00, unit.unmaps ? 0x02 : 0x00, 0x00]);
    default:
      return more.get(code);
  }
}

/** Device Identification, page 83h: NAA and T10 vendor identification of the unit. */
function deviceIdentification(unit: UnitFace): Buffer {
  const { vendor, model, serial, wwnHex } = unit.inquiry();
  const naa = Buffer.alloc(12);
  naa.set([0x01, 0x03, 0x00, 0x08]);
  putHex(naa, 4, 8, wwnHex);
  const text = `${vendor.padEnd(8, ' ')}${model.padEnd(40, ' ').slice(0, 40)}${serial.padEnd(20, ' ').slice(0, 20)}`;
  const t10 = Buffer.concat([Buffer.from([0x02, 0x01, 0x00, text.length]), Buffer.from(text, 'latin1')]);
  return Buffer.concat([naa, t10]);
}

/** Block Limits, page B0h (SBC-4, 6.6.4). */
function blockLimits(): Buffer {
  const body = Buffer.alloc(60);
  body.writeUInt16BE(8, 2);
  body.writeUInt32BE(65535, 4);
  body.writeUInt32BE(1024, 8);
  body.writeUInt32BE(0xffff_ffff, 16);
  body.writeUInt32BE(255, 20);
  body.writeUInt32BE(8, 24);
  body.writeBigUInt64BE(0xffff_ffffn, 32);
  return body;
}

/** Block Device Characteristics, page B1h (SBC-4, 6.6.2). */
function characteristics(unit: UnitFace): Buffer {
  const body = Buffer.alloc(60);
  body.writeUInt16BE(unit.rotationRate, 0);
  body.writeUInt8((unit.readAfterErase << 6) | (unit.readAfterErase << 4) | 0x03, 3);
  return body;
}
