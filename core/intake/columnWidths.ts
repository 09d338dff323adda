/** What was seen of the lengths of one column of serial numbers or asset tags. */
export type ColumnWidths = {
  add(text: string): void;
  /** The length that the column otherwise has; `null` when it has none. Shorter numbers of nothing but digits have likely lost zeros in front. */
  usual(): number | null;
};

const LEAST_SEEN = 10;
const SHARE = 0.8;

/** Counts lengths; takes no memory that grows with the list. */
export function columnWidths(): ColumnWidths {
  const counts = new Map<number, number>();
  let seen = 0;
  return {
    add(text) {
      seen += 1;
      counts.set(text.length, (counts.get(text.length) ?? 0) + 1);
    },
    usual() {
      if (seen < LEAST_SEEN) return null;
      for (const [length, count] of counts) if (count >= seen * SHARE) return length;
      return null;
    },
  };
}

/** Whether a number has likely lost the zeros in front of it, in a column of that usual length. */
export function hasLostZeros(text: string, usual: number | null): boolean {
  return usual !== null && text.length < usual && /^[1-9]\d*$/.test(text);
}
