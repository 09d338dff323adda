/** The time a drive model lives by. Injected, so that a four-hour sanitize passes in a test without waiting. */
export interface ModelTime {
  /** Milliseconds on a clock that never steps back. */
  nowMs(): number;
  /** Resolves once `durationMs` have passed on the same clock. */
  sleep(durationMs: number): Promise<void>;
}

/** The machine's own clock. */
export const wallTime: ModelTime = {
  nowMs: () => performance.now(),
  sleep: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)),
};
