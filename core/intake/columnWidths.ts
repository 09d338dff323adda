/** What was seen of the lengths of one column of serial numbers or asset tags. */
export type ColumnWidths = {
  add(text: string): void;
  /**
   * The length that the column otherwise has, when numbers of nothing but digits are shorter: a spreadsheet program has likely taken the zeros in front of them.
   * `null` when there are none, or the column has no usual length.
   */
  lostZeros(): number | null;
};

const LEAST_SEEN = 10;
const SHARE = 0.8;

/** Whether this number has likely lost zeros, in a column of that usual length. */
export function hasLostZeros(text: string, usual: number): boolean {
  return text.length < usual && /^[1-9]\d*$/.test(text);
}

/** Counts lengths; takes no memory that grows with the list. */
export function columnWidths(): ColumnWidths {
  const counts = new Map<number, number>();
  let shortestNumber = Number.POSITIVE_INFINITY;
  let seen = 0;
  return {
    add(text) {
      seen += 1;
      counts.set(text.length, (counts.get(text.length) ?? 0) + 1);
      if (hasLostZeros(text, shortestNumber)) shortestNumber = text.length;
    },
    lostZeros() {
      if (seen < LEAST_SEEN) return null;
      for (const [length, count] of counts) {
        if (count >= seen * SHARE) return shortestNumber < length ? length : null;
      }
      return null;
    },
  };
}
