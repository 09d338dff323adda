import { lineReader } from './lineReader.ts';
import { type ImageBuffer, imageBuffer, type OrderReader } from './paper.ts';

/** EPL2 as far as labels and status need it: N, q, Q, GW, P, US, ^ee. A cleared bit is burnt. */
export function epl2Reader(): OrderReader {
  let [width, height] = [0, 0];
  let image: ImageBuffer | null = null;
  return lineReader({
    half: () => image !== null,
    question: (held) => (held.subarray(0, 4).toString('latin1') === '^ee\n' ? { bytes: 4, question: '^ee' } : null),
    rawHeader(held) {
      const header = /^GW(\d+),(\d+),(\d+),(\d+),/.exec(held.subarray(0, 40).toString('latin1'));
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
      if (text === 'US') return [{ order: 'report-on' }];
      if (text === 'N') {
        image = imageBuffer(width, height);
        return [];
      }
      const [, command, first] = /^([A-Z]|[a-z])(\d+)/.exec(text) ?? [];
      if (command === 'q' || command === 'Q') {
        if (command === 'q') width = Number(first);
        else height = Number(first);
        image = imageBuffer(width, height);
        return [];
      }
      if (command !== 'P' || image === null) return [{ order: 'unknown', text }];
      const paper = image.paper(true);
      image = null;
      return Array.from({ length: Number(first) }, () => ({ order: 'print' as const, bytes: sent(), paper }));
    },
  });
}
