import type { Order, OrderReader } from './paper.ts';

/** A command line that announces raw bytes, and what to do with them. */
export type RawBytes = { readonly length: number; take(bytes: Buffer): void };

export type LineLanguage = {
  /** Finds a raw-bytes header at the start, with its length in bytes; `null` when there is none (yet). */
  rawHeader(held: Buffer): { readonly headerBytes: number; readonly raw: RawBytes } | null;
  /** A question that is answered at once, at the start of what is held. */
  question(held: Buffer): { readonly bytes: number; readonly question: string } | null;
  line(text: string, sent: () => Uint8Array): Order[];
  half(): boolean;
};

/** Reads a language of lines with raw blocks between them (EPL2, TSPL): inside a block nothing is a command. */
export function lineReader(language: LineLanguage): OrderReader {
  let held: Buffer = Buffer.of();
  let since: Buffer = Buffer.of();
  let raw: RawBytes | null = null;
  const drop = (count: number): Buffer => {
    const taken = Buffer.from(held.subarray(0, count));
    since = Buffer.concat([since, taken]);
    held = held.subarray(count);
    return taken;
  };
  const sent = (): Uint8Array => {
    const bytes = Uint8Array.from(since);
    since = Buffer.of();
    return bytes;
  };
  return {
    half: () => raw !== null || language.half(),
    take(bytes) {
      held = Buffer.concat([held, bytes]);
      const orders: Order[] = [];
      for (;;) {
        if (raw !== null) {
          if (held.length < raw.length) return orders;
          const { length } = raw;
          raw.take(drop(length));
          raw = null;
          continue;
        }
        const asked = language.question(held);
        if (asked !== null) {
          held = held.subarray(asked.bytes);
          orders.push({ order: 'ask', question: asked.question });
          continue;
        }
        const header = language.rawHeader(held);
        if (header !== null) {
          drop(header.headerBytes);
          raw = header.raw;
          continue;
        }
        const end = held.indexOf('\n');
        if (end < 0) return orders;
        const text = drop(end + 1)
          .toString('latin1')
          .trim();
        if (text !== '') orders.push(...language.line(text, sent));
      }
    },
  };
}
