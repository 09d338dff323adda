/**
 * A label as the dots a thermal head burns: one bit a dot, rows from the top, the left dot in the highest bit, 1 is black. It is what every printer
 * language is encoded from and what the window shows, so the preview and each printer's paper cannot differ.
 */
export type LabelPicture = {
  readonly widthDots: number;
  readonly heightDots: number;
  readonly rowBytes: number;
  readonly bits: Uint8Array;
};

export type DotPainter = {
  readonly picture: LabelPicture;
  /** Dots off the label are left out. */
  set(x: number, y: number, black: boolean): void;
  flip(x: number, y: number): void;
  box(x: number, y: number, width: number, height: number, black: boolean): void;
};

/** A white label to paint on. Throws RangeError for a size that is no label. */
export function blankLabel(widthDots: number, heightDots: number): DotPainter {
  for (const side of [widthDots, heightDots]) {
    if (!Number.isInteger(side) || side < 1 || side > 8000) throw new RangeError(`${side} is no side of a label`);
  }
  const rowBytes = Math.ceil(widthDots / 8);
  const bits = new Uint8Array(rowBytes * heightDots);
  const inside = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < widthDots && y < heightDots;
  const set = (x: number, y: number, black: boolean): void => {
    if (!inside(x, y)) return;
    const at = y * rowBytes + (x >> 3);
    const bit = 0x80 >> (x & 7);
    bits[at] = black ? (bits[at] ?? 0) | bit : (bits[at] ?? 0) & ~bit;
  };
  return {
    picture: { widthDots, heightDots, rowBytes, bits },
    set,
    flip(x, y) {
      if (inside(x, y)) set(x, y, !isBlack({ widthDots, heightDots, rowBytes, bits }, x, y));
    },
    box(x, y, width, height, black) {
      for (let row = y; row < y + height; row += 1) {
        for (let column = x; column < x + width; column += 1) set(column, row, black);
      }
    },
  };
}

export function isBlack({ rowBytes, bits }: LabelPicture, x: number, y: number): boolean {
  return ((bits[y * rowBytes + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
}
