/** A wedge scanner types faster than any hand: this much time between two of its keys at most. */
const FASTEST_HAND_MS = 45;
const SHORTEST_SCAN = 4;

export type ScanKeys = {
  /** Feeds one key press; returns the scanned text when this Enter ends a scan, otherwise null. `first` runs at the first key of a possible scan. */
  press(key: string, atMs: number, first: () => void): string | null;
};

/** Tells a scanner from a hand by speed alone, so that a scan needs no focus and no mode. */
export function scanKeys(): ScanKeys {
  let text = '';
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    press(key, atMs, first) {
      const fast = atMs - lastMs <= FASTEST_HAND_MS;
      lastMs = atMs;
      if (key === 'Enter') {
        const scanned = fast && text.length >= SHORTEST_SCAN ? text : null;
        text = '';
        return scanned;
      }
      if (key.length !== 1) {
        if (key !== 'Shift') text = '';
        return null;
      }
      if (!fast || text === '') {
        text = '';
        first();
      }
      text += key;
      return null;
    },
  };
}
