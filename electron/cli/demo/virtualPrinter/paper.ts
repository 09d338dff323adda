/** What came out of the model: dots, a set bit is burnt; `whole` is false for a label that stopped in the middle. */
export type Paper = {
  readonly widthDots: number;
  readonly heightDots: number;
  readonly rowBytes: number;
  readonly bits: Uint8Array;
  readonly whole: boolean;
};

/** An image buffer of the model that graphics are laid into. */
export type ImageBuffer = {
  /** Lays rows of bits, 1 is burnt, with the left edge at a whole byte. */
  lay(x: number, y: number, rowBytes: number, bits: Uint8Array): void;
  paper(whole: boolean): Paper;
};

export function imageBuffer(widthDots: number, heightDots: number): ImageBuffer {
  const rowBytes = Math.ceil(widthDots / 8);
  const bits = new Uint8Array(rowBytes * heightDots);
  return {
    lay(x, y, givenRowBytes, given) {
      if (x % 8 !== 0) throw new Error(`the model cannot lay a graphic at dot ${x}`);
      for (let at = 0; at < given.length; at += 1) {
        const column = x / 8 + (at % givenRowBytes);
        const row = y + Math.floor(at / givenRowBytes);
        if (column < rowBytes && row < heightDots) bits[row * rowBytes + column] = given[at] ?? 0;
      }
    },
    paper: (whole) => ({ widthDots, heightDots, rowBytes, bits, whole }),
  };
}

/** What a reader found in the bytes: a question, an order, or a label to print. */
export type Order =
  | { readonly order: 'ask'; readonly question: string }
  | { readonly order: 'report-on' }
  | { readonly order: 'print'; readonly bytes: Uint8Array; readonly paper: Paper }
  | { readonly order: 'unknown'; readonly text: string };

/** Reads the byte stream of one language as its printers do. */
export type OrderReader = {
  /** Takes what came in and answers what it means; what is not whole yet is kept. */
  take(bytes: Buffer): Order[];
  /** Whether the start of a label is inside. */
  half(): boolean;
};
