import { inflateSync } from 'node:zlib';
import { imageBuffer, type Order, type OrderReader, type Paper } from './paper.ts';

const IMMEDIATE = /~(HS|HQES|JX)/;

/** ZPL II as far as labels and status need it: ^XA to ^XZ with ^GF graphics, and the commands that a printer acts on at once. */
export function zplReader(): OrderReader {
  let held = '';
  return {
    half: () => held.includes('^XA'),
    take(bytes) {
      held += bytes.toString('latin1');
      const orders: Order[] = [];
      for (;;) {
        const asked = IMMEDIATE.exec(held);
        const end = held.indexOf('^XZ');
        if (asked !== null && (end < 0 || asked.index < end)) {
          const after = held.slice(asked.index + asked[0].length);
          // ~JX throws away the half label that stands before it.
          held = asked[1] === 'JX' ? after : held.slice(0, asked.index) + after;
          if (asked[1] !== 'JX') orders.push({ order: 'ask', question: asked[1] ?? '' });
        } else if (end >= 0) {
          const begun = held.slice(0, end).lastIndexOf('^XA');
          if (begun >= 0) orders.push(...ordersOf(held.slice(begun, end + 3)));
          held = held.slice(end + 3);
        } else return orders;
      }
    },
  };
}

function ordersOf(label: string): Order[] {
  const unknown: Order[] = [];
  let [width, height, x, y] = [0, 0, 0, 0];
  let graphic: { x: number; y: number; rowBytes: number; bits: Uint8Array } | null = null;
  for (const [, command = '', given = ''] of label.matchAll(/[\^~]([A-Z]{2})([^^~]*)/g)) {
    const numbers = given.split(',').map(Number);
    if (command === 'PW') [width = 0] = numbers;
    else if (command === 'LL') [height = 0] = numbers;
    else if (command === 'FO') [x = 0, y = 0] = numbers;
    else if (command === 'GF') graphic = { x, y, ...graphicOf(given) };
    else if (!['XA', 'XZ', 'LH', 'LT', 'PQ', 'FS'].includes(command)) unknown.push({ order: 'unknown', text: command });
  }
  const image = imageBuffer(width, height);
  if (graphic !== null) image.lay(graphic.x, graphic.y, graphic.rowBytes, graphic.bits);
  const paper: Paper = image.paper(true);
  return [...unknown, { order: 'print', bytes: Uint8Array.from(Buffer.from(label, 'latin1')), paper }];
}

/** `A,total,total,bytes a row,:Z64:base64:check` */
function graphicOf(given: string): { rowBytes: number; bits: Uint8Array } {
  const [, total, , rowBytes, data = ''] = given.split(',');
  const [, kind, base64 = '', check] = data.split(':');
  if (kind !== 'Z64') throw new Error('the model reads ^GF with Z64 only');
  if (crc16(base64) !== Number.parseInt(check ?? '', 16)) return { rowBytes: 1, bits: new Uint8Array() };
  const bits = inflateSync(Buffer.from(base64, 'base64'));
  if (bits.length !== Number(total)) throw new Error('^GF holds another number of bytes than it says');
  return { rowBytes: Number(rowBytes), bits };
}

function crc16(text: string): number {
  let crc = 0;
  for (const character of text) {
    crc ^= character.charCodeAt(0) << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ ((crc & 0x8000) === 0 ? 0 : 0x1021)) & 0xffff;
  }
  return crc;
}
