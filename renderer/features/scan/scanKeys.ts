/** A wedge scanner types faster than any hand: this much time per key on the average, and never more than the second between two keys. */
const SCANNER_MEAN_MS = 50;
const SCANNER_PAUSE_MS = 120;
/** Quiet that must come before a scan, so that a scan broken in the middle is never taken for a shorter one. */
const QUIET_MS = 200;
const SHORTEST_SCAN = 4;

export type ScanKeys = {
  /** Feeds one key press; returns the scanned text when this Enter ends a scan, otherwise null. `first` runs at the first key of a possible scan. */
  press(key: string, atMs: number, first: () => void): string | null;
};

/** Tells a scanner from a hand by speed alone, so that a scan needs no focus and no mode. */
export function scanKeys(): ScanKeys {
  let text = '';
  let begunMs = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  let spoiled = false;
  return {
    press(key, atMs, first) {
      const pauseMs = atMs - lastMs;
      if (key === 'Shift') return null;
      lastMs = atMs;
      if (pauseMs > QUIET_MS) {
        text = '';
        spoiled = false;
      } else if (pauseMs > SCANNER_PAUSE_MS) spoiled = true;
      if (key === 'Enter') {
        const scanned = text;
        const fast = atMs - begunMs <= SCANNER_MEAN_MS * scanned.length;
        text = '';
        return !spoiled && fast && scanned.length >= SHORTEST_SCAN ? scanned : null;
      }
      if (key.length !== 1) {
        spoiled = true;
        return null;
      }
      if (text === '') {
        begunMs = atMs;
        first();
      }
      text += key;
      return null;
    },
  };
}
