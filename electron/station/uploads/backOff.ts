/** First and longest pause between two tries, in milliseconds. */
const FIRST_MS = 1000;
const LONGEST_MS = 5 * 60_000;

/**
 * How long to wait after the `failures`-th failure in a row, in milliseconds: doubled each time up to five minutes, half of it drawn by chance, so
 * that twenty stations do not come back in the same instant to a server that was just started. `random` gives numbers in [0, 1).
 */
export function backOffMs(failures: number, random: () => number): number {
  if (failures < 1) return 0;
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 30));
  return Math.round(whole / 2 + (whole / 2) * random());
}
