/** One comparison of the store's bench: ours against what it is held to, in the same unit, taken side by side. */
export type StoreRow = {
  readonly part: string;
  readonly row: string;
  readonly ours: string;
  readonly peer: string;
  readonly oursValue: number;
  readonly peerValue: number;
  readonly unit: string;
  readonly ratio: number;
  /** `null`: told, not judged. */
  readonly goal: { readonly atMost: number } | { readonly atLeast: number } | null;
  readonly met: boolean | null;
};

/** Makes a row; it is met when the ratio of ours to the peer's is within the goal. */
export function storeRow(row: Omit<StoreRow, 'ratio' | 'met'>): StoreRow {
  const ratio = row.oursValue / row.peerValue;
  const { goal } = row;
  const met = goal === null ? null : 'atMost' in goal ? ratio <= goal.atMost : ratio >= goal.atLeast;
  return { ...row, ratio, met };
}

/** The value below which this share of the samples lies (nearest rank). */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
