import { lineReader } from './lineReader.ts';
import { type ImageBuffer, imageBuffer, type OrderReader } from './paper.ts';

/** TSPL as far as labels and status need it: SIZE, GAP, DIRECTION, REFERENCE, CLS, BITMAP, PRINT, <ESC>!? and <ESC>!S. A cleared bit is burnt. */
export function tsplReader(dotsPerMillimetre: number): OrderReader {
  let [width, height] = [0, 0];
  let image: ImageBuffer | null = null;
  return lineReader({
    half: () => image !== null,
    question(held) {
      const start = held.subarray(0, 3).toString('latin1');
      return start === '\u001b!?' || start === '\u001b!S' ? { bytes: 3, question: start.slice(1) } : null;
    },
    rawHeader(held) {
      const header = /^BITMAP (\d+),(\d+),(\d+),(\d+),0,/.exec(held.subarray(0, 48).toString('latin1'));
      if (header === null) return null;
      const [x = 0, y = 0, rowBytes = 0, rows = 0] = header.slice(1).map(Number);
      const take = (bytes: Buffer): void =>
        image?.lay(
          x,
          y,
          rowBytes,
          bytes.map((byte) => ~byte & 0xff),
        );
      return { headerBytes: header[0].length, raw: { length: rowBytes * rows, take } };
    },
    line(text, sent) {
      const size = /^SIZE (\d+) mm,(\d+) mm$/.exec(text);
      if (size !== null) {
        [width, height] = [Number(size[1]) * dotsPerMillimetre, Number(size[2]) * dotsPerMillimetre];
        return [];
      }
      if (text === 'CLS') {
        image = imageBuffer(width, height);
        return [];
      }
      if (/^(GAP|DIRECTION|REFERENCE) /.test(text)) return [];
      const print = /^PRINT 1,(\d+)$/.exec(text);
      if (print === null || image === null) return [{ order: 'unknown', text }];
      const paper = image.paper(true);
      image = null;
      return Array.from({ length: Number(print[1]) }, () => ({ order: 'print' as const, bytes: sent(), paper }));
    },
  });
}
