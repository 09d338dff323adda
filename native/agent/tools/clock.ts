/** The time as the agent's rooms take it, so that tests can set it. */
export type Clock = {
  /** Wall clock, ISO 8601 in UTC with milliseconds. */
  readonly nowIso: () => string;
  /** Never goes backwards; milliseconds from an arbitrary start. */
  readonly monotonicMs: () => number;
};

export const systemClock: Clock = {
  nowIso: () => new Date().toISOString(),
  monotonicMs: () => performance.now(),
};
